#!/usr/bin/env bash
# METS with its pages: an article each ARTICLE, and the rest of each page; wherever METS lies, in tar, zip and folder.
. tests/cli/lib.sh

dump_index=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
[ -x "$dump_index" ] || echo "Bail out! make $dump_index first"
probe() { newsdex-index --probe --json "$@" 2>"$scratch/said"; }
# A line an article, for comparing.
articles() {
    json '["|".join([l["address"].rpartition("#")[2], l["title"], l["source"], l["date"], l["section"], l["language"], l["text"].replace("\n", "/")])
           for l in lines]'
}
texts() { json '[l["text"] for l in lines]'; }

harbour=tests/data/mets/harbour
expected=$(cat $harbour/articles.expected)
cp -r $harbour "$scratch/harbour"
rm "$scratch/harbour/articles.expected"
cd "$scratch/harbour" || exit
mkdir images
printf '\377\330\377\0' >images/0001.jpg
echo "A note on the issue." >note.txt
bsdtar -cf ../before.tar mets.xml images note.txt alto/0001.xml alto/0002.xml
bsdtar -cf ../behind.tar alto/0002.xml images alto/0001.xml note.txt mets.xml
bsdtar --format zip -cf ../behind.zip alto/0001.xml alto/0002.xml images mets.xml note.txt
gzip -k mets.xml alto/*.xml
bsdtar -cf ../flat.tar --strip-components 0 -s ',alto/,,' alto/0001.xml.gz alto/0002.xml.gz mets.xml.gz
rm -r images note.txt alto/*.gz mets.xml.gz
cd - >/dev/null || exit
is "a folder" "$(probe "$scratch/harbour" | articles)" "$expected"
for archive in before.tar behind.tar behind.zip flat.tar; do
    is "$archive" "$(probe "$scratch/$archive" | grep -v note.txt | articles)" "$expected"
done
is "from a pipe" "$(newsdex-index --probe --json - <"$scratch/before.tar" 2>/dev/null | grep -v note.txt | articles)" "$expected"
like "an entry in between is still an article" "$(probe "$scratch/behind.tar")" 'A note on the issue'
is "a dry run counts the same" "$(newsdex-index --dry-run "$scratch/harbour")" "$(printf '%s\n' \
    "4 articles (0.0 MB of text) in 1 entries, 0 skipped, 0 failed" "  formats   mets 4" "  charsets  UTF-8 4" "  dates     declared 4" "  2 without title")"
is "files that are given by name stay apart" "$(probe "$scratch"/harbour/alto/*.xml "$scratch/harbour/mets.xml" | json '[l["format"] for l in lines]')" $'alto\nalto'
like "METS alone is left out" "$(cat "$scratch/said")" '/mets.xml: METS, which holds no text: the pages it lists are articles of their own$'

# Pages whose METS is missing, before METS of others with the same names.
mkdir -p "$scratch/two/1" "$scratch/two/2"
cp "$scratch"/harbour/alto/*.xml "$scratch/two/1"
cp -r "$scratch/harbour/." "$scratch/two/2"
bsdtar -cf "$scratch/two.tar" -C "$scratch/two" 1/0001.xml 1/0002.xml 2/mets.xml 2/alto/0001.xml 2/alto/0002.xml
is "pages of another issue aren't taken for its own" "$(probe "$scratch/two.tar" | json '[l["address"].rpartition("two.tar!")[2] for l in lines]')" \
    $'1/0001.xml\n1/0002.xml\n2/mets.xml#1\n2/mets.xml#2\n2/mets.xml#3\n2/mets.xml#4'

mkdir -p "$scratch/three/a/b/c" "$scratch/three/d"
cp "$scratch"/harbour/alto/0001.xml "$scratch/three/a/b/c"
echo "A note from elsewhere." >"$scratch/three/d/note.txt"
cp "$scratch/three/d/note.txt" "$scratch/three/a/note.txt"
bsdtar -cf "$scratch/three.tar" -C "$scratch/three" a/b/c/0001.xml a/note.txt d/note.txt
is "pages wait while entries are from near, not longer" "$(probe "$scratch/three.tar" | json '[l["address"].rpartition("three.tar!")[2] for l in lines]')" \
    $'a/note.txt\na/b/c/0001.xml\nd/note.txt'

# What METS may say wrong.
change() { # EDITS: a copy of the issue in $scratch/changed, its METS edited
    rm -rf "$scratch/changed"
    cp -r "$scratch/harbour" "$scratch/changed"
    sed -E -i "$@" "$scratch/changed/mets.xml"
}
change 's/TYPE="A(RTICLE|rticle)"/TYPE="PART"/'
is "without articles it is left out, and pages are articles" "$(probe "$scratch/changed" | json '[l["format"] for l in lines]')" $'alto\nalto'
change 's/ID="A1"/&>/; s/<\/mets:mets>//; s/<\/mets:structMap>//'
is "broken off too" "$(probe "$scratch/changed" | json '[l["format"] for l in lines]')" $'alto\nalto'
like "and it is named" "$(cat "$scratch/said")" 'mets.xml: METS, which holds no text'
change 's/BEGIN="P2_TB4"/BEGIN="P2_CB1"/; s/END="P2_W4"/END="NOWHERE"/'
is "a place in two articles is in the first, one with an unknown end ends with its block" "$(probe "$scratch/changed" | json '[l["text"].replace("\n", "/") for l in lines[:2]]')" \
    $'Forty passengers were led/over the gang-way before the pumpers/came -\nHerring is dear/this wet Octo-Smelt is not.'
change 's/BEGIN="P2_W1"/BEGIN="NOWHERE"/; s/FILEID="ALTO2" BEGIN/FILEID="NOWHERE" BEGIN/'
is "unknown places: nothing is lost" "$(probe "$scratch/changed" | texts | grep -cE 'Herring is dear|Nobody was hurt')" 2
is "and they are named" "$(sed 's/.*mets.xml: //' "$scratch/said")" $'article 2: no text on the pages\n2 of 5 places that its articles name aren'"'t on the pages beside it"
rm "$scratch/changed/alto/0002.xml"
is "a page that is missing" "$(probe "$scratch/changed" | texts)" $'Forty passengers were led\nover the gang-\nTHE HARBOUR PRESS'
like "is named" "$(cat "$scratch/said")" '3 of 5 places that its articles name'
change 's/page/&/'
echo '<alto><Layout><Page><PrintSpace><TextBlock ID="P1_TB3"><TextLine><String CONTENT="half"/>' >"$scratch/changed/alto/0001.xml"
is "a page that breaks off" "$(probe "$scratch/changed" | json 'lines[0]["text"].split("\ncame")[0].replace("\n", "/")')" "half//way before the pumpers"
like "is named, too" "$(cat "$scratch/said")" 'mets.xml: 0001.xml: the XML breaks off'
echo '<alto><Layout><Page/></Layout></alto>' >"$scratch/changed/alto/0001.xml"
probe "$scratch/changed" >/dev/null
like "and one without words" "$(cat "$scratch/said")" 'mets.xml: 0001.xml: a page without recognised text'
python3 - "$scratch/changed/mets.xml" <<'PYTHON'
import re, sys
text = open(sys.argv[1]).read()
nested = "".join(f'<mets:div ID="D{i}">' for i in range(900)) + "</mets:div>" * 900
links = "".join(f'<mets:smLink xlink:from="#D{i}" xlink:to="#D{(i + 1) % 900}"/><mets:smLink xlink:from="#A1" xlink:to="#A1"/>' for i in range(900))
text = text.replace("</mets:mets>", f"<mets:structMap>{nested}</mets:structMap><mets:structLink>{links}</mets:structLink></mets:mets>")
open(sys.argv[1], "w").write(text)
PYTHON
cp $harbour/alto/0001.xml "$scratch/changed/alto"
is "divisions within divisions, links in a circle" "$(probe "$scratch/changed" | articles)" "$expected"

# More than is held: singly, METS too.
mkdir -p "$scratch/large/1" "$scratch/large/2"
cp "$scratch"/harbour/alto/*.xml "$scratch/large/1"
cp "$scratch/harbour/mets.xml" "$scratch/large/1/9.xml"
cp "$scratch"/harbour/alto/*.xml "$scratch/harbour/mets.xml" "$scratch/large/2"
python3 -c 'import sys
with open(sys.argv[1], "a") as page:
    page.write("<!--" + " " * (64 << 20) + "-->")' "$scratch/large/1/0002.xml"
is "an issue of more than 64 MB comes singly, the next is cut" "$(probe "$scratch/large" | json '[l["address"].rpartition("large/")[2] for l in lines]')" \
    $'1/0001.xml\n1/0002.xml\n2/mets.xml#1\n2/mets.xml#2\n2/mets.xml#3\n2/mets.xml#4'
like "and METS with it" "$(cat "$scratch/said")" 'large/1/9.xml: METS, which holds no text'
rm -r "$scratch/large"

# Many issues, METS before, behind and above the pages.
archive=$scratch/issues.tar.gz
python3 tests/tools/make_issues.py "$archive" 500
for jobs in 1 2 7; do
    run timeout 300 newsdex-index -j $jobs -i "$scratch/$jobs.idx" "$archive"
    "$dump_index" --docids "$scratch/$jobs.idx" >"$scratch/$jobs.dump"
done
like "500 issues: two articles, a rest and a text each" "$err" ': 2000 added, 0 changed'
for jobs in 2 7; do
    ok "the same documents, numbers and all, with $jobs jobs" cmp "$scratch/1.dump" "$scratch/$jobs.dump"
done
status() { newsdex-index -i "$1" --status | grep ' read = '; }
like "the ledger's sum" "$(status "$scratch/1.idx")" ': 2000 read = 2000 indexed \+ 0 updated \+ 0 duplicate \+ 0 skipped \+ 0 failed$'
is "words of articles and of margins, once each" "$(for word in opening second margin; do newsdex-search -i "$scratch/1.idx" --count $word; done)" $'500\n500\n500'
like "again: nothing new" "$(timeout 300 newsdex-index -i "$scratch/1.idx" "$archive" 2>&1)" ': 0 added, 0 changed, 2000 already there'
mkdir "$scratch/issues"
bsdtar -xf "$archive" -C "$scratch/issues"
is "unpacked: the same texts" "$(probe "$scratch/issues" | texts | LC_ALL=C sort | cksum)" "$(probe "$archive" | texts | LC_ALL=C sort | cksum)"

# Killed when something is published: goes on in the middle of an issue. Once more when by then all is.
for ((tries = 0; tries < 100; tries++)); do
    rm -rf "$scratch/killed.idx"
    newsdex-index -q -j 2 --publish-every 0 -i "$scratch/killed.idx" "$archive" 2>/dev/null &
    victim=$!
    until_true test -e "$scratch/killed.idx/XAPIANDB"
    kill -KILL "$victim" 2>/dev/null
    wait "$victim" 2>/dev/null
    [ "$(status "$scratch/killed.idx")" = "$(status "$scratch/2.idx")" ] || break
done
run timeout 300 newsdex-index -j 2 -i "$scratch/killed.idx" "$archive"
like "a killed run goes on" "$err" "going on where an interrupted run stopped, [0-9]+ read$"
"$dump_index" "$scratch/killed.idx" >"$scratch/killed.dump"
"$dump_index" "$scratch/2.idx" >"$scratch/whole.dump"
ok "to the same articles" cmp "$scratch/whole.dump" "$scratch/killed.dump"
is "and the same ledger" "$(status "$scratch/killed.idx")" "$(status "$scratch/2.idx")"
done_testing
