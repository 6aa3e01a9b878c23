#!/usr/bin/env bash
# 72,788 files of press releases: what is found in each, and a part of them indexed.
# The whole is indexed by tests/long/t6102-senate-whole.sh.
. tests/cli/lib.sh

archive=../shared/data/senate-press.tar.xz
[ -r "$archive" ] || skip_all "$archive is not there"

# The senators Crapo (with 12 blank releases) and Wyden, and scripts that were left among them.
(cd "$(dirname "$archive")" && bsdtar -cf "$scratch/part.tar" --include 'senate-press/raw/Crapo/*' \
    --include 'senate-press/raw/Wyden/*' --include 'senate-press/raw/SenateScripts/*' "@$(basename "$archive")") &
packing=$!

timeout 600 newsdex-index --probe --json "$archive" 2>"$scratch/passed-over" |
    timeout 600 python3 tests/cli/check_senate.py >"$scratch/found"
is "newsdex-index --probe succeeds" "${PIPESTATUS[*]}" "0 0"
# 109 files are not UTF-8; a .doc and a .DS_Store among them are not text either. Names like
# 19Dec207kLeahy8.txt hold no date: four of these releases begin with one, the other 11 articles have none.
# Six releases of one senator have their no-break spaces encoded twice.
is "each article is valid UTF-8 and dated from its name" "$(cat "$scratch/found")" "articles: 72638
charsets: UTF-8 72525 UTF-8 twice 6 windows-1252 107
dates: name 72622 none 11 text 5
wrong:"
reasons=$(sed 's/^newsdex-index: .*!senate-press[^:]*: //' "$scratch/passed-over" | sort | uniq -c | tr -s ' ')
is "the other 150 files are passed over with a reason; a 13th blank one is all NULs" "$reasons" " 13 blank
 1 not text: an old Office document
 1 not text: binary data
 135 program source, not an article"

ok "a part is packed" wait $packing
bsdtar -tf "$scratch/part.tar" | grep -v '/$' >"$scratch/names"
files=$(wc -l <"$scratch/names")
index=$scratch/senate.idx
run timeout 600 newsdex-index -i "$index" "$scratch/part.tar"
is "and indexed" "$code" 0
passed_over=$(newsdex-index -i "$index" --ledger | grep -vc '^guessed')
is "every file is accounted for" "$(newsdex-index -i "$index" --status --json |
    json '["{read} {updated} {duplicate} {skipped} {failed}".format(**line) for line in lines[1:]]')" "$files 0 0 $passed_over 0"
like "most of them indexed" "$err" ": $((files - passed_over)) added, 0 changed, $passed_over skipped .*, 4 without date"
is "a ledger line each for the rest" "$(newsdex-index -i "$index" --ledger | cut -f 1,3 | sort | uniq -c | tr -s ' ')" \
    " 1 guessed	1 article in windows-1252, which nothing declares
 12 skipped	blank
 1 skipped	not text: an old Office document
 104 skipped	program source, not an article"
for month in Feb2006:2006-02 Mar2007:2007-03; do
    run newsdex-search -i "$index" --count "date:${month#*:}"
    is "releases of ${month#*:}" "$out" "$(grep -Ec "/[0-9]+${month%:*}" "$scratch/names")"
done
run timeout 600 newsdex-index -i "$index" "$scratch/part.tar"
is "again: exit code" "$code" 0
like "nothing to do" "$err" ": 0 added, 0 changed, $((files - passed_over)) already there"
done_testing
