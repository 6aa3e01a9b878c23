#!/usr/bin/env bash
# Reuters-21578 as it lies: every article, and hit counts equal to those that
# tests/cli/count_reuters.py takes from the SGML on its own.
. tests/cli/lib.sh

archive=../shared/data/reuters21578.tar.xz
[ -r "$archive" ] || skip_all "$archive is not there"
index=$scratch/reuters.idx
limit() { timeout 600 "$@"; }
listing() { (cd "$index" && find . -type f ! -name '*lock' -exec sha256sum {} + | sort -k 2); }
status_sum() { newsdex-index -i "$index" --status --json | json "sum($1 for line in lines if line['type'] == 'archive')"; }

limit python3 tests/cli/count_reuters.py "$archive" >"$scratch/counts" 2>"$scratch/counts.err" &
counting=$!
run limit newsdex-index -i "$index" "$archive"
is "everything is indexed" "$code" 0
like "21,578 articles and 9 text files" "$err" ' 21587 added, 0 changed'
diag "$err"
is "the status sums up" "$(status_sum 'line["read"]') $(status_sum 'line["indexed"]')" "21587 21587"
is "nothing else became of any" "$(status_sum 'line["updated"] + line["duplicate"] + line["skipped"] + line["failed"]')" 0
is "so the ledger tells only of the raw byte 0xFC, which makes one article windows-1252" \
    "$(newsdex-index -i "$index" --ledger | cut -f 1,3)" "guessed	1 article in windows-1252, which nothing declares"

newsdex-search -i "$index" -n all --json '*' 2>/dev/null | json '[line["address"] for line in lines[:-1]]' |
    sed 's/.*!reuters21578.//; s/#[0-9]*$//' | sort | uniq -c | tr -s ' ' >"$scratch/entries"
is "22 SGML files of 1000 articles, 578 in the last" "$(grep -c '^ 1000 reut2-0[0-2][0-9].sgm$' "$scratch/entries") $(
    grep -c '^ 578 reut2-021.sgm$' "$scratch/entries")" "21 1"
is "the files beside them are an article each" "$(grep -c '^ 1 ' "$scratch/entries")" 9
ok "also the one that quotes the markup" grep -qx ' 1 README.txt' "$scratch/entries"

before=$(listing)
run limit newsdex-index -i "$index" "$archive"
like "again: nothing to do" "$code $err" '^0 .* 0 added, 0 changed, 21587 already there'
is "and not a byte of the index changes" "$(listing)" "$before"

for segment in "$index"/segment-*; do
    ok "xapian-check: $(basename "$segment")" xapian-check "$segment"
done
like "xapian-delve counts the same" "$(xapian-delve "$index")" '^number of documents = 21587$'

ok "the counts are taken" wait $counting
is "nothing is said about them" "$(cat "$scratch/counts.err")" ""
queries=0
while IFS=$'\t' read -r count query; do
    run newsdex-search -i "$index" --count -- "$query"
    is "$query" "$out" "$count"
    queries=$((queries + 1))
done <"$scratch/counts"
ok "ten queries at least" test $queries -ge 10
done_testing
