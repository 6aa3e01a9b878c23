#!/usr/bin/env bash
# Interrupted and killed runs go on inside the archive; what is decided there is in tests/unit/test_resume.c.
. tests/cli/lib.sh

dump_index=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
[ -x "$dump_index" ] || echo "Bail out! make $dump_index first"
index=$scratch/news.idx
archive=$scratch/3-desk.tar.gz
python3 tests/tools/make_archives.py "$scratch" 3200
timeout 300 newsdex-index -q -i "$scratch/whole.idx" "$archive" 2>/dev/null
"$dump_index" "$scratch/whole.idx" >"$scratch/whole.dump"
status() { newsdex-index -i "$1" --status | grep ' read = '; }
# Whether the archive was read to its end.
is_whole() { newsdex-index -i "$index" --status | grep -q ": $articles read ="; }
articles=$(status "$scratch/whole.idx" | grep -o '[0-9]* read =' | cut -d' ' -f1)

# Ends a run with the signal when something is published; once more when by then all is.
cut_off() { # SIGNAL INPUT...
    local sign=$1 victim tries
    shift
    for ((tries = 0; tries < 100; tries++)); do
        rm -rf "$index"
        interruptible newsdex-index -q -j 2 --publish-every 0 -i "$index" "$@" <"$archive" 2>/dev/null &
        victim=$!
        until_true test -e "$index/XAPIANDB"
        kill -s "$sign" "$victim" 2>/dev/null
        wait "$victim" 2>/dev/null
        is_whole || return
    done
}

for sign in INT KILL; do
    cut_off $sign "$archive"
    run timeout 300 newsdex-index -j 2 -i "$index" "$archive"
    like "SIG$sign: the next run says that it goes on" "$err" "3-desk.tar.gz: going on where an interrupted run stopped, [0-9]+ read$"
    like "SIG$sign: and counts what it passed over" "$err" " [1-9][0-9]* added, 0 changed, [1-9][0-9]* read before, [0-9]+ skipped in"
    "$dump_index" "$index" >"$scratch/resumed.dump"
    ok "SIG$sign: the same articles in the end" cmp "$scratch/whole.dump" "$scratch/resumed.dump"
    is "SIG$sign: the same in the ledger" "$(status "$index")" "$(status "$scratch/whole.idx")"
done

cut_off KILL "$archive"
run timeout 300 newsdex-index --progress=json -i "$index" "$archive"
is "for programs: what was passed over" "$(json '[[l["archive"].endswith("3-desk.tar.gz"), l["read"] == l["entries"] + 1] for l in lines if l["type"] == "resumed"]' <<<"$err")" "[true, true]"
is "and the sum" "$(json 'sum(l["read"] for l in lines if l["type"] == "resumed") == lines[-1]["resumed"]' <<<"$err")" true

cut_off KILL -
newsdex-index -i "$index" - <"$archive" 2>"$scratch/said"
like "standard input is read again" "$(cat "$scratch/said")" ' added, 0 changed, [1-9][0-9]* already there, [0-9]* skipped in'
is "and ends with as many articles" "$(newsdex-search -i "$index" --count common 2>/dev/null)" "$(newsdex-search -i "$scratch/whole.idx" --count common 2>/dev/null)"

# An archive before it that was complete. It isn't trusted while it is new.
note=$scratch/note.txt
echo "A note that is common." >"$note"
timeout 300 newsdex-index -q -i "$scratch/two.idx" "$note" "$archive" 2>/dev/null
"$dump_index" "$scratch/two.idx" >"$scratch/two.dump"
is_settled() { [ $(($(date +%s) - $(stat -c %Z "$note"))) -gt 3 ]; }
until_true is_settled
for sign in INT KILL; do
    cut_off $sign "$note" "$archive"
    run timeout 300 newsdex-index -j 2 -i "$index" "$note" "$archive"
    like "SIG$sign: what was complete is told" "$err" "^newsdex-index: 1 file was complete already and unchanged, not read again; the same command once more reads all$"
    unlike "SIG$sign: and not read" "$err" "already there"
    "$dump_index" "$index" >"$scratch/resumed.dump"
    ok "SIG$sign: the same articles" cmp "$scratch/two.dump" "$scratch/resumed.dump"
    is "SIG$sign: the same in the ledger" "$(status "$index")" "$(status "$scratch/two.idx")"
done
run timeout 300 newsdex-index -i "$index" "$note" "$archive"
unlike "once more reads all" "$err" "complete already"
like "and finds it there" "$err" ": 0 added, 0 changed, [1-9][0-9]* already there"

cut_off KILL "$note" "$archive"
cp -a "$index" "$scratch/again.idx"
run timeout 300 newsdex-index --progress=json -i "$index" "$note" "$archive"
is "for programs: the files" "$(json '[[l["files"] for l in lines if l["type"] == "resumed"], lines[-1]["resumed_files"]]' <<<"$err")" $'[1]\n1'
run timeout 300 newsdex-index -q -i "$scratch/again.idx" "$note" "$archive"
is "with -q nothing is told" "$err" ""

cut_off KILL "$note" "$archive"
newsdex-index -i "$index" "$note" - <"$archive" 2>"$scratch/said"
unlike "with a stream among the inputs all is read" "$(cat "$scratch/said")" "complete already"
is "and nothing of the stream is lost" "$(newsdex-search -i "$index" --count common 2>/dev/null)" "$(newsdex-search -i "$scratch/two.idx" --count common 2>/dev/null)"

done_testing
