#!/usr/bin/env bash
# Many queries from a file: lines, TREC topics, wrong ones, all the ways to print them.
. tests/cli/lib.sh

make_articles "$scratch/news.jsonl" 30
run newsdex-index -q -i "$scratch/news.idx" "$scratch/news.jsonl"
is "an index" "$code" 0
export NEWSDEX_INDEX=$scratch/news.idx
q=$scratch/queries

# ---- lines ----------------------------------------------------------------------------------
printf '\xEF\xBB\xBFnumber7\r\n# a remark\n\nT 2\tnumber8 OR number9\n#common -tale\n\tnumber3\n' >"$q"
printf '7 common' >>"$q" # without a line end
run newsdex-search --query-file "$q" --count
is "ids and counts" "$out" $'1\t1\nT 2\t2\n5\t0\n6\t1\n7\t30'
is "exit code" "$code" 0
like "summed up" "$err" '^5 queries, 4 with hits, 0 wrong \([0-9.]+ ms\)$'
is "standard input" "$(newsdex-search --query-file - --count <"$q" 2>/dev/null)" "$out"

run newsdex-search --query-file "$q" --tsv -n 1
is "TSV: the query is the first column" "$(cut -f 1-2,4 <<<"$out" | tr '\t' ' ')" \
    $'query_id rank id\n1 1 n7\nT 2 1 n8\n6 1 n3\n7 1 n7'
run newsdex-search --query-file "$q" --csv -n 1
is "CSV: the same" "$(cut -d , -f 1-2,4 <<<"$out" | tr -d '\r')" $'query_id,rank,id\n1,1,n7\nT 2,1,n8\n6,1,n3\n7,1,n7'
run newsdex-search --query-file "$q" --trec run -n 2
is "TREC: white space in an id" "$(grep -c '^T_2 Q0 n[89] [12] ' <<<"$out")" 2
run newsdex-search --query-file "$q" --json -n 1
is "JSON: hits" "$(json '[line["query_id"] + " " + line["id"] for line in lines if line["type"] == "hit"]' <<<"$out")" \
    $'1 n7\nT 2 n8\n6 n3\n7 n7'
is "JSON: a summary each" "$(json '[line["query_id"] for line in lines if line["type"] == "summary"]' <<<"$out")" \
    $'1\nT 2\n5\n6\n7'
run newsdex-search --query-file "$q" --format '{query_id}={id}' -n 1
is "template" "$out" $'1=n7\nT 2=n8\n6=n3\n7=n7'
is "each finds what it finds alone" "$(newsdex-search --query-file "$q" --trec run -n all 2>/dev/null | grep '^T_2 ')" \
    "$(newsdex-search --qid T_2 --trec run -n all 'number8 OR number9' 2>/dev/null)"

# ---- wrong ones ---------------------------------------------------------------------------------
{
    printf 'number1\nnosuch:x\ntitle:(x\n'
    head -c 70000 /dev/zero | tr '\0' a
    printf '\n'
    head -c 300000 /dev/zero | tr '\0' a
    printf '\nnumber2 or number3\nnumber4\n'
} >"$q"
run newsdex-search --query-file "$q" --count
is "the others are searched" "$out" $'1\t1\n6\t2\n7\t1'
is "exit code" "$code" 2
for line in 2 3 4 5; do
    is "line $line: one line says so" "$(grep -c "^newsdex-search: $q:$line: " <<<"$err")" 1
done
like "a remark names its line" "$err" "^newsdex-search: $q:6: note: .or. is a word here"
like "summed up" "$err" '^7 queries, 3 with hits, 4 wrong '
printf 'zzzz\n' >"$q"
run newsdex-search --query-file "$q" --trec run
is "nothing found" "$code $out" "1 "
: >"$q"
run newsdex-search --query-file "$q" --trec run
is "no query" "$code $out" "1 "
run newsdex-search --query-file "$scratch/none" --trec run
like "no file" "$code $err" '^2 newsdex-search: .*none: No such file'
run newsdex-search --query-file "$scratch" --trec run
like "a folder" "$code $err" '^2 newsdex-search: .*Is a directory'
while IFS='|' read -r options message; do
    # shellcheck disable=SC2086  # the options are meant to be split
    run newsdex-search --query-file "$q" $options
    like "$options" "$code $err" "^2 newsdex-search: $message"
done <<'OPTIONS'
|--query-file: choose --trec
--ids|--query-file: choose --trec
--count cloud|--query-file takes no query
--count --like n1|--query-file takes no query
--trec run --qid 3|--query-file takes no query
OPTIONS

# ---- TREC topics ------------------------------------------------------------------------------------
cat >"$q" <<'TOPICS'

<top>
<head> Description
<num> Number:  007
<title> Topic:  "Number3" AND (number4)
  or: number5
<desc> Description:
number9
</top>
<top>
<num> Number: 301 </num>
<title>
-number1 NOT number2 </title>
<narr> number9
</top>
<top>
<title> number6
<top>
<num> 303
</top>
TOPICS
run newsdex-search --query-file "$q" --format '{query_id} {id}' -n all
is "numbers and titles" "$(sort <<<"$out")" "$(printf '%s\n' '301 n1' '301 n2' '7 n3' '7 n4' '7 n5' '16 n6' | sort)"
like "a topic without a title is wrong" "$code $err" "^2 newsdex-search: .*: .*(no|empty|nothing)"
done_testing
