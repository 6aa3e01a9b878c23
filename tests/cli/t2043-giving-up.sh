#!/usr/bin/env bash
# --time-limit, and Ctrl-C.
. tests/cli/lib.sh

make_articles "$scratch/news.jsonl" 30
run newsdex-index -q -i "$scratch/news.idx" "$scratch/news.jsonl"
export NEWSDEX_INDEX=$scratch/news.idx
run newsdex-search --time-limit 1000s --count common
is "time enough" "$code $out" "0 30"
is "in milliseconds" "$(newsdex-search --time-limit 1000000ms --count common)" 30
for time in 0s 1 s 5m -1s 1.5s 4294967296s 99999999999999999999ms ''; do
    run newsdex-search --time-limit "$time" common
    like "--time-limit '$time' is refused" "$code $err" '^2 newsdex-search: --time-limit .*: give a time'
done

# A search that waits for its queries is interrupted while it runs, whatever the machine's speed.
cat >"$scratch/interrupt.py" <<'PYTHON'
import signal, subprocess, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
child.stdin.write(b"common\n" * 10)
child.stdin.flush()
child.stdout.read(1)
child.send_signal(signal.SIGINT)
child.stdin.close()
print(child.wait(), repr(child.stderr.read()))
PYTHON
program=$(command -v newsdex-search)
if nm -D "$program" | grep -q __asan_init; then
    skip "interrupted: by the signal, quietly" "stdbuf must come first in the process, and so must the sanitizer"
else
    run python3 "$scratch/interrupt.py" stdbuf -o0 "$program" --query-file - --tsv
    is "interrupted: by the signal, quietly" "$out" "-2 b''"
fi
done_testing
