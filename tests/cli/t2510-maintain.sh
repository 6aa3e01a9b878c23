#!/usr/bin/env bash
# --optimize, --delete, --status: an index is looked after.
. tests/cli/lib.sh

index=$scratch/news.idx
total() { newsdex-search -i "$index" --count "$@" 2>/dev/null; }
indexing() { timeout 300 newsdex-index -q -i "$index" "$@"; }
status() { newsdex-index -i "$index" --status --json | json "$1"; }

run newsdex-index -i "$scratch/none.idx" --optimize
is "--optimize of nothing" "$code" 3
run newsdex-index -i "$scratch/none.idx" --delete x
is "--delete in nothing" "$code" 3
not_ok "and nothing was made" test -e "$scratch/none.idx"

# two segments: a large one, then a small one
make_articles "$scratch/large.jsonl" 1500
printf '{"id":"x1","text":"herring and cod"}\n{"id":"x2","text":"herring and eel"}\nbroken\n' >"$scratch/small.jsonl"
indexing "$scratch/large.jsonl"
indexing "$scratch/small.jsonl" 2>"$scratch/err"
is "two segments" "$(status 'lines[0]["segments"]')" 2
is "--status knows the archives of both" "$(status '[l["archive"].split("/")[-1] for l in lines[1:]]' | sort | tr '\n' ' ')" "large.jsonl small.jsonl "
like "--ledger tells of the newer one" "$(newsdex-index -i "$index" --ledger)" '^failed.*small\.jsonl'
bytes=$(du -cb "$index"/segment-*/* | tail -1 | cut -f 1)
is "--status tells the bytes" "$(status 'lines[0]["bytes"]')" "$bytes"
text=$(newsdex-index --dry-run --json "$scratch/large.jsonl" "$scratch/small.jsonl" 2>/dev/null | json 'lines[0]["text_bytes"]')
is "and those of the text" "$(status '[lines[0]["text_bytes"], lines[0]["text_bytes_estimated"]]')" "$text
false"
like "in words" "$(newsdex-index -i "$index" --status)" '^  [0-9]+\.[0-9] MB, [0-9]+\.[0-9] bytes for one of text$'

before=$(newsdex-search -i "$index" --json -n all 'common OR herring' | json '[l["id"] for l in lines if l["type"]=="hit"]' | sort)
run newsdex-index -i "$index" --optimize
is "--optimize succeeds" "$code" 0
like "and says what it did" "$err" 'news\.idx: 2 segments made one, [0-9.]+ MB before, [0-9.]+ MB now'
is "one segment is left" "$(status 'lines[0]["segments"]') $(ls -d "$index"/segment-* | wc -l)" "1 1"
is "the same articles are found" "$(newsdex-search -i "$index" --json -n all 'common OR herring' | json '[l["id"] for l in lines if l["type"]=="hit"]' | sort)" "$before"
is "the ledger is whole" "$(status 'sum(l["indexed"] for l in lines[1:])')" 1502
ok "it is a sound database" xapian-check "$index"/segment-*
is "nothing lies about" "$(ls "$index" | grep -v -e '^segment-' -e '^XAPIANDB$' -e '^newsdex.lock$')" ""

# searches go on while the index is optimized, and a killed --optimize leaves it whole
(while [ ! -e "$scratch/stop" ]; do
    newsdex-search -i "$index" --count common 2>&1
done) >"$scratch/counts" &
searcher=$!
until_true test -s "$scratch/counts"
for i in 1 2 3; do newsdex-index -q -i "$index" --optimize; done
touch "$scratch/stop"
wait "$searcher"
is "all searches found all meanwhile" "$(sort -u "$scratch/counts")" 1500
for pause in 0.02 0.06 0.12; do
    timeout -s KILL "$pause" newsdex-index -q -i "$index" --optimize
done 2>"$scratch/err"
run newsdex-index -i "$index" --verify
is "after kills no fault is found" "$code $(total common)" "0 1500"

# superseded pages of the ledger go with the merges
for word in cod eel trout pike perch; do
    printf '{"id":"x1","text":"herring and %s"}\n{"id":"x2","text":"herring"}\nbroken\n' "$word" >"$scratch/small.jsonl"
    indexing "$scratch/small.jsonl" 2>"$scratch/err"
done
indexing "$scratch/large.jsonl"
run newsdex-index -i "$index" --optimize
is "one page an archive is left" "$(xapian-metadata list "$index"/segment-* newsdex.ledger. | sort -u | wc -l)" 2
is "the newest" "$(status '[l["updated"] for l in lines[1:] if "small" in l["archive"]]')" 1
is "the last version" "$(total perch) $(total herring)" "1 2"

# deleting
run newsdex-index -i "$index" --delete x2 n7 nonesuch
is "--delete with an unknown id: exit code" "$code" 6
like "it is named" "$err" 'no article has the id nonesuch'
like "the others are deleted" "$err" '2 of 3 deleted'
is "and not found any more" "$(total herring) $(total number7) $(total common)" "1 0 1499"
run newsdex-search -i "$index" --show x2
is "nor shown" "$code" 1
run newsdex-index -q -i "$index" --delete x1
is "--delete: exit code, silence" "$code $err" "0 "
printf 'n8\nn9\n' >"$scratch/ids"
run newsdex-index -i "$index" --delete --files-from "$scratch/ids"
is "ids from a file" "$code $(total common)" "0 1497"
run newsdex-index -i "$index" --verify
is "the index stays whole" "$code" 0
indexing "$scratch/large.jsonl"
is "indexing again brings them back" "$(total common)" 1500
indexing "$scratch/small.jsonl" 2>"$scratch/err"
run newsdex-index -i "$index" --delete x1
is "deleting from the newer of two segments" "$code $(total perch) $(total common)" "0 0 1500"

# all articles
newsdex-search -i "$index" -n all --json '*' | json '[l["id"] for l in lines if l["type"]=="hit"]' >"$scratch/ids"
run newsdex-index -i "$index" --delete --files-from "$scratch/ids"
is "deleting all" "$code $(total '*')" "0 0"
run newsdex-index -i "$index" --optimize
is "an empty index can be optimized" "$code $(status 'lines[0]["articles"]')" "0 0"

# the lock
exec 9>>"$index/newsdex.lock"
flock 9
for action in --optimize "--delete x1"; do
    # shellcheck disable=SC2086  # option and argument
    run newsdex-index -i "$index" --lock-wait 0 $action
    is "$action of a locked index" "$code" 4
done
exec 9>&-
done_testing
