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
like "--status says so" "$(status)" 'read = 7 indexed .*, 5 from another charset than UTF-8$'
is "what was repaired is found" "$(newsdex-search -i "$index" --count '"tomorrow’s"')" 1
done_testing
