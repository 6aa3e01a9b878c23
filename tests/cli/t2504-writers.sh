#!/usr/bin/env bash
# Both segment writers: the same archives make the same index, and updates of it go the same way.
. tests/cli/lib.sh

dump=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
[ -x "$dump" ] || echo "Bail out! make $dump first"
mkdir "$scratch/news"
python3 tests/tools/make_archives.py "$scratch/news" 600
for writer in bulk xapian; do
    index=$scratch/$writer.idx
    run timeout 60 newsdex-index -q -j 2 -i "$index" --segment-writer=$writer "$scratch/news"
    like "$writer: indexes" "$code" '^[06]$'
    "$dump" --docids "$index" >"$scratch/$writer.dump"
done
ok "the same documents, terms, positions, values and records" cmp "$scratch/bulk.dump" "$scratch/xapian.dump"
ok "and there are some" test -s "$scratch/bulk.dump"

# Each goes on with what the other has made.
sed 's/"text": "/&more /' "$scratch/news/4-north.jsonl" >"$scratch/news/changed.jsonl"
mv "$scratch/news/changed.jsonl" "$scratch/news/4-north.jsonl"
run timeout 60 newsdex-index -q -i "$scratch/bulk.idx" --segment-writer=xapian "$scratch/news"
run timeout 60 newsdex-index -q -i "$scratch/xapian.idx" --segment-writer=bulk "$scratch/news"
for writer in bulk xapian; do
    mv "$scratch/$writer.dump" "$scratch/$writer.before"
    "$dump" --docids "$scratch/$writer.idx" >"$scratch/$writer.dump"
    ok "$writer: nothing is damaged" newsdex-index -i "$scratch/$writer.idx" --verify
done
not_ok "the update changes something" cmp -s "$scratch/bulk.before" "$scratch/bulk.dump"
ok "the same after an update by the other writer" cmp "$scratch/bulk.dump" "$scratch/xapian.dump"

# The tests of updates say the same with Xapian's writer.
ok "updates with Xapian's writer" env NEWSDEX_TEST_WRITER=xapian bash tests/cli/t2502-updates.sh

done_testing
