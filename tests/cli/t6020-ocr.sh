#!/usr/bin/env bash
# Recognised newspaper pages as they lie: what --probe finds is what tests/cli/count_ocr.py counts on its own.
. tests/cli/lib.sh

# Of our own: one page in two forms, and the spellings of a broken word.
index=$scratch/pages.idx pages=$scratch/pages
mkdir "$pages"
cp -r tests/data/ndnp tests/data/alto "$pages"
find "$pages" -name '*.expected' -delete
run newsdex-index -i "$index" "$pages"
is "a page in two forms is one article" "$(newsdex-search -i "$index" --json 'source:sn12345678' | grep -c '"type":"hit"')" 1
like "which the second time are both known" "$(newsdex-index -i "$index" "$pages" 2>&1)" ' 0 added, 0 changed'
finds() { newsdex-search -i "$index" --json "$1" | grep -c '"type":"hit"'; }
is "a broken word is found joined, as printed, and half" "$(finds harbor)-$(finds har-bor)-$(finds '"new york"')" 1-1-1
is "what the page says is one word is one" "$(finds surveillance)-$(finds surveil-lance)-$(finds '"surveillance of tugs"')" 1-1-1

archive=../shared/data/ocr-newspapers.tar.xz
if [ ! -r "$archive" ]; then
    done_testing
    exit
fi
timeout 300 newsdex-index --probe --json "$archive" >"$scratch/articles" 2>"$scratch/left-out"
is "the archive is read" $? 0
python3 tests/cli/count_ocr.py "$archive" >"$scratch/counted"
json '[line["format"] + " " + line["address"].split("!")[1] + (
    " " + str(sum(not c.isspace() and c not in "-\u00ac\u00ad\u2010\u2e17" for c in line["text"]))
    if line["format"] in ("alto", "mets") else "") for line in lines if line["format"] in ("alto", "mets", "page")]' \
    <"$scratch/articles" | LC_ALL=C sort >"$scratch/found"
is "the same pages and articles, those of ALTO with the same letters" \
    "$(grep -E '^(alto|mets|page) ' "$scratch/counted" | LC_ALL=C sort | diff - "$scratch/found")" ""
is "pages of ALTO and PAGE, articles and rests" \
    "$(grep -c ^alto "$scratch/found")-$(grep -c ^page "$scratch/found")-$(grep -c ^mets "$scratch/found")" 7-36-39
is "other METS is left out" "other METS $(grep -c ': METS, which' "$scratch/left-out")" "$(grep '^other METS' "$scratch/counted")"
done_testing
