#!/usr/bin/env bash
# newsdex-search: --json, --tsv, --trec, and lists longer than a page.
. tests/cli/lib.sh

cat >"$scratch/news.jsonl" <<'END'
{"id":"a 1","title":"Caf\u00e9\tcloud","date":"2025-09-25","source":"Harbor Ledger","text":"Caf\u00e9 owners look at the cloud and at other clouds."}
{"id":"b2","title":"Cloud","text":"The cloud."}
END
export NEWSDEX_INDEX=$scratch/news.idx
run newsdex-index -i "$NEWSDEX_INDEX" "$scratch/news.jsonl"
is "the index is made" "$code" 0

run newsdex-search --json cloud owners
is "json: exit 0" "$code" 0
is "json: nothing on stderr" "$err" ""
hit='["type","rank","score","id","title","date","source","section","language","url","address","snippet","spans","matched","missing","index"]'
is "json: the keys of a hit" "$(json 'json.dumps(list(lines[0]), separators=(",", ":"))' <<<"$out")" "$hit"
summary='["type","version","query","understood","total","exact","ms","revision","newsdex","notices","suggestion"]'
is "json: the keys of the summary" "$(json 'json.dumps(list(lines[-1]), separators=(",", ":"))' <<<"$out")" "$summary"
is "json: two hits, then the summary" "$(json '[line["type"] for line in lines]' <<<"$out" | paste -sd' ')" "hit hit summary"
is "json: total and exactness" "$(json '[lines[-1]["total"], lines[-1]["exact"]]' <<<"$out" | paste -sd' ')" "2 true"
is "json: what is unknown is empty" "$(json 'next(line for line in lines if line.get("id") == "b2")["date"]' <<<"$out")" ""
is "json: spans are bytes of the snippet, whole words" \
    "$(json '[lines[0]["snippet"].encode()[o:o + n].decode() for o, n in lines[0]["spans"]]' <<<"$out" | paste -sd' ')" \
    "owners cloud clouds"
is "json: matched and missing" \
    "$(json '[line[key] for line in lines[:2] for key in ("matched", "missing")]' <<<"$out" | paste -sd' ')" \
    '["cloud", "owners"] [] ["cloud"] ["owners"]'
run newsdex-search --json xylophone
is "json, nothing found: exit 1" "$code" 1
is "json, nothing found: the summary alone" "$(json '[len(lines), lines[0]["total"]]' <<<"$out" | paste -sd' ')" "1 0"
run newsdex-search --json --count cloud
is "json, count: the summary alone" "$(json '[len(lines), lines[0]["total"]]' <<<"$out" | paste -sd' ')" "1 2"
run newsdex-search --json cloud or xylophone
is "json: remarks are in the summary" "$(json 'len(lines[-1]["notices"])' <<<"$out")" 1
run newsdex-search --json nosuch:x
is "json, query error: exit 2, on stderr" "$code $out" "2 "
run newsdex-search --json --explain-query cloud
is "json, explained" "$(json '[lines[0]["type"], lines[0]["query"]]' <<<"$out" | paste -sd' ')" "query cloud"

run newsdex-search --tsv cloud
is "tsv: a header, then the hits" "$(cut -f1 <<<"$out" | paste -sd' ')" "rank 1 2"
is "tsv: seven columns everywhere" "$(awk -F'\t' '{ print NF }' <<<"$out" | sort -u)" 7
like "tsv: a tab in a title is a space" "$out" $'\tCaf.* cloud\t'

run newsdex-search --trec newsdex --qid q7 cloud
is "trec: six columns everywhere" "$(awk '{ print NF }' <<<"$out" | sort -u)" 6
is "trec: topic, Q0 and tag" "$(awk '{ print $1, $2, $6 }' <<<"$out" | sort -u)" "q7 Q0 newsdex"
like "trec: no space in an id" "$out" ' a_1 '

# ---- more than a page
make_articles "$scratch/many.jsonl" 2345
run newsdex-index -i "$scratch/many.idx" "$scratch/many.jsonl"
is "the big index is made" "$code" 0
run newsdex-search -i "$scratch/many.idx" --trec t -n all common
is "all: every one, once" "$(awk '{ print $3 }' <<<"$out" | sort -u | wc -l)" 2345
is "all: ranks go on over pages" "$(awk '$4 != NR' <<<"$out")" ""
is "trec: scores fall strictly" "$(awk 'NR > 1 && $5 >= last { print } { last = $5 }' <<<"$out")" ""
run newsdex-search -i "$scratch/many.idx" --tsv -n 1500 --offset 200 common
is "a part longer than a page" "$(cut -f1 <<<"$out" | sed -n '2p;$p' | paste -sd' ')" "201 1700"
run timeout 300 newsdex-search -i "$scratch/many.idx" --tsv -n all --offset 345 common
is "all, when that is full pages: it ends" "$code $(tail -n +2 <<<"$out" | wc -l)" "0 2000"
run newsdex-search -i "$scratch/many.idx" --tsv -n 2000 --offset 2300 common
is "a part over the end" "$(tail -n +2 <<<"$out" | wc -l)" 45
for offset in 0 1000 2340; do
    is "the total is the same from $offset on" \
        "$(newsdex-search -i "$scratch/many.idx" --json --offset $offset -n 5 common | json 'lines[-1]["total"]')" 2345
done
done_testing
