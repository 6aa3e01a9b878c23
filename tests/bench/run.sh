#!/bin/sh
# Measures the programs in the build folder $1 (.build) against peers; see tests/bench/README.md.
set -eu
build=${1:-.build}
for program in newsdex-index newsdex-search tests/bench/bench_search tests/bench/bench_run tests/bench/bench_parse; do
    [ -x "$build/$program" ] || { echo "$build/$program is not built; run: make bench" >&2; exit 1; }
done
exec python3 tests/bench/bench.py "$build"
