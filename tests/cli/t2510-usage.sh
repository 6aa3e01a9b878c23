#!/usr/bin/env bash
# newsdex-index: what it says to a command line that is wrong, and while it works.
. tests/cli/lib.sh

index=$scratch/news.idx
run newsdex-index --help
is "--help succeeds" "$code" 0
ok "--help fits a screen of 24 lines" test "$(printf '%s\n' "$out" | wc -l)" -lt 24
ok "--help fits 80 columns" test "$(printf '%s\n' "$out" | wc -L)" -le 80
manual=$(sed 's/\\-/-/g' indexer/newsdex-index.1)
while read -r option; do
    ok "$option is in the manual" grep -q "^\.B.*$option" <<<"$manual"
done < <(newsdex-index --help | grep -Eo -- '--[a-z-]+' | sort -u)

while IFS='|' read -r arguments message; do
    # shellcheck disable=SC2086  # the arguments are meant to be split
    NEWSDEX_INDEX='' run newsdex-index $arguments
    is "$arguments: exit 2" "$code" 2
    like "$arguments: says why" "$err" "$message"
    is "$arguments: nothing on stdout" "$out" ""
done <<'END'
-i x --satus|unknown option --satus; did you mean --status\?
-i x --zzzzzzzzzz|unknown option --zzzzzzzzzz; see newsdex-index --help
-i x -k a.tar|unknown option -k
-i x --max a.tar|--max could be several
-i x --probe=3 a.tar|--probe takes no value
-i x a.tar -j|-j needs a value
-i x a.tar --map|--map needs a value
-i x --json a.tar|--json doesn't go with indexing
-i x --map title=t --status|--map doesn't go with --status
-i x --jobs 2 --verify|--jobs doesn't go with --verify
-i x --progress plain --ledger|--progress doesn't go with --ledger
-i x --lock-wait 3 --probe a.tar|--lock-wait doesn't go with --probe
-i x --json --optimize|--json doesn't go with --optimize
-i x --status --verify|exclude each other
-i x --verify a.tar|no archive is read here
-i x --optimize a.tar|no archive is read here
-i x --delete|takes the ids
--verify|no index given
a.tar|no index given
-i x --jobs 0 a.tar|--jobs=0: give a number from 1
-i x --jobs 257 a.tar|--jobs=257: give at most 256
-i x --memory much a.tar|--memory=much: give a size such as 500M
-i x --files-from nosuch|nosuch: No such file
--delete a1|no index given
--dry-run|no archive given
-i x --progress fast a.tar|--progress=fast: give auto, plain, json or none; see
-i x --progress plian a.tar|or none; did you mean plain\?$
-i x --segment-writer fast a.tar|bulk or xapian
-i x --color=allways a.tar|did you mean always\?
-i x --map titel=t a.tar|--map=titel: give id, title,.* or keywords; did you mean title\?
-i x --map =t a.tar|FIELD=PATH
-i x --segment-writer bulk --status|--segment-writer doesn't go with --status
END
not_ok "nothing was made" test -e x

make_articles "$scratch/news.jsonl" 200
echo broken >>"$scratch/news.jsonl"
run timeout 300 newsdex-index -i "$index" --progress=json "$scratch/news.jsonl"
is "--progress=json: every line is an object, the last the summary" "$(json 'lines[-1]["type"]' <<<"$err")" summary
is "with the counts" "$(json '[lines[-1][k] for k in ("version", "indexed", "failed", "interrupted")]' <<<"$err" | tr '\n' ' ')" "1 200 1 false "
is "progress" "$(json '[k for k in ("version", "done", "total", "articles", "failed", "published", "seconds") if k not in lines[0]]' <<<"$err")" ""
is "of so many bytes" "$(json 'lines[0]["total"]' <<<"$err")" "$(stat -c %s "$scratch/news.jsonl")"
is "what failed" "$(json '[l["outcome"] for l in lines if l["type"] == "entry"]' <<<"$err")" failed
run timeout 300 newsdex-index -i "$index" --progress=plain "$scratch/news.jsonl"
like "--progress=plain" "$err" '^newsdex-index: [0-9]+ articles, [0-9]+/s, [0-9.]+ MB/s of text.*of archive'
for how in auto none; do
    run timeout 300 newsdex-index -i "$index" --progress=$how "$scratch/news.jsonl"
    unlike "--progress=$how: no progress without a terminal" "$err" 'of archive'
    like "--progress=$how: but the summary" "$err" 'already there'
done

# What can't be an index, and an index that isn't whole.
run newsdex-index -i "$scratch/news.jsonl" "$scratch/news.jsonl"
is "a file as index" "$code $err" "2 newsdex-index: $scratch/news.jsonl: not a folder; name a new or empty one"
damaged() { rm -rf "$scratch/damaged" && cp -r "$index" "$scratch/damaged"; }
damaged
rm -r "$scratch/damaged"/segment-*
run newsdex-index -i "$scratch/damaged" "$scratch/news.jsonl"
like "a segment that is not there: what and what next" "$code $err" \
    '^5 .*/damaged: its segment segment-[0-9]+ is not there; the index is damaged: index the archives again into a new folder'
run newsdex-search -i "$scratch/damaged" common
like "in searching, too" "$code $err" '^5 .*/damaged: the index is damaged \(.*is not there\); index its archives again'
damaged
: >"$scratch/damaged/XAPIANDB"
run newsdex-index -i "$scratch/damaged" "$scratch/news.jsonl"
like "a list of segments that is empty" "$code $err" '^5 .*XAPIANDB: names no segment; the index is damaged'
ok "no segment is swept away for it" test -d "$scratch/damaged/segment-000001"

# Output that can't be written, and streams that are closed
for what in --status --ledger --verify "--probe $scratch/news.jsonl" "--dry-run $scratch/news.jsonl" --help --version; do
    # shellcheck disable=SC2086  # the arguments are meant to be split
    NEWSDEX_INDEX=$index newsdex-index $what >/dev/full 2>"$scratch/said"
    is "$what on a full disk" "$? $(tail -1 "$scratch/said")" "1 newsdex-index: standard output: No space left on device"
done
newsdex-index -i "$scratch/closed.idx" - <&- 2>"$scratch/said"
like "standard input is closed" "$? $(cat "$scratch/said")" '^6 newsdex-index: -: cannot be read: Bad file descriptor'
newsdex-index -i "$scratch/closed.idx" "$scratch/news.jsonl" <&- >&- 2>&-
is "all streams are closed: no message gets into the index" "$?$(newsdex-index -i "$scratch/closed.idx" --verify | grep -c 'no fault')" 61

# Commands that messages name can be pasted, whatever the index is called.
strange="$scratch/it's news; \$(x) é
z.idx"
run newsdex-index -i "$strange" --status
like "no index there: how to make one" "$code $err" '^3 .*; make one with: newsdex-index -i '
made=${err##*make one with: }
eval "${made/ARCHIVE/$scratch/news.jsonl}" 2>/dev/null
is "that command makes it" "$?" 6
sed '2,31s/^/x/' "$scratch/news.jsonl" >"$scratch/broken.jsonl"
run newsdex-index -i "$strange" "$scratch/broken.jsonl"
like "many failed: all are listed by a command" "$err" 'more entries failed; listed by: newsdex-index '
is "that command lists them" "$(eval "${err##*listed by: }" | grep -c '^failed.*broken.jsonl')" 31

rm -r "$index"
on_terminal() { python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' timeout 300 newsdex-index "$@" </dev/null 2>&1 | tr '\r' '\n'; }
make_articles "$scratch/more.jsonl" 300
if python3 -c "import pty; pty.openpty()" 2>/dev/null; then
    like "on a terminal: one line, again and again" "$(on_terminal -i "$index" "$scratch/more.jsonl")" '\[K[0-9]+ articles, [0-9]+/s, [0-9.]+ MB/s of text'
    unlike "--progress=none on a terminal" "$(on_terminal --progress=none -i "$index" "$scratch/more.jsonl")" '\[K'
else
    skip "progress on a terminal" "no pseudo-terminals here"
fi
done_testing
