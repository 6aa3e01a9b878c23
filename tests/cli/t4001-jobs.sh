#!/usr/bin/env bash
# The same index whatever the number of workers, and however often it is published.
. tests/cli/lib.sh

dump_index=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
[ -x "$dump_index" ] || echo "Bail out! make $dump_index first"
summary=() # by number of jobs
mkdir "$scratch/news"
python3 tests/tools/make_archives.py "$scratch/news" 1600

for jobs in 1 2 7; do
    run timeout 300 newsdex-index -j $jobs --publish-every 1000 -i "$scratch/$jobs.idx" "$scratch/news"
    is "with $jobs jobs" "$code" 6
    summary[jobs]=$(grep -o '[0-9]* added.* failed' <<<"$err")
    "$dump_index" --docids "$scratch/$jobs.idx" >"$scratch/$jobs.dump"
done
like "the run has everything in it" "${summary[1]}" '^[0-9]{4} added, [0-9]{3} changed, [0-9]+ already there, [0-9]+ skipped, [0-9]+ failed$'
for jobs in 2 7; do
    is "the same outcomes with $jobs jobs" "${summary[jobs]}" "${summary[1]}"
    ok "the same documents, numbers and all, with $jobs jobs" cmp "$scratch/1.dump" "$scratch/$jobs.dump"
done

run timeout 300 newsdex-index -j 7 --memory 64M --publish-every 1000 -i "$scratch/small.idx" "$scratch/news"
like "fewer jobs where there is no memory for more" "$err" '^newsdex-index: 7 jobs need --memory 224M; going on with 2$'
"$dump_index" --docids "$scratch/small.idx" >"$scratch/small.dump"
ok "the same documents, numbers and all" cmp "$scratch/1.dump" "$scratch/small.dump"

run timeout 300 newsdex-index -j 2 --publish-every 0 -i "$scratch/often.idx" "$scratch/news"
is "the same outcomes when published often" "$(grep -o '[0-9]* added.* failed' <<<"$err")" "${summary[1]}"
"$dump_index" "$scratch/1.idx" >"$scratch/1.dump"
"$dump_index" "$scratch/often.idx" >"$scratch/often.dump"
ok "the same articles when published often" cmp "$scratch/1.dump" "$scratch/often.dump"

# Texts that change while their old wording comes again in another archive, and is changed there in turn;
# and three entries of one name, with numbers for ids.
mkdir "$scratch/old" "$scratch/new"
for ((i = 0; i < 100; i++)); do
    echo "Old wording of text $i" >"$scratch/old/$i.txt"
    echo "New wording of text $i" >"$scratch/new/$i.txt"
done
bsdtar -cf "$scratch/old.tar" -C "$scratch/old" .
bsdtar -cf "$scratch/new.tar" -C "$scratch/new" .
python3 -c '
import io, json, sys, tarfile
with tarfile.open(sys.argv[1], "w") as tar:
    for edition in range(3):
        lines = [json.dumps({"id": i, "text": "edition %d of story %d" % (edition, i)}) for i in range(100)]
        info = tarfile.TarInfo("wire.jsonl")
        info.size = len("\n".join(lines))
        tar.addfile(info, io.BytesIO("\n".join(lines).encode()))' "$scratch/wire.tar"
for seconds in 1000 0; do
    cp "$scratch/old.tar" "$scratch/first.tar"
    index=$scratch/every$seconds.idx
    newsdex-index -q --publish-every $seconds -i "$index" "$scratch/first.tar" 2>"$scratch/said"
    cp "$scratch/new.tar" "$scratch/first.tar"
    run timeout 300 newsdex-index --publish-every $seconds -i "$index" "$scratch/first.tar" "$scratch/old.tar" \
        "$scratch/new.tar" "$scratch/wire.tar"
    summary[seconds]=$(grep -o '[0-9]* added.*already there' <<<"$err")
    "$dump_index" "$index" >"$scratch/every$seconds.dump"
done
is "what is a duplicate does not depend on when it is published" "${summary[0]}" "${summary[1000]}"
is "and is what is in the index then" "${summary[0]}" "200 added, 300 changed, 100 already there"
ok "the same articles, too" cmp "$scratch/every0.dump" "$scratch/every1000.dump"

done_testing
