#!/usr/bin/env bash
# The same story from several outlets or days is one hit; texts made from one template are not.
. tests/cli/lib.sh

newsdex-index -i "$scratch/edits.idx" tests/data/stories/edits.jsonl 2>/dev/null
newsdex-index -i "$scratch/templates.idx" tests/data/stories/templates.jsonl 2>/dev/null

# INDEX ARGUMENT...: a line a story: the article shown, then its copies.
stories() {
    local index=$1
    shift
    newsdex-search -i "$scratch/$index" --json --dups -n all "$@" 2>/dev/null |
        json '[" ".join([h["id"]] + [c["id"] for c in h["copies"]]) for h in lines if h["type"] == "hit"]'
}

whole='first headline cut-tail corrected dateline added all-of-it'
for query in dam 'engineers spillway' '--sort newest shallow' 'families homes'; do
    # shellcheck disable=SC2086  # options and words
    is "an edited story is one, the first published first: $query" "$(stories edits.idx $query | sed -n 1p)" "$whole"
done
is "a later story on the same matter is another" "$(stories edits.idx --sort oldest)" "$whole
follow-up"
is "only what matches is in a story" "$(stories edits.idx +shallow +brandvold)" "${whole/corrected /}"
is "a filter holds for copies" "$(stories edits.idx --since 2019-03-06 shallow)" 'added all-of-it'
is "nothing made from a template is a story with its likes" \
    "$(stories templates.idx '*' | wc -l)" 18

run newsdex-search -i "$scratch/edits.idx" -n 1 shallow
like "a hit for people says how many more there are" "$out" '^ +\+6 more$'
like "the summary counts both" "$err" '^1 story \(7 articles\) '
unlike "copies aren't listed" "$out" 'Families leave homes'
run newsdex-search -i "$scratch/edits.idx" --dups shallow
like "--dups lists them" "$out" '^ +Families leave homes below'
is "--dups lists all" "$(grep -c '2019-03-0' <<<"$out")" 7
run newsdex-search -i "$scratch/edits.idx" --no-group shallow
is "--no-group shows articles" "$(grep -c '^[1-7]\. ' <<<"$out")" 7
like "and counts articles alone" "$err" '^7 articles \('

for format in --json --tsv --csv '--trec x' --ids '--format {id}\n' --cite; do
    # shellcheck disable=SC2086  # an option with its value
    is "for programs hits are articles: $format" \
        "$(newsdex-search -i "$scratch/edits.idx" $format shallow 2>/dev/null | grep -cv 'summary\|^rank\|^$')" 7
done
is "unless --group" "$(newsdex-search -i "$scratch/edits.idx" --ids --group shallow 2>/dev/null)" first
is "--count counts articles" "$(newsdex-search -i "$scratch/edits.idx" --count '*')" 8
is "--count --group counts stories" "$(newsdex-search -i "$scratch/edits.idx" --count --group '*')" 2
is "--facet --group counts stories" \
    "$(newsdex-search -i "$scratch/edits.idx" --facet source --group --tsv '*' 2>/dev/null | grep -c 'Herald')" 0
is "the JSON summary has both" "$(newsdex-search -i "$scratch/edits.idx" --json --group '*' |
    json '[lines[-1][k] for k in ("total", "stories", "stories_exact")]')" "8
2
true"
is "offsets count stories" "$(newsdex-search -i "$scratch/edits.idx" --ids --group --offset 1 --sort oldest 2>/dev/null)" \
    follow-up
run newsdex-search -i "$scratch/edits.idx" --dups --no-group dam
is "--dups and --no-group" "$code" 2
run newsdex-search -i "$scratch/edits.idx" --dups --tsv dam
is "--dups and --tsv" "$code" 2

done_testing
