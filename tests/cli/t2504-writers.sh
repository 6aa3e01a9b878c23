#!/usr/bin/env bash
# Both segment writers: the same archives make the same index, and updates of it go the same way.
. tests/cli/lib.sh

dump=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
[ -x "$dump" ] || echo "Bail out! make $dump first"
mkdir "$scratch/news"
python3 tests/tools/make_archives.py "$scratch/news" 600
for writer in bulk xapian; do
    index=$scratch/$writer.idx
    run timeout 300 newsdex-index -q -j 2 -i "$index" --segment-writer=$writer "$scratch/news"
    like "$writer: indexes" "$code" '^[06]$'
    "$dump" --docids "$index" >"$scratch/$writer.dump"
done
ok "the same documents, terms, positions, values and records" cmp "$scratch/bulk.dump" "$scratch/xapian.dump"
ok "and there are some" test -s "$scratch/bulk.dump"

# Each goes on with what the other has made.
sed 's/"text": "/&more /' "$scratch/news/4-north.jsonl" >"$scratch/news/changed.jsonl"
mv "$scratch/news/changed.jsonl" "$scratch/news/4-north.jsonl"
run timeout 300 newsdex-index -q -i "$scratch/bulk.idx" --segment-writer=xapian "$scratch/news"
run timeout 300 newsdex-index -q -i "$scratch/xapian.idx" --segment-writer=bulk "$scratch/news"
for writer in bulk xapian; do
    mv "$scratch/$writer.dump" "$scratch/$writer.before"
    "$dump" --docids "$scratch/$writer.idx" >"$scratch/$writer.dump"
    ok "$writer: nothing is damaged" newsdex-index -i "$scratch/$writer.idx" --verify
done
not_ok "the update changes something" cmp -s "$scratch/bulk.before" "$scratch/bulk.dump"
ok "the same after an update by the other writer" cmp "$scratch/bulk.dump" "$scratch/xapian.dump"

# So many articles that Xapian's databases are merged while more are being built: these stay segments.
python3 -c 'for i in range(12900): print("{\"id\":\"r%d\",\"text\":\"run %d of many\"}" % (i, i))' >"$scratch/many.jsonl"
for jobs in 1 2; do
    run timeout 300 newsdex-index -q -j $jobs -i "$scratch/many$jobs.idx" --publish-every 1000 \
        --segment-writer=xapian "$scratch/many.jsonl"
    is "many articles, $jobs jobs: two segments" "$code $(ls -d "$scratch/many$jobs.idx"/segment-* | wc -l)" "0 2"
    "$dump" --docids "$scratch/many$jobs.idx" >"$scratch/many$jobs.dump"
done
ok "many articles: the same whatever the number of jobs" cmp "$scratch/many1.dump" "$scratch/many2.dump"
ok "many articles: nothing is damaged" newsdex-index -i "$scratch/many2.idx" --verify
run newsdex-index -q -i "$scratch/many.idx" --segment-writer=bulk --publish-every 1000 "$scratch/many.jsonl"
run newsdex-index -q -i "$scratch/many2.idx" --optimize
for index in many many2; do
    "$dump" --docids "$scratch/$index.idx" >"$scratch/$index.dump"
done
ok "many articles: optimized, the same as by the other writer" cmp "$scratch/many.dump" "$scratch/many2.dump"

# The tests of updates say the same with Xapian's writer.
ok "updates with Xapian's writer" env NEWSDEX_TEST_WRITER=xapian bash tests/cli/t2502-updates.sh

done_testing
