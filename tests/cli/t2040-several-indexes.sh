#!/usr/bin/env bash
# Several indexes searched as one, by -i again and again or by a stub file of the user's own.
. tests/cli/lib.sh

cp -r samples/archives "$scratch/archives"
cd "$scratch" || exit 1
index() { # NAME ARCHIVE...
    local name=$1
    shift
    timeout 300 newsdex-index -q -i "$name" "$@" 2>/dev/null
}
index whole.idx archives
index a.idx archives/harbour-gazette.tar.gz archives/lagoon-herald.zip
index b.idx archives/tech-ledger.jsonl archives/northline-wire.sgm archives/courrier.tar.xz
printf '# mine\nauto a.idx\n\nauto b.idx\n' >both
mkdir elsewhere
printf 'auto ../both\n' >elsewhere/stub

# ---- ranked as one index of all would ------------------------------------------------------------------
ranking() { # OPTION...: titles and scores, equal scores by title
    newsdex-search -n all --format '{score}\t{title}' "$@" 2>/dev/null | sort -k1,1nr -k2
}
for query in 'cloud surveillance suspension' 'title:budget OR suspen*' '"night tram" OR council' 'the AND wheat'; do
    expected=$(ranking -i whole.idx -- "$query")
    like "$query: found" "$expected" .
    is "$query: as in one index" "$(ranking -i a.idx -i b.idx -- "$query")" "$expected"
    is "$query: the other way round" "$(ranking -i b.idx -i a.idx -- "$query")" "$expected"
    is "$query: by a stub" "$(ranking -i both -- "$query")" "$expected"
    is "$query: by a stub of a stub" "$(ranking -i elsewhere/stub -- "$query")" "$expected"
    is "$query: named twice" "$(ranking -i both -i a.idx -- "$query")" "$expected"
done
run newsdex-search -i a.idx -i b.idx --count '*'
is "all are counted" "$out" "$(newsdex-search -i whole.idx --count '*')"
is "NEWSDEX_INDEX may name a stub" "$(NEWSDEX_INDEX=both newsdex-search --count '*')" "$out"

# ---- which index a hit is from -----------------------------------------------------------------------------
run newsdex-search -i a.idx -i b.idx --json -n all cloud
is "JSON: the index" "$(json 'sorted({line["index"] for line in lines[:-1]})' <<<"$out")" $'a.idx\nb.idx'
run newsdex-search -i b.idx -i a.idx --show tl-20250925-cloud --json
is "JSON: the index of an article" "$(json 'lines[0]["index"]' <<<"$out")" b.idx
run newsdex-search -i elsewhere/stub --format '{index}' -n 1 cloud
is "by a stub: as it names it" "$out" elsewhere/../b.idx
run newsdex-search -i both -n 1 cloud
like "for people" "$out" '^   b\.idx: archives/tech-ledger\.jsonl#2$'
run newsdex-search -i b.idx -n 1 cloud
like "of one index nothing is said" "$out" '^   archives/tech-ledger\.jsonl#2$'

# ---- ids that both have --------------------------------------------------------------------------------------
printf '{"id":"x","title":"Two","text":"In the first."}\n' >one.jsonl
printf '{"id":"y","text":"Filler."}\n{"id":"x","title":"Two","text":"In the second."}\n' >two.jsonl
index c.idx one.jsonl
index d.idx two.jsonl
run newsdex-search -i c.idx -i d.idx --json title:two text
is "an article in each" "$(json 'sorted(line["index"] for line in lines[:-1])' <<<"$out")" $'c.idx\nd.idx'
is "each lacks what it lacks" "$(json '[",".join(line["missing"]) for line in lines[:-1]]' <<<"$out")" $'text\ntext'
run newsdex-search -i c.idx -i d.idx --show x
like "--show finds that of the first" "$out" 'In the first'
run newsdex-search -i d.idx -i c.idx --show x
like "--show: the other way round" "$out" 'In the second'
run newsdex-search -i c.idx -i d.idx --show y
like "--show finds in any" "$out" 'Filler'

# ---- what is wrong with them -----------------------------------------------------------------------------------
run newsdex-search -i a.idx -i none.idx cloud
is "a missing one: exit code" "$code" 3
like "a missing one is named" "$err" '^newsdex-search: none\.idx: no index here'
printf 'auto a.idx\nauto gone.idx\n' >broken
run newsdex-search -i broken cloud
is "missing from a stub" "$code $err" "3 newsdex-search: gone.idx: no such folder"
printf 'auto loop\n' >loop
run newsdex-search -i loop cloud
like "a stub that names itself" "$code $err" '^3 newsdex-search: .*stubs within stubs'
printf '# nothing\n' >empty
run newsdex-search -i empty cloud
like "a stub that names nothing" "$code $err" '^3 newsdex-search: empty: '
index french.idx --language french archives/courrier.tar.xz
run newsdex-search -i a.idx -i french.idx cloud
is "other languages: exit code" "$code" 2
like "other languages: both are named" "$err" 'a\.idx is stemmed as english, but french\.idx as french'
cp -r b.idx damaged.idx
for file in damaged.idx/segment-*/iamglass; do printf 'IAMGLASS no more' >"$file"; done
run newsdex-search -i a.idx -i damaged.idx cloud
is "a damaged one: exit code" "$code" 5
like "a damaged one is named" "$err" 'damaged\.idx/segment'
run newsdex-search -i a.idx -i '' cloud
is "no name" "$code" 2
done_testing
