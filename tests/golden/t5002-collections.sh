#!/usr/bin/env bash
# Judged test collections: mean average precision must not fall below a floor. Those named in
# $NEWSDEX_COLLECTIONS; the long run (make check-crashes) adds Cranfield with its 225 queries.
. tests/cli/lib.sh

data=../shared/data/ir-collections.tar.xz
[ -f "$data" ] || skip_all "no test collections at $data"
tar xJf "$data" -C "$scratch"
python3 tests/golden/read_collections.py "$scratch/ir" "$scratch" || exit 1

# The floors are a little below what was measured when they were set.
while read -r name floor; do
    case " ${NEWSDEX_COLLECTIONS:-time med} " in *" $name "*) ;; *) continue ;; esac
    run newsdex-index -i "$scratch/$name.idx" "$scratch/$name.jsonl"
    is "$name is indexed" "$code" 0
    score=$(python3 tests/golden/evaluate.py "$scratch/$name.idx" "$scratch/$name.queries" "$scratch/$name.judged")
    ok "$name: mean average precision $score >= $floor" python3 -c "assert $score >= $floor"
done <<'END'
time 0.600
cran 0.290
med 0.520
END
done_testing
