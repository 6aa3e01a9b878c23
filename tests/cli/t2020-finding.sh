#!/usr/bin/env bash
# Finding more than was typed.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

index=$scratch/news.idx
newsdex-index -i "$index" samples/archives >"$scratch/log" 2>&1

# ---- --like, --before ---------------------------------------------------------------------
run newsdex-search -i "$index" -n all --json --like tl-20250925-cloud
is "--like finds others" "$code" 0
is "... but not the article itself" "$(json '"tl-20250925-cloud" in [l.get("id") for l in lines]' <<<"$out")" false
is "... and no one asked for its words, so none is missing" "$(json 'sum(len(l["missing"]) for l in lines[:-1])' <<<"$out")" 0
run newsdex-search -i "$index" -n all --json --like tl-20250925-cloud --before own
is "--before own: only what is older" "$(json '[l["id"] for l in lines[:-1] if l["date"] >= "2025-09-25"]' <<<"$out")" ""
run newsdex-search -i "$index" --like tl-20250925-cloud --before own --explain-query
like "--explain-query shows the words and the date" "$out" 'surveillance.*-id:"tl-20250925-cloud" date:..2025-09-24$'
run newsdex-search -i "$index" -n all --tsv --before 2023-11-09 "*"
is "--before leaves the date itself out" "$(cut -f 4 <<<"$out" | grep -c '^2023-11-09')" 0
run newsdex-search -i "$index" --like nosuch
is "--like of no article: exit code 1" "$code" 1
like "... and says so" "$err" 'nosuch: no article has this id'
run newsdex-search -i "$index" --like tl-20250925-cloud word
is "--like takes no query" "$code" 2
run newsdex-search -i "$index" --before own word
is "--before own needs --like" "$code" 2

# ---- --expand ------------------------------------------------------------------------------
run newsdex-search -i "$index" --json --expand cloud surveillance suspension
like "--expand says what it added" "$(json 'lines[-1]["notices"]' <<<"$out")" '^added: [a-z]+, '
is "the added words are not missing" "$(json 'sorted(set(w for l in lines[:-1] for w in l["missing"]) - {"cloud", "surveillance", "suspension"})' <<<"$out")" ""
run newsdex-search -i "$index" --expand --until 1990 --explain-query strike
elsewhere=$err
run newsdex-search -i "$index" --expand --since 1990 --explain-query strike
unlike "what is added comes from articles that the dates let pass" "$err" "$elsewhere"
run newsdex-search -i "$index" --expand --source "Tech Ledger" --explain-query cloud
like "... and the filters" "$err" 'added: '
run newsdex-search -i "$index" --expand --source "Nobody" --explain-query cloud
like "... of which there may be none" "$err" 'nothing to add'
run newsdex-search -i "$index" --expand --like tl-20250925-cloud
is "--expand excludes --like" "$code" 2

# ---- words that are nearly right -------------------------------------------------------------
run newsdex-search -i "$index" --ids -n 1 'survielance~2'
is "~2 finds a word two letters away" "$out" tl-20250925-cloud
run newsdex-search -i "$index" --explain-query 'survielance~2 *oard title:cl?ud'
is "--explain-query shows the words found" "$(tail -n +2 <<<"$out")" \
    $'survielance~2: surveillance (4)\n*oard: board (6), aboard (3), cupboard (1)\ntitle:cl?ud: cloud (3)'
run newsdex-search -i "$index" --json --explain-query 'survielance~2'
is "... and as JSON" "$(json '[(f["part"], f["word"], f["articles"]) for f in lines[0]["forms"]]' <<<"$out")" '["survielance~2", "surveillance", 4]'
run newsdex-search -i "$index" --kwic 6 -n 1 'survielance~2'
like "what ~ found is shown in its context" "$out" 'surveillance'
run newsdex-search -i "$index" --ids -n 1 '"mass of civilians"~1'
is "a phrase with one word more between" "$out" tl-20250925-cloud
run newsdex-search -i "$index" --ids '"civilians mass"~9'
is "... but in its order only" "$code" 1

# ---- did you mean --------------------------------------------------------------------------
run newsdex-search -i "$index" --tsv 'cloud survielance'
like "an unknown word near a known one: a suggestion" "$err" '^newsdex-search: did you mean: cloud surveillance$'
unlike "... which stdout doesn't have" "$out" 'did you mean'
run newsdex-search -i "$index" '+title:cluod AND "mass survielance" -suspention'
like "operators, fields and quotes stay, excluded words are left alone" "$err" 'did you mean: [+]title:cloud AND "mass surveillance" -suspention$'
run newsdex-search -i "$index" --json 'survielance'
is "--json has it in the summary" "$(json 'lines[-1]["suggestion"]' <<<"$out")" surveillance
run newsdex-search -i "$index" --json 'surveillance'
is "... empty when all words are known" "$(json 'lines[-1]["suggestion"]' <<<"$out")" ""
run newsdex-search -i "$index" 'survielance AND xylophone'
unlike "what would find nothing is not suggested" "$err" 'did you mean'
run newsdex-search -i "$index" --until 1900 'survielance'
unlike "... nor what the filters would leave nothing of" "$err" 'did you mean'
run newsdex-search -i "$index" 'survielance~ 20251 xyz'
unlike "fuzzy words, numbers and short words are taken for right" "$err" 'did you mean'

done_testing
