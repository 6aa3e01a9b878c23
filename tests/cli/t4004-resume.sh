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
read_so_far() { status "$1" | grep -o '[0-9]* read ='; }

# Ends a run with the signal when something is published; once more when by then all is.
cut_off() { # SIGNAL INPUT
    local victim tries
    for ((tries = 0; tries < 100; tries++)); do
        rm -rf "$index"
        interruptible newsdex-index -q -j 2 --publish-every 0 -i "$index" "$2" <"$archive" 2>/dev/null &
        victim=$!
        until_true test -e "$index/XAPIANDB"
        kill -s "$1" "$victim" 2>/dev/null
        wait "$victim" 2>/dev/null
        [ "$(read_so_far "$index")" = "$(read_so_far "$scratch/whole.idx")" ] || return
    done
}

for signal in INT KILL; do
    cut_off $signal "$archive"
    run timeout 300 newsdex-index -j 2 -i "$index" "$archive"
    like "SIG$signal: the next run says that it goes on" "$err" "3-desk.tar.gz: going on where an interrupted run stopped, [0-9]+ read$"
    like "SIG$signal: and counts what it passed over" "$err" " [1-9][0-9]* added, 0 changed, [1-9][0-9]* read before, [0-9]+ skipped in"
    "$dump_index" "$index" >"$scratch/resumed.dump"
    ok "SIG$signal: the same articles in the end" cmp "$scratch/whole.dump" "$scratch/resumed.dump"
    is "SIG$signal: the same in the ledger" "$(status "$index")" "$(status "$scratch/whole.idx")"
done

cut_off KILL "$archive"
run timeout 300 newsdex-index --progress=json -i "$index" "$archive"
is "for programs: what was passed over" "$(json '[[l["archive"].endswith("3-desk.tar.gz"), l["read"] == l["entries"] + 1] for l in lines if l["type"] == "resumed"]' <<<"$err")" "[true, true]"
is "and the sum" "$(json 'sum(l["read"] for l in lines if l["type"] == "resumed") == lines[-1]["resumed"]' <<<"$err")" true

cut_off KILL -
newsdex-index -i "$index" - <"$archive" 2>"$scratch/said"
like "standard input is read again" "$(cat "$scratch/said")" ' added, 0 changed, [1-9][0-9]* already there, [0-9]* skipped in'
is "and ends with as many articles" "$(newsdex-search -i "$index" --count common 2>/dev/null)" "$(newsdex-search -i "$scratch/whole.idx" --count common 2>/dev/null)"

done_testing
