#!/usr/bin/env bash
# Charsets: what is declared, what is guessed, what was encoded twice; counted in the ledger.
. tests/cli/lib.sh

index=$scratch/news.idx
probe() { newsdex-index --probe --json "$1" 2>/dev/null | json "[line[\"$2\"] for line in lines]"; }
check() { # FILE CHARSET TEXT
    is "$1: charset" "$(probe "$scratch/in/$1" charset)" "$2"
    like "$1: text" "$(probe "$scratch/in/$1" text)" "$3"
}
mkdir "$scratch/in"
page() { printf '<html><head>%s<title>T</title></head><body><p>%b, said the mayor of the town on Monday.</p></body></html>' "$1" "$2"; }

page '<meta charset="iso-8859-2">' 'Brzeg \xa3\xf3dki' >"$scratch/in/declared.html"
page '' 'The caf\xe9 \x96 closed' >"$scratch/in/guessed.html"
page '<meta charset="iso-8859-1">' 'The café closed' >"$scratch/in/utf8.html"
page '' 'The cafÃ© is tomorrowâ€™s' >"$scratch/in/twice.html"
page '' 'The cafÃ© is a café' >"$scratch/in/quoting.html"
printf '\xff\xfe' >"$scratch/in/wide.txt"
printf 'The café closed\n\nLong ago.\n' | iconv -f UTF-8 -t UTF-16LE >>"$scratch/in/wide.txt"
echo '{"title":"T","text":"The cafÃ© closed"}' >"$scratch/in/twice.json"
check declared.html iso-8859-2 '^Brzeg Łódki, said'
check guessed.html windows-1252 '^The café – closed,'
check utf8.html UTF-8 '^The café closed,'
check twice.html 'UTF-8 twice' '^The café is tomorrow’s,'
check quoting.html UTF-8 '^The cafÃ© is a café,'
check wide.txt UTF-16LE 'Long ago'
check twice.json 'UTF-8 twice' '^The café closed$'

# XML that only the server knows the charset of
python3 - "$scratch/feed.warc" <<'END'
import sys
body = b"<note><title>Most</title><p>\xc7\xe0\xea\xf0\xfb\xf2</p></note>"
block = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=windows-1251\r\n\r\n" + body
open(sys.argv[1], "wb").write(
    b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/a.xml\r\nWARC-Date: 2020-03-05T10:11:12Z\r\n"
    b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(block), block))
END
is "XML by the server's charset" "$(probe "$scratch/feed.warc" charset) $(probe "$scratch/feed.warc" text | xargs)" "windows-1251 Most Закрыт"

newsdex-index -q -i "$index" "$scratch/in"
status() { newsdex-index -i "$index" --status "$@"; }
is "the ledger counts the converted" "$(status --json | json 'lines[1]["converted"]')" 5
is "charset by charset" "$(status --json | json 'lines[1]["charsets"]["windows-1252"], lines[1]["charsets"]["UTF-8 twice"]')" \
    '[{"articles": 1, "guessed": 1}, {"articles": 2, "guessed": 0}]'
like "--status says so" "$(status)" 'read = 7 indexed .*, 5 from another charset than UTF-8, of which 1 by a guess$'
is "--ledger names what was guessed" "$(newsdex-index -i "$index" --ledger | sed "s#$scratch/##")" $'guessed\tin/\t1 article in windows-1252, which nothing declares\t'
is "for programs too" "$(newsdex-index -i "$index" --ledger --json | json '[(l["type"], l["charset"], l["guessed"]) for l in lines]')" '["charset", "windows-1252", 1]'
is "--probe says which" "$(probe "$scratch/in/guessed.html" charset_guessed) $(probe "$scratch/in/declared.html" charset_guessed)" "true false"
rm "$scratch/in/declared.html"
like "the summary counts them" "$(newsdex-index -i "$scratch/again.idx" "$scratch/in" 2>&1)" 'added, .*, 1 of a guessed charset$'
like "and a dry run" "$(newsdex-index --dry-run "$scratch/in")" ' 1 of a guessed charset$'

# A name with line ends in it
page $'<meta charset="windows-1251\n\n">' '\xcc\xee\xf1\xf2' >"$scratch/lines.html"
newsdex-index -q -i "$scratch/lines.idx" "$scratch/lines.html"
is "a declared name can't break the ledger" "$(newsdex-index -i "$scratch/lines.idx" --status --json | json 'lines[1]["converted"], lines[1]["charsets"]')" \
    '[1, {"windows-1251??": {"articles": 1, "guessed": 0}}]'
is "what was repaired is found" "$(newsdex-search -i "$index" --count '"tomorrow’s"')" 1
done_testing
