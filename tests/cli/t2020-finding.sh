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
like "... and says so" "$err" 'nosuch: no article has the id'
run newsdex-search -i "$index" --like tl-20250925-cloud word
is "--like takes no query" "$code" 2
run newsdex-search -i "$index" --before own word
is "--before own needs --like" "$code" 2

# ---- --expand ------------------------------------------------------------------------------
run newsdex-search -i "$index" --json --expand cloud surveillance suspension
like "--expand says what it added" "$(json 'lines[-1]["notices"]' <<<"$out")" '^added: [a-z]+, '
is "the added words are not missing" "$(json 'sorted(set(w for l in lines[:-1] for w in l["missing"]) - {"cloud", "surveillance", "suspension"})' <<<"$out")" ""
run newsdex-search -i "$index" --expand --like tl-20250925-cloud
is "--expand excludes --like" "$code" 2

done_testing
