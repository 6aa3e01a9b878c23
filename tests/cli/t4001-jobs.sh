#!/usr/bin/env bash
# The same index whatever the number of workers, and however often it is published.
. tests/cli/lib.sh

dump_index=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
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

run timeout 300 newsdex-index -j 2 --publish-every 0 -i "$scratch/often.idx" "$scratch/news"
is "the same outcomes when published often" "$(grep -o '[0-9]* added.* failed' <<<"$err")" "${summary[1]}"
"$dump_index" "$scratch/1.idx" >"$scratch/1.dump"
"$dump_index" "$scratch/often.idx" >"$scratch/often.dump"
ok "the same articles when published often" cmp "$scratch/1.dump" "$scratch/often.dump"

done_testing
