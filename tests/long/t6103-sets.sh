#!/usr/bin/env bash
# What comes out of the real archives, set by set: what tests/README.md says, and what tests/cli/recount.py counts on its own.
. tests/cli/lib.sh

for archive in news-feeds feeds-mail-wiki ocr-newspapers warc; do
    [ -r "../shared/data/$archive.tar.xz" ] || skip_all "../shared/data/$archive.tar.xz is not there"
done
run timeout 600 python3 tests/cli/count_sets.py ../shared/data
is "no file differs from the count beside it" "$(grep -v '^|' <<<"$out")" ""
is "which is taken to its end" "$code" 0
is "the table in tests/README.md" "$(grep -E '^\| [^|]* (\| [0-9]+ )+\|$' tests/README.md)" "$(sed -n '2,$p' <<<"$out" | grep '^|')"
ok "of most articles in ten sets at least" test "$(awk -F '|' '/^\| [^|]* \| [0-9]/ && $4 * 2 > $3' <<<"$out" | wc -l)" -ge 10
done_testing
