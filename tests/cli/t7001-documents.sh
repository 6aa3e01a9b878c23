#!/usr/bin/env bash
# What README.md, the manual pages and --help show is true.
#   bash tests/cli/t7001-documents.sh --update     writes the real output into README.md
. tests/cli/lib.sh

repository=$PWD
room=$scratch/room # the reader's working folder
mkdir "$room"
ln -s "$repository/samples" "$room/samples"

# ---- README.md: examples with output ------------------------------------------------

same_each_time() { # times, speeds and ids made from places differ from run to run
    sed -E 's/[0-9.]+ (ms|s|MB\/s)\b/N \1/g; s/\b[0-9a-f]{16}\b/HASH/g'
}
python3 tests/cli/console.py README.md "$room" >"$scratch/README.md" || exit 1
if [ "${1:-}" = --update ]; then
    cat "$scratch/README.md" >README.md
    exit
fi
ok "README.md has examples with output" grep -q '^\$ newsdex-search' README.md
is "which is what the programs print" "$(diff <(same_each_time <README.md) <(same_each_time <"$scratch/README.md"))" ""

cd "$room" || exit 1
ok "the samples are indexed by them" test -f news.idx/XAPIANDB
export NEWSDEX_INDEX=$room/news.idx

# ---- README.md: the query language -----------------------------------------------------

# shellcheck disable=SC2016  # those are Markdown's backticks
sed -n '/^| you type/,/^$/p' "$repository/README.md" | cut -d '|' -f 2 | grep -o '`[^`]*`' | tr -d '`' >queries
ok "README.md shows queries" test "$(wc -l <queries)" -gt 15
while IFS= read -r query; do
    run newsdex-search -- "$query"
    like "$query" "$code $err" '^[01] '
done <queries

# ---- README.md: the tree ------------------------------------------------------------------

missing_of_tree() {
    sed -n '/^## The tree/,/^## Design/p' "$repository/README.md" | while IFS= read -r line; do
        name=$(awk '{ print $1 }' <<<"$line")
        case $line in
        '      '[a-z]*) name=$folder$name ;;
        '    '[a-z]*/*) folder=$name ;;
        *) continue ;;
        esac
        [ -e "$repository/$name" ] || echo "$name"
    done
}
is "README.md names what is there" "$(missing_of_tree)" ""

# ---- README.md: the program -----------------------------------------------------------------

stage=$(cd "$repository" && realpath "${NEWSDEX_BUILD:-.build}")/stage
if [ ! -d "$stage" ]; then
    skip "the program in README.md" "nothing is installed in $stage"
elif nm -D "$stage/lib/libnewsdex.so" | grep -q __asan_init; then
    skip "the program in README.md" "the library needs a sanitizer around it"
else
    sed -n '/^```c$/,/^```$/p' "$repository/README.md" | sed '/^```/d' >search.c
    export PKG_CONFIG_PATH=$stage/lib/pkgconfig LD_LIBRARY_PATH=$stage/lib
    ok "the program in README.md compiles, as it says" bash -c "$(grep '^    cc search.c' "$repository/README.md")"
    run ./a.out news.idx 'cloud surveillance suspension'
    is "it succeeds" "$code $err" "0 "
    is "and prints the titles found" "$out" "$(newsdex-search --json cloud surveillance suspension 2>/dev/null |
        json '[line["title"] for line in lines if line["type"] == "hit"]')"
fi

# ---- samples/README.md: how many articles -----------------------------------------------------

stated=$(sed -n 's/^| `archives\/.* | \([0-9 +]*\) |$/\1/p' "$repository/samples/README.md" | paste -sd +)
counted=$(newsdex-index --status --json | json 'lines[0]["articles"]')
is "samples/README.md counts the articles of each archive" $((stated)) "$counted"
like "and all together" "$(cat "$repository/samples/README.md")" "^$counted short news articles"

# ---- manual pages: examples ----------------------------------------------------------------------

examples() { # PAGE: its commands, a NUL after each
    sed -n '/^\.SH EXAMPLES/,/^\.SH DESCRIPTION/p' "$repository/$1" | sed -n '/^\.EX/,/^\.EE/p' |
        sed '/^\.EX/d; s/^\.EE/\x00/; s/\\-/-/g; s/\\e/\\/g; s/\\(aq/'\''/g; s/\\(dq/"/g; s/\\&//g' | tr -d '\n' |
        sed 's/^ *//; s/\x00 */\x00/g; s/\\  *//g'
}
mkdir -p folder archive/deep
ln -s samples/archives/courrier.tar.xz senate.tar.xz
ln -s samples/archives/lagoon-herald.zip more.zip
cp samples/sources/harbour-gazette/notice-*.txt archive/deep 2>/dev/null
echo "A tale of the town." | tee folder/tale.txt >archive/deep/tale.txt
echo '{"headline":{"main":"Budget delayed"},"content":[{"body":"The vote was put off."}]}' | tee strange.json >dump.jsonl
# shellcheck disable=SC2317  # called by the examples; what it does is not our concern, and it may not be there
jq() { cat; }
export -f jq
for page in indexer/newsdex-index.1 searcher/newsdex-search.1; do
    commands=0
    while IFS= read -r -d '' command; do
        run timeout 600 bash -o pipefail -c "$command"
        like "$(basename $page): $command" "$code $err" "^$([ $page = indexer/newsdex-index.1 ] && echo 0 || echo '[01]') "
        commands=$((commands + 1))
    done < <(examples $page)
    ok "$page has examples" test $commands -ge 5
done
run newsdex-search --json 'title:"budget delayed"'
is "the names given by --map are used" "$(json '[line["title"] for line in lines[:-1]]' <<<"$out")" "Budget delayed"

# ---- options: the program's table, --help and the manual page -----------------------------------

for program in newsdex-index newsdex-search; do
    folder=$repository/$([ $program = newsdex-index ] && echo indexer || echo searcher)
    table=$(sed -n '/^static const struct option/,/};/p' "$folder/options.c" | grep -o '{"[a-z-]*"' | tr -d '{"' | sort -u)
    ok "$program has options" test "$(wc -l <<<"$table")" -gt 10
    run $program --help
    is "$program --help: exit code" "$code" 0
    ok "$program --help fits 24 lines" test "$(wc -l <<<"$out")" -le 24
    ok "$program --help fits 80 columns" test "$(wc -L <<<"$out")" -le 80
    [ $program = newsdex-index ] || run $program --help=all
    ok "$program: all of the help fits 80 columns" test "$(wc -L <<<"$out")" -le 80
    is "$program --help names every option" "$(grep -Eo -- '--[a-z][a-z-]+' <<<"$out" | cut -c 3- | sort -u)" "$table"
    is "$program(1) names every option" "$(sed -n '/^\.SH OPTIONS/,/^\.SH [A-NP-Z]/p' "$folder/$program.1" | sed 's/\\-/-/g' |
        grep -A 1 '^\.T[PQ]' | grep -Eo -- '--[a-z][a-z-]+' | cut -c 3- | sort -u)" "$table"
done
done_testing
