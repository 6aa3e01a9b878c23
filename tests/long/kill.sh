#!/usr/bin/env bash
# kill -9 at KILLS random moments: what is published stays whole, and going on ends as if nothing
# had been. Usage: KILLS=200 SEED=1 tests/long/kill.sh
. tests/cli/lib.sh

kills=${KILLS:-200}
RANDOM=${SEED:-$$}
diag "KILLS=$kills SEED=${SEED:-$$}"
dump_index=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
index=$scratch/killed.idx
mkdir "$scratch/news"
python3 tests/tools/make_archives.py "$scratch/news" "${ARTICLES:-1200}"
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# The folder as one archive, and each file in it as one
for form in folder files; do
    [ $form = folder ] && inputs=("$scratch/news") || inputs=("$scratch/news"/*)
    timeout 300 newsdex-index -q -j 2 -i "$scratch/$form.idx" "${inputs[@]}" 2>/dev/null
    "$dump_index" "$scratch/$form.idx" >"$scratch/$form.dump"
    ok "the uninterrupted run has articles: $form" test -s "$scratch/$form.dump"
done
begin=$(milliseconds)
timeout 300 newsdex-index -q -j 2 --publish-every 0 -i "$scratch/often.idx" "$scratch/news" 2>/dev/null
took=$(($(milliseconds) - begin))

# What a crash must leave: searchable or not there yet, every segment clean.
faults=""
check_index() {
    newsdex-search -i "$index" --count common >"$scratch/found" 2>"$scratch/said"
    local found=$?
    if [ ! -e "$index/XAPIANDB" ]; then
        [ "$found" = 3 ] || faults+="no stub, but code $found: $(cat "$scratch/said")"$'\n'
        return
    fi
    [ "$found" = 0 ] || [ "$found" = 1 ] || faults+="search: $found $(cat "$scratch/said")"$'\n'
    while read -r _ segment; do
        xapian-check "$index/$segment" >"$scratch/said" 2>&1 ||
            faults+="$segment: $(tail -n 3 "$scratch/said")"$'\n'
    done <"$index/XAPIANDB"
    # Nothing that was published goes away, except that a changed article may be there twice.
    "$dump_index" --ids "$index" | cut -d ' ' -f 1 | sort -u >"$scratch/now"
    lost=$(comm -23 "$scratch/before" "$scratch/now" | head -n 3)
    [ -z "$lost" ] || faults+="lost: $lost"$'\n'
    mv "$scratch/now" "$scratch/before"
}

killed=0 rounds=0 published=0 resumed=0 passed=0 different=0
while [ "$killed" -lt "$kills" ]; do
    rm -rf "$index"
    : >"$scratch/before"
    rounds=$((rounds + 1))
    [ $((rounds % 2)) = 1 ] && form=folder inputs=("$scratch/news") || form=files inputs=("$scratch/news"/*)
    # Until a run is quicker than its killer; not many times, so that many indexes are compared.
    for ((tries = RANDOM % 4; tries < 4 && killed < kills; tries++)); do
        newsdex-index -q -j 2 --publish-every 0 -i "$index" "${inputs[@]}" 2>/dev/null &
        victim=$!
        pause=$((RANDOM % (took * 3 / 4 + 20)))
        sleep "$((pause / 1000)).$(printf %03d $((pause % 1000)))"
        kill -9 "$victim" 2>/dev/null || break
        wait "$victim" 2>/dev/null
        killed=$((killed + 1))
        [ -e "$index/XAPIANDB" ] && published=$((published + 1))
        check_index
    done
    timeout 300 newsdex-index -j 2 -i "$index" "${inputs[@]}" 2>"$scratch/said"
    grep -q 'going on where' "$scratch/said" && resumed=$((resumed + 1))
    grep -q 'complete already' "$scratch/said" && passed=$((passed + 1))
    "$dump_index" "$index" >"$scratch/killed.dump"
    cmp "$scratch/$form.dump" "$scratch/killed.dump" >"$scratch/said" || {
        different=$((different + 1))
        diag "round $rounds: $(cat "$scratch/said")" "$(diff -a "$scratch/$form.dump" "$scratch/killed.dump" | cut -c -200 | head -n 6)"
    }
    [ -z "$(ls "$index/work" 2>/dev/null)" ] || faults+="left in work/"$'\n'
done
diag "$killed kills in $rounds rounds, $published with something published, $resumed gone on with inside an archive, $passed with files left out; published all the time it takes $took ms"
is "after each of $killed kills the index is whole" "$faults" ""
is "run to the end it is the same as uninterrupted" "$different of $rounds differ" "0 of $rounds differ"

done_testing
