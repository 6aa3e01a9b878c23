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

check_peak() { # WHAT JOBS MEGABYTES ARCHIVE
    local what="$1 with --jobs $2 --memory $3M"
    rm -rf "$scratch/news.idx"
    read -r code peak <<<"$(peak_of newsdex-index -q -j "$2" --memory "$3M" -i "$scratch/news.idx" "$4")"
    diag "$what: $peak MB at most"
    like "$what ends well" "$code" '^[06]$'
    ok "$what keeps to it" test "$peak" -le $(($3 * 13 / 10 + 64))
}

python3 -c '
import json, random, sys
rng = random.Random(1)
words = ["".join(rng.choices("abcdefghijklmnop", k=rng.randint(2, 9))) for _ in range(30000)]
weights = [1 / (i + 2) for i in range(len(words))]
with open(sys.argv[1] + "/news.jsonl", "w") as out:
    for i in range(9000):
        print(json.dumps({"id": "n%d" % i, "text": " ".join(rng.choices(words, weights, k=500))}), file=out)
with open(sys.argv[1] + "/rare.jsonl", "w") as out:
    for i in range(9000):
        text = " ".join("%x" % rng.getrandbits(rng.randint(24, 44)) for _ in range(500))
        print(json.dumps({"id": "n%d" % i, "text": text}), file=out)
' "$scratch"
check_peak "9,000 articles of 500 words" 2 128 "$scratch/news.jsonl"
check_peak "words that never come again" 8 128 "$scratch/rare.jsonl"

archive=../shared/data/senate-press.tar.xz
for setting in "2 128" "8 128" "2 512" "16 512" "2 2048"; do
    if [ -r "$archive" ]; then
        # shellcheck disable=SC2086  # jobs and size
        check_peak "senate-press" $setting "$archive"
    else
        skip "senate-press with $setting" "$archive is not there"
    fi
done

done_testing
