#!/usr/bin/env bash
# EPUB: what a book's package says holds for its chapters, wherever it lies.
. tests/cli/lib.sh

# BOOK NAME=TEXT...: a zip of these files, in this order.
make_book() {
    python3 - "$@" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as book:
    book.writestr("mimetype", "application/epub+zip")
    for part in sys.argv[2:]:
        name, _, text = part.partition("=")
        book.writestr(name, text)
PYTHON
}
package() { # METADATA
    printf '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">%s</metadata><manifest><item id="c1" href="one.xhtml"/></manifest></package>' "$1"
}
page() { # TITLE HEADING TEXT
    printf '<html><head><title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>' "$@"
}
articles() {
    newsdex-index --probe --json "$@" 2>"$scratch/said" |
        json '["|".join([l["address"].rpartition("!")[2], l["title"], l["author"], l["source"], l["date"], l["language"]]) for l in lines]'
}

opf=$(package '<dc:title id="t">Tales of the Quay</dc:title><dc:title>A subtitle</dc:title><dc:creator id="a"> Ada
 Lind </dc:creator><dc:creator>Tom Reed</dc:creator><dc:contributor>A. Printer</dc:contributor><dc:publisher>Pier Press</dc:publisher>
<dc:language>en-GB</dc:language><dc:date>1999-04-01</dc:date><meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>')
container='<container><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'
one=$(page 'Tales of the Quay' 'The Herring' 'A herring came up the river.')
own='<html lang="fr"><head><title>Le phare</title><meta name="author" content="Jean Roux"/><meta property="og:site_name" content="La Jetée"/><meta name="date" content="1984-05-06"/></head><body><p>Un phare sur la mer.</p></body></html>'
expected='OEBPS/one.xhtml|The Herring|Ada Lind; Tom Reed|Tales of the Quay|1999-04-01|en
OEBPS/own.xhtml|Le phare|Jean Roux|La Jetée|1984-05-06|fr'

make_book "$scratch/first.epub" META-INF/container.xml="$container" OEBPS/content.opf="$opf" OEBPS/one.xhtml="$one" OEBPS/own.xhtml="$own"
make_book "$scratch/last.epub" OEBPS/one.xhtml="$one" OEBPS/own.xhtml="$own" OEBPS/style.css='p {}' OEBPS/content.opf="$opf" META-INF/container.xml="$container"
make_book "$scratch/between.epub" META-INF/container.xml="$container" OEBPS/one.xhtml="$one" OEBPS/content.opf="$opf" OEBPS/own.xhtml="$own"
for book in first last between; do
    is "the package $book" "$(articles "$scratch/$book.epub")" "$expected"
    is "$book, from a pipe" "$(newsdex-index --probe --json - <"$scratch/$book.epub" 2>/dev/null | json '[l["source"] for l in lines]')" $'Tales of the Quay\nLa Jetée'
done
bsdtar -cf "$scratch/books.tar" -C "$scratch" last.epub first.epub
is "books in an archive" "$(articles "$scratch/books.tar")" "$expected"$'\n'"$expected"

plain=$(page 'Plain' 'Plain' 'Nothing is known of it.')
make_book "$scratch/none.epub" a.xhtml="$plain"
make_book "$scratch/odd.epub" a.xhtml="$plain" a.opf='<package><metadata><dc:title>'
mkdir "$scratch/shelf"
cp "$scratch/first.epub" "$scratch/shelf/1.epub"
cp "$scratch/none.epub" "$scratch/shelf/2.epub"
cp "$scratch/odd.epub" "$scratch/shelf/3.epub"
cp "$scratch/last.epub" "$scratch/shelf/4.epub"
echo "A note on the shelf." >"$scratch/shelf/note.txt"
is "a book without package, or with a broken one, gets none of another" "$(articles "$scratch/shelf" | grep Plain)" $'a.xhtml|Plain||||\na.xhtml|Plain||||'
is "and the books around have their own" "$(articles "$scratch/shelf" | grep -c 'Herring|Ada Lind; Tom Reed|Tales')" 2

make_book "$scratch/two.epub" a.opf="$(package '<dc:title>EPUB 2</dc:title><dc:creator opf:role="aut">Eva Holm</dc:creator><dc:date opf:event="modification">2019-02-03</dc:date><dc:date opf:event="publication">1931</dc:date><dc:date>1950</dc:date>')" a.xhtml="$plain"
is "dates of several events: that of publication" "$(articles "$scratch/two.epub")" 'a.xhtml|Plain|Eva Holm|EPUB 2|1931|'
make_book "$scratch/made.epub" a.opf="$(package '<dc:date opf:event="creation">2019-02-03</dc:date>')" a.xhtml="$plain"
is "the day the file was made is none of the book" "$(articles "$scratch/made.epub")" 'a.xhtml|Plain||||'
make_book "$scratch/renditions.epub" a.opf="$(package '<dc:title>First</dc:title>')" b.opf="$(package '<dc:title>Second</dc:title>')" a.xhtml="$plain"
is "of several packages the first counts" "$(articles "$scratch/renditions.epub")" 'a.xhtml|Plain||First||'
crowd=$(printf '<dc:creator>Author Number %d of a Large Crowd</dc:creator>' $(seq 400))
make_book "$scratch/crowd.epub" a.opf="$(package "<dc:title>Crowd</dc:title>$crowd")" a.xhtml="$plain"
is "more authors than a field holds" "$(articles "$scratch/crowd.epub" | cut -c1-60)" 'a.xhtml|Plain|Author Number 1 of a Large Crowd; Author Numbe'
head -c 600 "$scratch/first.epub" >"$scratch/cut.epub"
run timeout 60 newsdex-index -i "$scratch/cut.idx" "$scratch/cut.epub"
is "cut off within the package: exit code" "$code" 6
is "and told once" "$(grep -c "content.opf: truncated after entry" <<<"$err")" 1

# 5000 chapters before the package: more than are held.
python3 - "$scratch/large.epub" "$opf" "$plain" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as book:
    book.writestr("mimetype", "application/epub+zip")
    for number in range(5000):
        book.writestr(f"{number:04}.xhtml", sys.argv[3].replace("it.", f"it, {number}."))
    book.writestr("z.opf", sys.argv[2])
    book.writestr("z.xhtml", sys.argv[3])
PYTHON
run timeout 300 newsdex-index -i "$scratch/large.idx" "$scratch/large.epub"
like "more chapters than are held: none is lost" "$err" ': 5001 added'
is "those behind the package have it" "$(newsdex-search -i "$scratch/large.idx" --count 'source:"Tales of the Quay"')" 1

# The ledger, and going on after a kill: the same with the package behind the chapters.
python3 - "$scratch/long.epub" "$opf" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as book:
    book.writestr("mimetype", "application/epub+zip")
    for number in range(1500):
        book.writestr(f"{number:04}.xhtml", f"<p>Chapter {number} of the harbour</p>")
    book.writestr("z.opf", sys.argv[2])
PYTHON
status() { newsdex-index -i "$1" --status | grep ' read = '; }
run timeout 300 newsdex-index -j 1 -i "$scratch/1.idx" "$scratch/long.epub"
like "the ledger's sum" "$(status "$scratch/1.idx")" ': 1502 read = 1500 indexed \+ 0 updated \+ 0 duplicate \+ 2 skipped \+ 0 failed$'
is "all have the author" "$(newsdex-search -i "$scratch/1.idx" --count 'author:lind')" 1500
newsdex-index -q -j 2 --publish-every 0 -i "$scratch/killed.idx" "$scratch/long.epub" 2>/dev/null &
victim=$!
while [ ! -e "$scratch/killed.idx/XAPIANDB" ] && kill -0 "$victim" 2>/dev/null; do sleep 0.01; done
kill -KILL "$victim"
wait "$victim" 2>/dev/null
run timeout 300 newsdex-index -j 2 -i "$scratch/killed.idx" "$scratch/long.epub"
dump_index=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
for index in 1 killed; do "$dump_index" "$scratch/$index.idx" >"$scratch/$index.dump"; done
ok "a killed run goes on to the same articles" cmp "$scratch/1.dump" "$scratch/killed.dump"
is "and the same ledger" "$(status "$scratch/killed.idx")" "$(status "$scratch/1.idx")"
like "again: nothing new" "$(timeout 300 newsdex-index -i "$scratch/1.idx" "$scratch/long.epub" 2>&1)" ': 0 added, 0 changed, 1500 already there'
done_testing
