#!/usr/bin/env bash
# newsdex-search: what it says to a command line that is wrong.
. tests/cli/lib.sh

run newsdex-search --help
is "--help succeeds" "$code" 0
ok "--help fits a screen of 24 lines" test "$(printf '%s\n' "$out" | wc -l)" -lt 24
ok "--help fits 80 columns" test "$(printf '%s\n' "$out" | wc -L)" -le 80
is "--help says nothing on stderr" "$err" ""

run newsdex-search --version
header=$(sed -n 's/^.define NEWSDEX_VERSION_[MP][A-Z]* //p' include/newsdex.h | paste -sd.)
is "--version is that of the header" "$out" "newsdex-search $header (libnewsdex $header)"
for page in newsdex-search.1 newsdex.3; do
    like "$page names that version" "$(head -1 searcher/$page)" "\"Newsdex $header\""
done
manual=$(sed 's/\\-/-/g' searcher/newsdex-search.1)
while read -r option; do
    like "$option is in the manual" "$manual" "^\.B.*$option"
done < <(newsdex-search --help=all | sed '/^A query/,$d' | grep -Eo -- '--[a-z-]+')

run newsdex-search cloud
is "no index named: exit 2" "$code" 2
like "no index named: says how to" "$err" '-i INDEX.*NEWSDEX_INDEX'

run newsdex-search -i x
is "no query: exit 2" "$code" 2
like "no query: says so" "$err" 'no query'
run newsdex-search -i x '  '
like "blank query: the same" "$err" 'no query'

run newsdex-search -i x --sicne 2025 cloud
is "unknown option: exit 2" "$code" 2
like "unknown option: the nearest is named" "$err" 'unknown option --sicne; did you mean --since\?'
like "unknown option: the way for dashes is named" "$err" ' --[ )]|--$'
run newsdex-search -i x --zzzzzzzzzzzz cloud
unlike "no option is near: none is named" "$err" 'did you mean'
run newsdex-search -i x -foo
is "-foo: exit 2" "$code" 2
like "-foo: mentions --" "$err" 'unknown option -f;.* goes after --'
run newsdex-search -i x --s cloud
like "ambiguous abbreviation" "$err" '--s could be several'
run newsdex-search -i x --json=3 cloud
like "value where none belongs" "$err" '--json takes no value'
run newsdex-search -i x cloud -n
like "value missing" "$err" '-n needs a value'

while IFS='|' read -r arguments message; do
    # shellcheck disable=SC2086  # the arguments are meant to be split
    run newsdex-search -i x $arguments cloud
    is "$arguments: exit 2" "$code" 2
    like "$arguments: says what it wants" "$err" "$message"
    is "$arguments: nothing on stdout" "$out" ""
done <<'END'
-n 0|-n "0": give a number
-n -5|-n "-5"
-n 1x|-n "1x"
-n 99999999999999999999|-n "9
--offset x|--offset "x"
--sort best|--sort=best: give relevance, newest or oldest$
--sort newst|oldest; did you mean newest\?
--sort old|did you mean oldest\?
--facet sorce:3|--facet=sorce: give source, .*or month; did you mean source\?
--facet source:0|a number from 1 after the colon
--timeline=moth|year, month, week or day; did you mean month\?
--cite=bibtx|did you mean bibtex\?
--links=allways|did you mean always\?
--since yesterday|--since: .*yesterday
--until 2025-13|--until: .*2025-13
--since 2025 --until 2024|--since is after --until
--color blue|auto, always or never
--json --tsv|exclude each other
--count --explain-query|exclude each other
--count --tsv|only print hits
--trec=|--trec "": give one word
--json --kwic 3|exclude each other
--cite --csv|exclude each other
END

run newsdex-search -i "$scratch/none.idx" cloud
is "no index there: exit 3" "$code" 3
is "no index there: says how to make one" "$err" \
    "newsdex-search: $scratch/none.idx: no index here; make one with: newsdex-index -i $scratch/none.idx ARCHIVE"
run newsdex-search -i "my news's.idx" cloud
like "and how, as it can be typed" "$err" "newsdex-index -i 'my news'\\\\''s.idx' ARCHIVE$"
NEWSDEX_INDEX=$scratch/none.idx run newsdex-search cloud
is "the index may come from the environment" "$code" 3
NEWSDEX_INDEX='' run newsdex-search cloud
is "empty counts as none" "$code" 2
NEWSDEX_INDEX=$scratch/none.idx run newsdex-search -i "$scratch/other.idx" cloud
like "-i wins" "$err" "other.idx: no index"

done_testing
