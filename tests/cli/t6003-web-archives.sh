#!/usr/bin/env bash
# Web archives of other people's test suites: what comes out, beside a count of our own.
. tests/cli/lib.sh

set=../shared/data/warc.tar.xz
[ -f "$set" ] || skip_all "real web archives are not there ($set)"
files='warc/warcio/test/data/example.warc
warc/warcio/test/data/example.arc.gz
warc/warcio/test/data/example-iana.org-chunked.warc
warc/pywb/sample_archive/warcs/iana.warc.gz
warc/pywb/sample_archive/warcs/dupes.warc.gz
warc/ipwb/samples/warcs/froggie.warc.gz
warc/ipwb/samples/warcs/5mementosAndFroggie.warc
warc/node-warc/test/files/books.toscrape.warc
warc/aut/src/test/resources/arc/example.arc.gz
warc/aut/src/test/resources/warc/example.warc.gz
warc/resiliparse/tests/data/warcfile.warc.gz
warc/commoncrawl-whirlwind/whirlwind.warc.wet.gz
warc/solrwayback/src/test/resources/compressions_warc/transfer_compression_brotli.warc.gz
warc/solrwayback/src/test/resources/compressions_warc/transfer_compression_gzip_chunked.warc.gz'
lz4=warc/resiliparse/tests/data/warcfile.warc.lz4
# shellcheck disable=SC2086  # names without spaces
tar -xJf "$set" -C "$scratch" $files $lz4 || skip_all "$set cannot be unpacked"
cd "$scratch" || exit 1

# What was opened: pages with articles, some of which (feeds) hold many, and pages in which there was none.
articles_of_pages() { # of a feed, one stands for all
    python3 -c 'import json, sys
print(len({a["address"].rsplit("#", 1)[0] if a["format"] == "feed" else n for n, a in enumerate(map(json.loads, sys.stdin))}))'
}
count() { # FILE
    newsdex-index --probe --json "$1" >out.json 2>err
    awk -v articles="$(articles_of_pages <out.json)" \
        '/: (blank|no title and no text|value 1: no title and no text|not text: [^\/]*)$/ { pages++ }
         /: revisit of / { revisits++ }
         END { print articles + pages, revisits + 0 }' err
}
for file in $files; do
    expected=$(python3 "$OLDPWD/tests/cli/count_warc.py" "$file" | cut -d ' ' -f 1,3)
    is "${file##*/}: pages and revisits" "$(count "$file")" "$expected"
done
is "lz4 and gzip: the same" "$(count "$lz4")" "$(count warc/resiliparse/tests/data/warcfile.warc.gz)"

run newsdex-index -q -i news.idx $files
is "all into one index: exit code" "$code" 0
is "no words of HTTP headers" "$(newsdex-search -i news.idx --count '"content-encoding" AND "transfer-encoding" AND "last-modified"')" 0
done_testing
