#!/usr/bin/env bash
# The bulk writer is proved against the Xapian in use, once an index; where that fails Xapian's writer takes over.
. tests/cli/lib.sh

[ -z "${NEWSDEX_TEST_WRITER:-}" ] || skip_all "that writer is in use anyway"
stamp() { xapian-metadata get "$1" newsdex.stamp; }
make_articles "$scratch/news.jsonl" 3

run newsdex-index -i "$scratch/news.idx" "$scratch/news.jsonl"
is "exit code" "$code" 0
unlike "nothing to tell when all is well" "$err" 'bulk writer'
like "the stamp says with what it was proved" "$(stamp "$scratch/news.idx")" '^proved=[0-9]+[.]'

# So long a path that the guard's own files find no room, but those of the index do.
part=$(printf 'x%.0s' $(seq 200))
deep=$scratch/deep
while [ $((${#deep} + 201)) -lt 4020 ]; do deep=$deep/$part; done
deep=$deep/$(printf 'y%.0s' $(seq $((4029 - ${#deep}))))
mkdir -p "$(dirname "$deep")"
run newsdex-index -i "$deep" "$scratch/news.jsonl"
is "without proof, exit code" "$code" 0
like "one line says so" "$err" "^newsdex-index: the bulk writer does not fit Xapian [0-9.]+ .*--segment-writer=xapian"
is "and no other" "$(grep -c 'bulk writer' <<<"$err")" 1
like "and all articles are there" "$(newsdex-index -i "$deep" --status)" '3 articles'
like "the stamp claims no proof" "$(stamp "$deep")" '^proved=$'
run newsdex-index --progress=json -i "$deep" "$scratch/news.jsonl"
like "in JSON" "$err" '^{"type":"notice","text":"the bulk writer'

done_testing
