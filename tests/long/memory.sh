#!/usr/bin/env bash
# --memory SIZE bounds the whole process: at most 1.3 x SIZE + 64 MB (T27, and real news).
. tests/cli/lib.sh

# Runs a command; its exit code and the most memory that it held, in MB, on standard output.
peak_of() {
    timeout 3000 python3 -c '
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stderr=subprocess.DEVNULL)
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)' "$@"
}

check_peak() { # WHAT MEGABYTES ARCHIVE
    rm -rf "$scratch/news.idx"
    read -r code peak <<<"$(peak_of newsdex-index -q -j 2 --memory "$2M" -i "$scratch/news.idx" "$3")"
    diag "$1: $peak MB at most with --memory $2M"
    like "$1 with --memory $2M ends well" "$code" '^[06]$'
    ok "$1 with --memory $2M keeps to it" test "$peak" -le $(($2 * 13 / 10 + 64))
}

python3 -c '
import json, random
rng = random.Random(1)
words = ["".join(rng.choices("abcdefghijklmnop", k=rng.randint(2, 9))) for _ in range(30000)]
weights = [1 / (i + 2) for i in range(len(words))]
for i in range(9000):
    print(json.dumps({"id": "n%d" % i, "text": " ".join(rng.choices(words, weights, k=500))}))
' >"$scratch/news.jsonl"
check_peak "9,000 articles of 500 words" 128 "$scratch/news.jsonl"

archive=../shared/data/senate-press.tar.xz
for size in 128 512 2048; do
    if [ -r "$archive" ]; then
        check_peak "senate-press" "$size" "$archive"
    else
        skip "senate-press with --memory ${size}M" "$archive is not there"
    fi
done

done_testing
