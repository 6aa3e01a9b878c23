#!/usr/bin/env bash
# The smallest programs on libnewsdex, and the one in newsdex(3), find what newsdex-search finds.
# They are built by pkg-config from the copy that Make installs in $NEWSDEX_BUILD/stage.
. tests/cli/lib.sh

library=$(realpath "${NEWSDEX_BUILD:-.build}")/stage/lib
[ -d "$library" ] || { echo "there is no installed copy; run: make check" >&2; exit 1; }
flags=$(PKG_CONFIG_PATH=$library/pkgconfig pkg-config --cflags --libs newsdex) || exit 1
nm -D "$library/libnewsdex.so" | grep -q __asan_init && skip_all "the library needs a sanitizer around it"
export LD_LIBRARY_PATH=$library LIBNEWSDEX=$library/libnewsdex.so

cat >"$scratch/news.jsonl" <<'END'
{"id":"h1","title":"Café in the cloud","date":"2025-02-01","source":"Café Post","text":"The café owners look at the cloud and at \"quoted\" clouds."}
{"id":"h2","title":"Budget delayed","date":"2024-12-31","source":"Herald","text":"Parliament put off the vote on the budget."}
END
run newsdex-index -i "$scratch/news.idx" "$scratch/news.jsonl"
is "the index is made" "$code" 0
expected=$(newsdex-search -i "$scratch/news.idx" --json cloud |
    json '[line["title"] + "\n    " + line["snippet"] for line in lines if line["type"] == "hit"]')
like "there is something to find" "$expected" 'Café in the cloud'

# The program in the manual page, as man shows it.
sed -n '/^\.SH EXAMPLES/,/^\.EE/p' searcher/newsdex.3 | sed '1,/^\.EX/d; /^\.EE/d; s/\\&//g; s/\\-/-/g; s/\\e/\\/g' \
    >"$scratch/manual.c"
compile() { # NAME FILE
    # shellcheck disable=SC2086  # the flags are meant to be split
    ok "$1 compiles" "${CC:-cc}" -std=gnu11 -pthread -Wall -Wextra -Wpedantic -Werror "$2" -o "$scratch/$1" $flags
}
check_c() { # NAME FILE
    compile "$1" "$2"
    run "$scratch/$1" "$scratch/news.idx" cloud
    is "$1 finds the article" "$out" "$expected"
    is "$1 succeeds" "$code $err" "0 "
    run "$scratch/$1" "$scratch/none.idx" cloud
    like "$1 says what is wrong" "$code $err" '^2 search: .*none\.idx'
}
check_c search samples/embed/search.c
check_c manual "$scratch/manual.c"

PYTHONIOENCODING=utf-8 run python3 samples/embed/search.py "$scratch/news.idx" cloud
is "search.py finds the article" "$out" "$expected"
is "search.py succeeds" "$code $err" "0 "
PYTHONIOENCODING=utf-8 run python3 samples/embed/search.py "$scratch/news.idx" 'cloud OR budget' --facet source
is "search.py counts by source" "$out" $'1\tCafé Post\n1\tHerald'
for unit in year month week day; do
    run python3 samples/embed/search.py "$scratch/news.idx" cloud --timeline $unit
    is "search.py counts by $unit" "$out" \
        "$(newsdex-search -i "$scratch/news.idx" --timeline=$unit --tsv --compare '*' cloud 2>"$scratch/said" | tail -n +2 | cut -f 1,5,3 |
            awk -F '\t' -v OFS='\t' '{ print $1, $3, $2 }')"
done
run python3 samples/embed/search.py "$scratch/news.idx" 'cloud nosuch:x'
like "search.py says what is wrong" "$code $err" '^1 search\.py: .*nosuch'

# ---- all hits ------------------------------------------------------------------------------------------------------
compile stream samples/embed/stream.c
run "$scratch/stream" "$scratch/news.idx" 'cloud OR budget'
is "stream prints all ids" "$code $(sort <<<"$out")" $'0 h1\nh2'
run "$scratch/stream" "$scratch/none.idx" cloud
like "stream says what is wrong" "$code $err" '^2 stream: .*none\.idx'

# ---- a thread that refreshes while another searches --------------------------------------------------------------------
compile watch samples/embed/watch.c
mkfifo "$scratch/input" "$scratch/output"
"$scratch/watch" "$scratch/news.idx" cloud <"$scratch/input" >"$scratch/output" &
exec 3>"$scratch/input" 4<"$scratch/output"
read -r -t 300 -u 4 before
printf '{"id":"h3","text":"One more cloud."}\n' >"$scratch/more.jsonl"
run newsdex-index -i "$scratch/news.idx" "$scratch/more.jsonl"
read -r -t 300 -u 4 after
exec 3>&-
wait $!
is "watch ends with its input" "$?" 0
is "watch prints what is found before and after" "$before $after" "1 2"
run "$scratch/watch" "$scratch/none.idx" cloud
like "watch says what is wrong" "$code $err" '^2 watch: .*none\.idx'
done_testing
