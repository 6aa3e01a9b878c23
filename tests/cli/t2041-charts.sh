#!/usr/bin/env bash
# newsdex-search --svg: what is drawn, and that no text can break out of it.
. tests/cli/lib.sh

cat >"$scratch/news.jsonl" <<'END'
{"id":"a","title":"One","text":"zebra and lion","date":"2024-11-30"}
{"id":"b","title":"Two","text":"zebra only","date":"2025-01-05"}
{"id":"c","title":"Three","text":"zebra again","date":"2025-01-06"}
{"id":"d","title":"Four","text":"neither","date":"2025-01-06"}
{"id":"e","title":"Five","text":"lion only","date":"2025-03-01"}
{"id":"f","title":"Six","text":"giraffe of old","date":"1700-03-01"}
{"id":"g","title":"Seven","text":"giraffe of no time"}
END
export NEWSDEX_INDEX=$scratch/news.idx
run newsdex-index -i "$NEWSDEX_INDEX" "$scratch/news.jsonl"
is "the index is made" "$code" 0

# An expression over the picture, as Python: all(PATH) are its elements, drawn(PATH, ATTRIBUTE) numbers.
picture() { # FILE EXPRESSION
    python3 -c '
import re, sys, xml.etree.ElementTree
sys.stdout.reconfigure(encoding="utf-8")
root = xml.etree.ElementTree.parse(sys.argv[1]).getroot()
space = "{http://www.w3.org/2000/svg}"
def all(path): return root.findall(path.replace("svg:", space))
def drawn(path, name): return [float(e.get(name)) for e in all(path)]
def texts(): return [e.text for e in all(".//svg:text")]
print(eval(sys.argv[2]))' "$1" "$2"
}

run newsdex-search --svg --timeline=month zebra
is "a picture: exit 0, nothing else is said" "$code $err" "0 "
picture=$scratch/one.svg
printf '%s\n' "$out" >"$picture"
is "a bar a month with hits" "$(picture "$picture" '[e[0].text for e in all(".//svg:g/svg:rect")]')" \
    "['2024-11: 1 of 1 articles, 100.0 %', '2025-01: 2 of 3 articles, 66.7 %']"
is "as high as the hits" "$(picture "$picture" 'drawn(".//svg:g/svg:rect", "height")')" "[75.0, 150.0]"
is "the share of each month with articles" "$(picture "$picture" '[e[0].text[:7] for e in all(".//svg:circle")]')" \
    "['2024-11', '2025-01']"
is "a line that is broken where there are none" "$(picture "$picture" 'all(".//svg:path")[0].get("d").count("M")')" 2
is "axes: articles, shares, months" "$(picture "$picture" 'texts()')" \
    "['zebra (3)', 'articles', '0', '1', '2', '% of all articles', '0', '50', '100', '2024-11', '2024-12', '2025-01']"

search() { newsdex-search --svg "$@" >"$picture" 2>/dev/null; }
search --compare zebra --compare lion --timeline=month
is "several: a line each, above and below" "$(picture "$picture" '[g.get("class") for g in all("svg:g")]')" "['s0', 's1', 's0', 's1']"
is "and a legend" "$(picture "$picture" 'texts()[:2]')" "['zebra (3)', 'lion (2)']"
search --timeline=day giraffe
like "nothing dated but one day" "$(picture "$picture" 'len(all(".//svg:g/svg:rect"))')" '^1$'
search --timeline xylophone
is "nothing found: exit 1, an empty picture" "$? $(picture "$picture" 'len(all(".//svg:g/svg:rect"))')" "1 0"
run newsdex-search --svg --timeline=day '*'
is "too many steps: exit 2, and no picture" "$code$out" 2
like "and it says what to do" "$err" 'take longer ones'
search --timeline=year '*'
like "hundreds of years" "$(picture "$picture" 'len(all("svg:text"))')" '^1[0-9]$'

draw() { search --compare "$1" --compare lion; }
draw $'"</text><script>alert(1)</script>&amp;\'"'
is "text makes no elements" "$(picture "$picture" 'sorted({e.tag.split("}")[1] for e in root.iter()})')" \
    "['circle', 'g', 'line', 'path', 'rect', 'style', 'svg', 'text', 'title']"
is "it comes back as it was typed" "$(picture "$picture" 'texts()[0]')" $'"</text><script>alert(1)</script>&amp;\'" (0)'
draw $'"<b>\e[31m\xe2\x80\xae \xef\xbf\xbe\xc2\x85]]>"'
is "but for control characters" "$(picture "$picture" 'ascii(texts()[0])')" \
    "'\"<b>\\ufffd[31m\\ufffd \\ufffd\\ufffd]]>\" (0)'"
run newsdex-search --svg zebra
like "--svg is of a timeline" "$code $err" '^2 .*--svg only --timeline'
done_testing
