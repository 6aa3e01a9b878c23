#!/usr/bin/env bash
# Web archives: pages as articles, with URL, date and charset of the capture; which capture stays.
. tests/cli/lib.sh

index=$scratch/news.idx
fresh() { rm -rf "$index"; }
hits() { newsdex-search -i "$index" -n all --json "$@" 2>/dev/null | json '[line["url"] for line in lines if line["type"] == "hit"]'; }
total() { newsdex-search -i "$index" --count "$@" 2>/dev/null; }
ledger() { newsdex-index -i "$index" --ledger; }
probe() { newsdex-index --probe --json "$1" 2>/dev/null | json "[line[\"$2\"] for line in lines]"; }

cat >"$scratch/make.py" <<'END'
"""warc(FILE, (url, date, type, body)...): one gzip member a record; a body is packed and chunked."""
import gzip, sys

def chunked(body):
    half = len(body) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:], b""))

def record(kind, url, date, block):
    return (f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
            f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n").encode() + block + b"\r\n\r\n"

def page(url, date, kind, body, plain=False):
    if isinstance(body, str):
        body = body.encode()
    packed = body if plain else chunked(gzip.compress(body))
    coding = "" if plain else "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
    return record("response", url, date, f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{coding}\r\n".encode() + packed)

def warc(path, *records):
    with open(path, "wb") as file:
        for each in records:
            file.write(gzip.compress(each))
END
make() { (cd "$scratch" && python3 -c "from make import *; $1"); }
html() { printf '<html><head><title>%s</title></head><body><p>%s and enough more words to be a paragraph of it.</p></body></html>' "$1" "$2"; }

# T1: WARC/1.1, chunked, gzipped twice over, a URL that ends in "/"
make "warc('t1.warc.gz', page('https://news.example/2020/03/budget/', '2020-03-05T10:11:12Z', 'text/html', '''$(html "Budget delayed" "The vote was put off")'''))"
run newsdex-index -i "$index" "$scratch/t1.warc.gz"
is "one page: exit code" "$code" 0
is "one article, its URL whole" "$(hits vote)" "https://news.example/2020/03/budget/"
is "found by its title" "$(total title:budget)" 1
is "by its host" "$(total url:news.example)" 1
is "without words of HTTP" "$(total HTTP OR 200 OR OK OR chunked)" 0
is "addressed by its URL" "$(probe "$scratch/t1.warc.gz" address)" "$scratch/t1.warc.gz!https://news.example/2020/03/budget/"
is "dated by its path" "$(probe "$scratch/t1.warc.gz" date_rule)" path

# T2: two responses
fresh
make "warc('t2.warc.gz', *(page(f'http://{h}.example/x.html', '2021-01-02T03:04:05Z', 'text/html', '''$(html Page "told by")''') for h in 'ab'))"
run newsdex-index -i "$index" "$scratch/t2.warc.gz"
is "two hosts: two articles" "$(hits told | sort)" "http://a.example/x.html
http://b.example/x.html"
is "dated by the capture" "$(probe "$scratch/t2.warc.gz" date | sort -u)" 2021-01-02T03:04
is "which is the rule" "$(probe "$scratch/t2.warc.gz" date_rule | sort -u)" capture

# no date is later than the capture
make "warc('dates.warc.gz', *(page(f'http://a.example/{d}', '2020-03-05T10:11:12Z', 'text/html', f'<html><head><title>T</title><meta property=\"article:published_time\" content=\"{d}\"></head><body><p>x</p></body></html>') for d in ('2020-03-01', '2020-03-06', '2020-03-07', '2031-01-01')))"
is "declared dates up to a day after it stand" "$(probe "$scratch/dates.warc.gz" date)" "2020-03-01
2020-03-06
2020-03-05T10:11
2020-03-05T10:11"

# the charset that the server names
make "warc('charset.warc.gz', *(page(f'http://a.example/{i}', '2020-03-05T10:11:12Z', f'text/html; charset={c}', '<html><head><meta charset=windows-1252><title>Мост</title></head><body><p>x</p></body></html>'.encode(e)) for i, (c, e) in enumerate([('koi8-r', 'koi8-r'), ('koi8-r', 'utf-8'), ('unheard', 'koi8-r')])))"
is "counts before the page's, after valid UTF-8, if it is known" "$(probe "$scratch/charset.warc.gz" charset)" "koi8-r
UTF-8
windows-1252"
is "and makes the right letters" "$(probe "$scratch/charset.warc.gz" title | head -2)" "Мост
Мост"

# the same page several times
fresh
for day in 07 05 06; do
    make "warc('v$day.warc.gz', page('http://a.example/live', '2020-03-${day}T10:00:00Z', 'text/html', '''$(html "Live day$day" "The news")'''))"
done
make "warc('same.warc.gz', page('http://a.example/live', '2020-03-09T10:00:00Z', 'text/html', '''$(html "Live day07" "The news")'''))"
run newsdex-index -i "$index" "$scratch"/v05.warc.gz
run newsdex-index -i "$index" "$scratch"/v07.warc.gz
like "a newer capture replaces an older one" "$err" '0 added, 1 changed'
run newsdex-index -i "$index" "$scratch"/v06.warc.gz
like "an older one is skipped" "$err" '0 added, 0 changed, 1 skipped'
like "for that reason" "$(ledger)" '^skipped.*v06.*an older capture than the one in the index'
run newsdex-index -i "$index" "$scratch"/same.warc.gz
like "one of the same content is there already" "$err" '0 added, 0 changed, 1 already there'
is "the newest stays" "$(total day07) $(total day05) $(total day06)" "1 0 0"
fresh
run newsdex-index -i "$index" "$scratch"/v07.warc.gz "$scratch"/v05.warc.gz "$scratch"/v06.warc.gz
is "in one run as well" "$(total day07) $(total live)" "1 1"

# what is no page, in the ledger and the exit code
fresh
make "warc('mixed.warc.gz', record('warcinfo', '', '2020-01-01', b''), record('request', 'http://a.example/', '2020-01-01', b''),
    page('http://a.example/', '2020-01-01T00:00:00Z', 'text/html', '''$(html Front "All news")'''),
    page('http://a.example/logo', '2020-01-01T00:00:00Z', 'image/png', 'x', True),
    record('response', 'http://a.example/gone', '2020-01-01', b'HTTP/1.1 404 Not Found\r\n\r\n'),
    record('revisit', 'http://a.example/', '2020-01-02', b''))"
run newsdex-index -i "$index" "$scratch/mixed.warc.gz"
is "other records: exit code" "$code" 0
is "reasons in the ledger" "$(ledger | cut -f 3)" "not text: image/png
HTTP status 404
revisit of an earlier capture of the same content
records that are no pages: 1 request"
like "the numbers add up" "$(newsdex-index -i "$index" --status)" 'mixed.warc.gz: 5 read = 1 indexed \+ 0 updated \+ 0 duplicate \+ 4 skipped \+ 0 failed'

# damage: told with its place, the rest is read
fresh
make "
good = page('http://a.example/good', '2020-01-01T00:00:00Z', 'text/html', '''$(html Good "After the damage")''')
open('bad.warc', 'wb').write(page('http://a.example/bad', '2020-01-01', 'text/html', '<p>bad', True).replace(b'Content-Length: ', b'Content-Length: 9') + good)"
run newsdex-index -i "$index" "$scratch/bad.warc"
is "a wrong length: exit code" "$code" 6
like "told with the place" "$err" 'bad\.warc: damaged after entry http://a\.example/bad: the record at byte 0 '
is "the next record is read" "$(total damage)" 1

# WACZ, and a WARC in a tar
(cd "$scratch" && mkdir -p archive pages && cp t1.warc.gz archive && echo '{"title": "index"}' >pages/pages.jsonl && echo '{"a": 1}' >datapackage.json &&
    bsdtar --format zip -cf site.wacz archive pages datapackage.json && bsdtar -cf crawl.tar t2.warc.gz)
fresh
run newsdex-index -i "$index" "$scratch/site.wacz" "$scratch/crawl.tar"
is "WACZ and nested WARC: articles" "$(total '*')" 3
is "what describes the WACZ is skipped" "$(ledger | grep -c 'about the web archive')" 2
is "the path is the URL, not the archive's" "$(newsdex-index --probe --json "$scratch/crawl.tar" 2>/dev/null | json '[line["date_rule"] for line in lines]' | sort -u)" capture
done_testing
