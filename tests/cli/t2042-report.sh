#!/usr/bin/env bash
# newsdex-search --report: a page that is whole, says what was found, and does nothing that an
# article's text would like it to do.
. tests/cli/lib.sh

cat >"$scratch/news.jsonl" <<'END'
{"id":"x1\"><script>alert(1)</script>","title":"<script>alert('zebra')</script> \"quoted\" & 'single' \u202egnp.exe \u001b[31mred\u0007","date":"2025-01-01","author":"Bob & Ann","source":"a\"><img src=x onerror=alert(1)>","section":"\"'><svg onload=alert(1)>","language":"en\" onclick=\"alert(1)","url":"javascript:alert(1)","text":"zebra </p></li><script>alert(2)</script> &lt;zebra&gt; <!-- ]]> \u001b]0;title\u0007 \u0085 \u009b31m \u202e zebra \ufffe end"}
{"id":"x2","title":"zebra link","date":"2025-02-01","source":"Post","url":"https://news.example/a?b=1&c=\"><script>alert(3)</script>","text":"A zebra and a lion."}
{"id":"x3","title":"زيبرا zebra","date":"2024","source":"Post","language":"ar","url":"HTTP://news.example/ar","text":"قال zebra في المدينة اليوم."}
{"id":"x4","title":"zebra data","source":"Echo","url":"data:text/html,<script>alert(1)</script>","text":"zebra"}
END
export NEWSDEX_INDEX=$scratch/news.idx
run newsdex-index -i "$NEWSDEX_INDEX" "$scratch/news.jsonl"
is "the index is made" "$code" 0

# An expression over a page, as Python's own parser reads it: tags, attributes of (tag, name), texts
# of tag, all the text.
cat >"$scratch/page.py" <<'END'
import html.parser, re, sys
sys.stdout.reconfigure(encoding="utf-8")

class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.open, self.texts, self.source = set(), [], [], {}, text
        self.declared = []
        self.feed(text)
        self.close()

    def handle_decl(self, declaration):
        self.declared.append(declaration)

    def handle_comment(self, comment):
        self.declared.append(comment)

    handle_pi = unknown_decl = handle_comment

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]
        self.open.append(tag)
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}>"

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_data(self, data):
        for tag in set(self.open):
            self.texts[tag][-1] += data

    def values(self, tag, name):
        return [v for t, n, v in self.attributes if (t, n) == (tag, name)]

page = Page(open(sys.argv[1], encoding="utf-8", newline="").read())
print(eval(sys.argv[2]))
END
page() { python3 "$scratch/page.py" "$report" "$1"; }

report=$scratch/report.html
run newsdex-search --report "$report" $'"</title><script>alert(0)</script>\e[31m\xe2\x80\xae" OR zebra'
is "a report: exit 0, nothing on stdout" "$code$out" 0
like "the total is said" "$err" '^4 articles \('

# ---- nothing but what we mean
ok "every element is closed where it should be" page 'page.open == [] or 1 / 0'
is "nothing is declared but HTML, and no comment" "$(page 'page.declared')" "['DOCTYPE html']"
is "the elements" "$(page '" ".join(sorted(page.tags))')" \
    "a bdi body caption circle dd details div dl dt g h1 h2 h3 head header html li line mark meta ol p path rect section span style summary svg table tbody td text th thead title tr"
is "the attributes" "$(page '" ".join(sorted({n for t, n, v in page.attributes}))')" \
    "charset class content cx cy d dir dy height href http-equiv lang name r rel role scope style text-anchor viewbox width x x1 x2 xmlns y y1 y2"
is "links are http and https" "$(page 'page.values("a", "href")')" \
    "['https://news.example/a?b=1&c=\"><script>alert(3)</script>', 'HTTP://news.example/ar']"
is "and don't tell where from" "$(page 'page.values("a", "rel")')" "['noopener noreferrer', 'noopener noreferrer']"
is "nothing is loaded" "$(page 're.findall(r"url\(|@import|src=.[^x]", "".join(page.texts["style"]))')" "[]"
is "and nothing may be" "$(page '[v for v in page.values("meta", "content") if "src" in v]')" "[\"default-src 'none'; style-src 'unsafe-inline'\"]"
is "no control character, no override" "$(page '[hex(ord(c)) for c in page.source if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\u2066\ufffe")]')" "[]"
is "styles are numbers" "$(page '[v for v in page.values("span", "style") if not re.fullmatch(r"width:[0-9.]+%", v)]')" "[]"
ok "well-formed as XML, too" python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$report"

# ---- and what we mean
is "the query, whole" "$(page 'ascii(page.texts["h1"][0])')" "'\"</title><script>alert(0)</script>\\ufffd[31m\\ufffd\" OR zebra'"
is "and in the title" "$(page 'page.texts["title"][0] == page.texts["h1"][0]')" True
is "each hit" "$(page 'sorted(ascii(t[3:]) for t in page.texts["h3"])[2]')" "'zebra data'"
is "titles as they are, but for control characters" "$(page 'ascii(min(t[3:] for t in page.texts["h3"]))')" \
    "'<script>alert(\\'zebra\\')</script> \"quoted\" & \\'single\\' \\ufffdgnp.exe [31mred'"
is "matches are marked" "$(page 'set(page.texts["mark"])')" "{'zebra'}"
is "a citation each" "$(page 'len([v for v in page.values("p", "class") if v == "cite"])')" 4
like "sources are counted" "$(page '" ".join(page.texts["tr"])')" ' Post250\.0 % '
like "months, and what has none" "$(page '" ".join(page.texts["tr"])')" '2025-011100\.0 % 2025-021100\.0 % imprecise1100\.0 % undated1100\.0 %'
like "made for phones" "$(page 'page.values("meta", "content")')" 'width=device-width'
like "light and dark" "$(page 'page.texts["style"][0]')" 'prefers-color-scheme:dark'
facts() { page '" ".join(page.texts["dl"]).split("\n")'; }
like "revision and date" "$(facts)" "'Revision', '[0-9a-f]{16}, 20[0-9-]+ [0-9:]+ UTC'"

# ---- options
search() { newsdex-search --report "$report" "$@" 2>/dev/null; }
revision() { facts | grep -Eo "[0-9a-f]{16}, 20"; }
before=$(revision)
search --since 2025 --until 2025-01 --source 'a"><img src=x onerror=alert(1)>' --source 'a">' --section $'"\'><svg onload=alert(1)>' \
    --timeline=day --facet year --compare lion zebra
like "filters are named" "$(facts)" "'Since', '2025-01-01', 'Until', '2025-01-31', 'Source', 'a\"><img src=x onerror=alert\(1\)>', 'Source', .*, 'Section', "
like "and what is compared" "$(facts)" "'Compared with', 'lion'"
is "facets as asked for" "$(page 'page.texts["caption"]')" "['By year']"
is "days as asked for" "$(page 'page.texts["thead"][0].strip()')" "dayzebraof alllionof all"
is "the same index is the same revision" "$(revision)" "$before"
newsdex-index -q -i "$NEWSDEX_INDEX" --delete x4
search -n 1 zebra
is "another commit is another" "$([ "$(revision)" != "$before" ] && echo other)" other
like "as many hits as asked for" "$(page 'len(page.texts["h3"]), page.texts["p"][0]')" "^\(1, '3 articles, best 1 shown'\)"
search --recency 2w zebra
like "recency is told" "$(facts)" "'Recency', 'newer articles count more, with a half-life of 14 days'"
newsdex-index -q -i "$scratch/<more>.idx" "$scratch/news.jsonl"
search -i "$scratch/<more>.idx" -i "$NEWSDEX_INDEX" zebra
like "of several indexes each hit tells its own" "$(page 'page.texts["bdi"]')" "'$scratch/<more>\.idx'.*'$NEWSDEX_INDEX'|'$NEWSDEX_INDEX'.*'$scratch/<more>\.idx'"
search xylophone
is "nothing found: exit 1, and a page that says so" "$? $(page 'page.texts["p"][0], page.texts.get("h3")')" "1 ('0 articles', None)"
run newsdex-search --report - zebra
like "- is standard output" "$out" '^<!DOCTYPE html>$'
like "... to its end" "$out" '^</html>$'

# ---- the file
mkdir "$scratch/there"
ln -s there/real.html "$scratch/link.html"
echo old >"$scratch/there/real.html"
run newsdex-search --report "$scratch/link.html" zebra
ok "a link stays" test -L "$scratch/link.html"
like "what it names is replaced" "$(cat "$scratch/there/real.html")" '</html>'
is "nothing is left beside" "$(ls "$scratch/there")" real.html
(umask 027 && newsdex-search --report "$scratch/there/new.html" zebra 2>/dev/null)
is "with the usual permissions" "$(stat -c %a "$scratch/there/new.html")" 640
run newsdex-search --report "$scratch/nowhere/x.html" zebra
like "no such folder" "$code $err" '^2 newsdex-search: .*/nowhere/x\.html: No such file'
make_articles "$scratch/many.jsonl" 2000
newsdex-index -q -i "$scratch/many.idx" "$scratch/many.jsonl"
mkdir "$scratch/quiet"
report=$scratch/many.html
search -i "$scratch/many.idx" -n all common
is "any number of hits" "$(page 'len(page.texts["h3"])')" 2000
newsdex-search -i "$scratch/many.idx" -n all --report "$scratch/quiet/x.html" common 2>/dev/null &
while [ -z "$(ls "$scratch/quiet")" ] && kill -0 $! 2>/dev/null; do :; done
kill -TERM $! 2>/dev/null
wait $!
unlike "interrupted, it leaves no draft behind" "$(ls "$scratch/quiet")" 'html\.'
ok "a device is written to, and stays" bash -c 'newsdex-search --report /dev/null zebra && test -c /dev/null'
if [ -c /dev/full ]; then
    run newsdex-search --report /dev/full zebra
    like "a full disk is told" "$code $err" '^2 newsdex-search: /dev/full: No space left'
fi
while IFS='|' read -r arguments message; do
    # shellcheck disable=SC2086  # the arguments are meant to be split
    run newsdex-search --report "$scratch/no.html" $arguments
    like "$arguments" "$code$out $err" "^2 newsdex-search: .*$message"
done <<'END'
--json zebra|takes no other format
--count zebra|exclude each other
nosuch:x|unknown field|nosuch
END
ok "and there is no file" test ! -e "$scratch/no.html"
done_testing
