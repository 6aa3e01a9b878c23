#!/usr/bin/env bash
# Archives made to break readers: the run comes to its end, says what failed, and what it made is whole.
. tests/cli/lib.sh

archive=../shared/data/archives-good-and-bad.tar.xz
[ -r "$archive" ] || skip_all "$archive is not there"
index=$scratch/nasty.idx
tar -xJf "$archive" -C "$scratch"
run timeout 900 newsdex-index -q -i "$index" "$scratch/nasty-archives"
is "it ends, with some entries failed" "$code" 6
is "every line names the program" "$(grep -vc '^newsdex-index: ' <<<"$err")" 0
is "each archive's sums agree" \
    "$(newsdex-index -i "$index" --status --json | json '[line["archive"] for line in lines[1:] if line["read"] !=
        sum(line[outcome] for outcome in ("indexed", "updated", "duplicate", "skipped", "failed"))]')" ""
ok "the ledger has what failed" test "$(newsdex-index -i "$index" --ledger | grep -c '^failed')" -gt 50
run newsdex-index -i "$index" --verify
is "no fault is found" "$code" 0
done_testing
