#!/usr/bin/env bash
# Totals, timelines and facets over part of Reuters-21578 are those that tests/cli/count_time.py
# counts from its articles.
. tests/cli/lib.sh
. tests/cli/same_counts.sh

archive=../shared/data/reuters21578.tar.xz
[ -r "$archive" ] || skip_all "$archive is not there"
index=$scratch/reuters.idx
tar -C "$scratch" -xf "$archive"
parts=("$scratch"/reuters21578/reut2-0{00,09,17,21}.sgm "$scratch/reuters21578/README.txt")

newsdex-index --probe --json "${parts[@]}" | python3 tests/cli/count_time.py '*=' 'cocoa=cocoas?' 'wheat=wheats?' \
    'exports=export(s|ed|ing|er|ers|able|ation|ations)?' >"$scratch/counts"
is "the counts are taken" "${PIPESTATUS[*]}" "0 0"
run newsdex-index -q -i "$index" "${parts[@]}"
is "the articles are indexed" "$code" 0
ok "there is something to compare" test "$(wc -l <"$scratch/counts")" -gt 200
same_counts "$index" "$scratch/counts" '*' cocoa wheat exports
done_testing
