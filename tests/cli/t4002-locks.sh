#!/usr/bin/env bash
# Two indexers on one index (T25), and Ctrl-C.
. tests/cli/lib.sh

index=$scratch/news.idx
total() { newsdex-search -i "$index" --count "$1" 2>/dev/null; }
make_articles "$scratch/one.jsonl" 300
make_articles "$scratch/zero.jsonl" 10
sed -i 's/"n/"z/; s/common/third/' "$scratch/zero.jsonl"
sed 's/"n/"m/; s/common/second/' "$scratch/one.jsonl" >"$scratch/two.jsonl"

# Whether that indexer has the lock file open, to hold it or to wait for it. Before, its shell may have it open.
is_at_lock() { # PROCESS
    [ "$(cat "/proc/$1/comm")" = newsdex-index ] && readlink "/proc/$1/fd/"* | grep -q newsdex.lock
}

# Whether the process has seen an interrupt: it leaves the next one to the system.
is_interrupted() { # PROCESS
    local caught
    caught=$(sed -n 's/^SigCgt:\s*//p' "/proc/$1/status")
    ((!(16#${caught:-0} & 2)))
}

# Whether an indexer has read articles.
has_read() { compgen -G "$index/work/batch-*" >/dev/null || [ -e "$index/XAPIANDB" ]; }
has_more_than() { [ "$(total common)" -gt "$1" ]; }

# An indexer that holds the lock: it waits for its input.
mkfifo "$scratch/pipe"
begin_waiting() {
    timeout 600 newsdex-index -q -i "$index" - \
        <"$scratch/pipe" 2>"$scratch/first.err" &
    first=$!
    exec 3>"$scratch/pipe"
    until_true test -e "$index/work"
    cat "$1" >&3
}

run timeout 300 newsdex-index -i "$index" "$scratch/zero.jsonl"
begin_waiting "$scratch/one.jsonl"
run timeout 300 newsdex-index -i "$index" --lock-wait 0 "$scratch/two.jsonl"
is "the second indexer has an exit code of its own" "$code" 4
like "and says who has it" "$err" "news.idx: another newsdex-index \(process [0-9]+\) is writing"
is "searching meanwhile" "$(total third)" 10
newsdex-index -q -i "$index" --lock-wait 300 "$scratch/two.jsonl" 2>"$scratch/second.err" 3>&- &
second=$!
until_true is_at_lock "$second"
exec 3>&-
wait "$first"
is "the first ends well" $? 0
wait "$second"
is "the second waits for it, and ends well" $? 0
is "both are in the index" "$(total common) $(total second)" "300 300"

# Started at once
rm -rf "$index"
timeout 600 newsdex-index -q -i "$index" --lock-wait 300 "$scratch/one.jsonl" 2>"$scratch/first.err" &
first=$!
timeout 600 newsdex-index -q -i "$index" --lock-wait 300 "$scratch/two.jsonl" 2>"$scratch/second.err" &
second=$!
wait "$first" && wait "$second"
is "two that start at once" "$? $(cat "$scratch/first.err" "$scratch/second.err")" "0 "
is "both are in the index then" "$(total common) $(total second)" "300 300"

# The first interrupt publishes. The last input never ends, so that no run is over before.
mkdir "$scratch/news"
python3 tests/tools/make_archives.py "$scratch/news" 4000
for signal in INT TERM; do
    rm -rf "$index"
    exec 3<>"$scratch/pipe"
    interruptible newsdex-index -j 2 -i "$index" "$scratch/news" "$scratch/pipe" 2>"$scratch/first.err" &
    first=$!
    until_true has_read
    kill -s $signal "$first"
    wait "$first"
    is "SIG$signal: exit code" $? 130
    exec 3>&-
    like "SIG$signal: says how to go on" "$(cat "$scratch/first.err")" 'interrupted; what was read is searchable'
    read=$(grep -o '[0-9]* added' "$scratch/first.err" | cut -d ' ' -f 1)
    is "SIG$signal: what was read is there" "$(($(total common) >= read && read > 0))" 1
    is "SIG$signal: work is cleared up" "$(ls -A "$index/work" 2>/dev/null)" ""
done

# The second interrupt ends at once, whatever goes on. When it comes too late, the run was over: once more.
for ((tries = 0; tries < 50; tries++)); do
    rm -rf "$index"
    interruptible newsdex-index -j 2 -i "$index" "$scratch/news" 2>"$scratch/first.err" &
    first=$!
    until_true has_read
    kill -s INT "$first" 2>/dev/null
    until_true is_interrupted "$first"
    kill -s INT "$first" 2>/dev/null
    wait "$first"
    ended=$?
    grep -q searchable "$scratch/first.err" || break
done
is "two interrupts: exit code" "$ended" 130
is "two interrupts: nothing more is done" "$((tries < 50))" 1
run timeout 300 newsdex-index -q -i "$index" "$scratch/one.jsonl"
is "the next run is as ever" "$code $(($(total common) >= 300))" "0 1"

# Nothing comes in for a while: what came is published, and an interrupt ends the wait.
make_articles "$scratch/long.jsonl" 3000
for form in - "$scratch/pipe"; do
    rm -rf "$index"
    interruptible newsdex-index -q --publish-every 1 -i "$index" "$form" <"$scratch/pipe" 2>"$scratch/first.err" &
    first=$!
    exec 3>"$scratch/pipe"
    cat "$scratch/long.jsonl" >&3
    ok "${form##*/}: what came is searchable" until_true has_more_than 2000
    kill -s INT "$first"
    (timeout 120 tail -f --pid="$first" /dev/null || kill -9 "$first") >/dev/null 2>&1 3>&- &
    wait "$first" 2>/dev/null
    is "${form##*/}: an interrupt while waiting for input" $? 130
    exec 3>&-
done

# An interrupt while waiting for another indexer
exec 9>>"$index/newsdex.lock"
flock 9
interruptible newsdex-index -i "$index" --lock-wait 300 "$scratch/one.jsonl" 2>"$scratch/first.err" 9>&- &
first=$!
until_true is_at_lock "$first"
kill -s INT "$first"
wait "$first"
is "an interrupt while waiting for another indexer: exit code" $? 130
like "and says who has the index" "$(cat "$scratch/first.err")" 'another newsdex-index'
exec 9>&-

done_testing
