#!/usr/bin/env bash
# --links: titles link to URLs of the web, addresses to archives, and nothing of an article gets out of a link.
. tests/cli/lib.sh

cd "$scratch" || exit 1
mkdir 'a #1 100%'
cat >'a #1 100%/news.jsonl' <<'NEWS'
{"id":"web","title":"On the web","url":"https://news.example/a b/é","text":"cloud"}
{"id":"file","title":"A file","url":"file:///etc/passwd","text":"cloud"}
{"id":"script","title":"A script","url":"javascript:alert(1)","text":"cloud"}
{"id":"esc","title":"Out","url":"http://news.example/\u001b\\\u001b]0;pwned\u0007x","text":"cloud"}
{"id":"none","title":"No URL","text":"cloud"}
NEWS
run newsdex-index -q -i news.idx 'a #1 100%/news.jsonl'
export NEWSDEX_INDEX=news.idx
links() { newsdex-search "$@" 2>/dev/null | grep -ao $'\e]8;;[^\e]*\e\\\\' | sed $'s/^\e]8;;//; s/\e\\\\$//' | grep -v '^$'; }

is "none unless asked for" "$(newsdex-search cloud 2>/dev/null | grep -ac $'\e]8')" 0
is "none into a pipe" "$(newsdex-search --links cloud 2>/dev/null | grep -ac $'\e]8')" 0
is "never" "$(newsdex-search --links=never cloud 2>/dev/null | grep -ac $'\e]8')" 0
found=$(links --links=always cloud)
is "URLs of the web alone, encoded" "$(grep -av '^file:' <<<"$found" | sort)" \
    $'http://news.example/\\]0;pwnedx\nhttps://news.example/a%20b/%C3%A9'
is "archives" "$(grep -a '^file:' <<<"$found" | sort | uniq -c | sed 's/^ *//')" \
    "5 file://$(pwd -P | sed 's/ /%20/g')/a%20%231%20100%25/news.jsonl"
is "each link ends" "$(newsdex-search --links=always cloud 2>/dev/null | grep -ao $'\e]8;;\e\\\\' | wc -l)" 7
is "the URL of an article" "$(links --links=always --show web)" 'https://news.example/a%20b/%C3%A9'
is "not that of a file" "$(links --links=always --show file)" ""
mv 'a #1 100%' gone
is "no archive there, no link" "$(links --links=always cloud | grep -ac '^file:')" 0
run newsdex-search --links=sometimes cloud
like "anything else is refused" "$code $err" '^2 newsdex-search: --links=sometimes: give auto'
done_testing
