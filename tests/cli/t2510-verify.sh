#!/usr/bin/env bash
# --verify: finds damage, and none where there is none.
. tests/cli/lib.sh

index=$scratch/news.idx
damaged=$scratch/damaged.idx
fresh() { rm -rf "$damaged" && cp -r "$index" "$damaged"; }
verify() { run timeout 300 newsdex-index -i "$damaged" --verify; }
spoil() { # FILE BLOCK: overwrites two blocks
    head -c 16384 /dev/zero | tr '\0' 'Z' | dd of="$1" bs=8192 seek="$2" conv=notrunc status=none
}

python3 - "$scratch/large.jsonl" <<'END'
import json, random, sys
random.seed(7)
words = ["w%d" % i for i in range(2000)]
with open(sys.argv[1], "w") as out:
    for i in range(1500):
        print(json.dumps({"id": "n%d" % i, "title": "Story %d" % i, "text": " ".join(random.choices(words, k=60))}), file=out)
END
printf '{"id":"x1","text":"herring and cod"}\n{"id":"x2","text":"herring and eel"}\nbroken\n' >"$scratch/small.jsonl"
timeout 300 newsdex-index -q -i "$index" "$scratch/large.jsonl"
timeout 300 newsdex-index -q -i "$index" "$scratch/small.jsonl" 2>"$scratch/err"

run newsdex-index -i "$scratch/none.idx" --verify
is "no index" "$code" 3

fresh
verify
is "a whole index: exit code" "$code" 0
like "is told" "$out" 'no fault found; 1502 articles'
is "in one line" "$(wc -l <<<"$out")" 1
is "nothing is changed" "$(diff -r "$index" "$damaged" && echo same)" same
run newsdex-index -i "$damaged" --verify --json
is "--json" "$(json '[lines[-1][k] for k in ("type", "version", "segments", "articles", "faults")]' <<<"$out" | tr '\n' ' ')" "summary 1 2 1502 0 "
chmod -R a-w "$damaged"
verify
is "a read-only index" "$code" 0
chmod -R u+w "$damaged"

for table in postlist docdata termlist position; do
    fresh
    spoil "$damaged/segment-000001/$table.glass" 4
    verify
    is "a damaged $table table: exit code" "$code" 5
    like "a damaged $table table: which" "$out" "segment-000001: fault: .*$table"
    like "a damaged $table table: what to do" "$out" 'index the archives again into a new folder'
done
run newsdex-index -i "$damaged" --verify --json
is "as JSON" "$code $(json '[lines[0]["type"], lines[0]["kind"], lines[0]["place"], lines[-1]["faults"]]' <<<"$out" | tr '\n' ' ')" "5 finding fault segment-000001 1 "

# what Xapian's own check doesn't look for: a term list and postings, each sound, that name different terms
fresh
sed -i 's/eel/eem/g' "$damaged/segment-000002/postlist.glass"
ok "xapian-check finds nothing" xapian-check "$damaged/segment-000002"
verify
is "postings of another term: exit code" "$code" 5
like "postings of another term: which" "$out" 'segment-000002: fault: article 2 is not found by its term .*eel'

# Xapian's own check crashes on some of these
bytes=$(stat -c %s "$index/segment-000001/termlist.glass")
ends=
for i in 1 2 3 4 5; do
    fresh
    printf '\377\377\177\000\001\377\377' |
        dd of="$damaged/segment-000001/termlist.glass" bs=1 seek=$((bytes / 6 * i)) conv=notrunc status=none
    verify
    ends="$ends$code "
done
like "whatever the damage, it ends in order: $ends" "$ends" '^([05] )+$'

fresh
rm -rf "$damaged/segment-000002"
verify
like "a missing segment" "$code $out" '^5 .*segment-000002: fault: is not there'
fresh
rm "$damaged/segment-000001/termlist.glass"
verify
is "a missing table" "$code" 5
fresh
xapian-metadata set "$damaged/segment-000002" newsdex.stamp 'something else'
verify
like "a changed stamp" "$code $out" '^5 .*segment-000002: fault: stamp'
fresh
xapian-metadata set "$damaged/segment-000002" newsdex.stamp \
    "$(xapian-metadata get "$damaged/segment-000001" newsdex.stamp | sed 's/english/french/')"
verify
like "segments of two languages" "$code $out" '^5 .*segment-000002: fault: stemmed as french'
fresh
key=$(xapian-metadata list "$damaged/segment-000002" newsdex.ledger.)
page=$(xapian-metadata get "$damaged/segment-000002" "$key")
xapian-metadata set "$damaged/segment-000002" "$key" "${page/failed=1/failed=3}"
verify
like "a ledger that doesn't add up" "$code $out" '^5 .*fault: ledger: .*3 failed, 1 listed'
fresh
: >"$damaged/XAPIANDB"
verify
like "an empty stub" "$code $out" '^5 .*XAPIANDB: fault: names no segment'
fresh
echo 'auto ../elsewhere' >>"$damaged/XAPIANDB"
verify
is "a stub of somebody else's" "$code" 5

# the same article twice, as an index must never have it
fresh
cp -r "$damaged/segment-000002" "$damaged/segment-000003"
echo 'auto segment-000003' >>"$damaged/XAPIANDB"
verify
like "doubles" "$code $out" '^5 .*2 articles have the id x1'
xapian-metadata set "$damaged/segment-000003" newsdex.replaced "$(printf 'x1\nx2')"
verify
is "are no fault before an interrupted run is finished" "$code" 0
like "which is told" "$out" 'segment-000003: note: an interrupted run left'

fresh
mkdir -p "$damaged/work/batch-0-0" "$damaged/segment-000009"
touch "$damaged/diary.txt"
verify
is "leftovers are no damage" "$code" 0
like "of an interrupted run" "$out" 'work: note: left by an interrupted run; the next newsdex-index run'
like "a segment too" "$out" 'segment-000009: note: left'
like "foreign files" "$out" 'diary\.txt: note: is no part'
like "no fault" "$out" 'no fault found'
# read-only media: Xapian's check would want to write
fresh
chmod -R a-w "$damaged"
if [ "$(id -u)" = 0 ]; then
    cp "$(realpath "$scratch/bin/newsdex-index")" "$scratch/readable" # where it was built, not all may go
    chmod -R a+rX "$scratch"
    run setpriv --reuid=65534 --regid=65534 --clear-groups "$scratch/readable" -i "$damaged" --verify
else
    verify
fi
is "one that may only be read: no fault" "$code" 0
like "one note a segment, as Xapian's check is left out" "$out" 'segment-000001: note: left out Xapian.s check.*Permission denied'
like "the rest is looked at" "$out" 'no fault found; 1502 articles, [1-9][0-9]* of them looked at'
chmod -R u+w "$damaged"
exec 9>>"$damaged/newsdex.lock"
flock 9
verify
unlike "a newsdex-index at work leaves nothing" "$out" 'note: left'
is "and is not waited for" "$code" 0
exec 9>&-

# runs that come and go meanwhile: what they change is never told as damage
(for i in 1 2 3 4 5 6 7 8; do
    printf '{"id":"x1","text":"herring %d"}\n{"id":"x2","text":"eel %d"}\n' $i $i >"$scratch/small.jsonl"
    newsdex-index -q -i "$index" "$scratch/small.jsonl"
    newsdex-index -q -i "$index" --optimize
done
touch "$scratch/stop") >"$scratch/err" 2>&1 &
while [ ! -e "$scratch/stop" ]; do
    newsdex-index -i "$index" --verify
done >"$scratch/looks" 2>&1
wait $!
is "the runs go well" "$? $(cat "$scratch/err")" "0 "
is "no fault is told of what they change" "$(grep -v -e 'no fault found' -e 'check again when it is done' "$scratch/looks")" ""
done_testing
