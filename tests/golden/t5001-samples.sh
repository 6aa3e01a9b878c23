#!/usr/bin/env bash
# The judged queries over the sample archives (samples.judged), and that each query of samples/queries.txt has a hit.
. tests/cli/lib.sh

index=$scratch/samples.idx
run newsdex-index -i "$index" samples/archives
is "the sample archives are indexed" "$code" 0

while IFS=$'\t' read -r kind query expected; do
    case $kind in '' | '#'*) continue ;; esac
    run newsdex-search -i "$index" -n all --tsv -- "$query"
    found=$(sed 1d <<<"$out")
    case $kind in
    first) ok "first for $query: $expected" grep -qF -- "$expected" <<<"${found%%$'\n'*}" ;;
    includes) ok "$query includes $expected" grep -qF -- "$expected" <<<"$found" ;;
    excludes) ok "$query excludes $expected" test -n "$found" -a -z "$(grep -F -- "$expected" <<<"$found")" ;;
    count) is "hits for $query" "$(grep -c . <<<"$found")" "$expected" ;;
    *) report 1 "unknown kind $kind" ;;
    esac
done <tests/golden/samples.judged

while read -r query; do
    case $query in '' | '#'*) continue ;; esac
    run newsdex-search -i "$index" -n 1 -- "$query"
    is "queries.txt: $query" "$code" 0
done <samples/queries.txt
done_testing
