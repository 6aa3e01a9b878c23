#!/usr/bin/env bash
# The article extraction benchmark: F1 must not fall below a floor, a little under what was measured
# when it was set.
. tests/cli/lib.sh

data=../shared/data/article-extraction.tar.xz
floor=0.975
[ -f "$data" ] || skip_all "no benchmark pages at $data"
tar xJf "$data" -C "$scratch"
pages=$(dirname "$(find "$scratch" -name ground-truth.json)")

run python3 tests/golden/extraction.py "$pages"
is "the pages are read" "$code" 0
ok "F1, precision and recall are $out, F1 at least $floor" python3 -c "assert ${out%% *} >= $floor"
done_testing
