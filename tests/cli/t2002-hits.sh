#!/usr/bin/env bash
# newsdex-search: hits for people, for programs, and the exit codes.
. tests/cli/lib.sh

cat >"$scratch/news.jsonl" <<'END'
{"id":"h1","title":"Firm ends cloud deal","date":"2025-09-25","author":"Jane Doe","source":"Harbor Ledger","section":"Business","language":"en","url":"https://news.example/1","text":"The company stopped cloud services to a military unit after reports of mass surveillance. It named no other customer."}
{"id":"h2","title":"Cloud over the coast","date":"2025-08-01","source":"Weather Desk","text":"A bank of cloud hid the lighthouse for the whole morning."}
{"id":"h3","title":"Budget delayed","date":"1968-03-01","source":"Harbor Ledger","text":"Parliament put off the vote on the budget."}
{"id":"h4","text":"An article about lighthouses without a title or a date."}
{"id":"h 5","title":"Tab\tand\nline end","date":"2025","text":"The evil \u001b[2Jescape \u202eand override zebra."}
END
export NEWSDEX_INDEX=$scratch/news.idx
run newsdex-index -i "$NEWSDEX_INDEX" "$scratch/news.jsonl"
is "the index is made" "$code" 0

# ---- for people
run newsdex-search cloud surveillance suspension
is "hits: exit 0" "$code" 0
like "the best first" "$out" '^1\. Firm ends cloud deal$'
like "date, source, section and id in one line" "$out" '^   2025-09-25 . Harbor Ledger . Business . h1$|^   2025-09-25 .. Harbor Ledger .. Business .. h1$'
like "the address" "$out" '^   .*news\.jsonl'
like "what is missing is said" "$out" '^   missing: suspension$'
like "all that is missing" "$out" '^   missing: surveillance, suspension$'
like "the summary is on stderr" "$err" '^2 articles \([0-9.]+ ms\)$'
unlike "no colour in a pipe" "$out" $'\033'
ok "no line is longer than 80 columns" test "$(LC_ALL=C.UTF-8 wc -L <<<"$out")" -le 80
run newsdex-search --color always cloud
like "colour when asked for: the match" "$out" $'\033\\[1;31mcloud\033\\[0m'
run newsdex-search lighthouse
like "an article without title has a name" "$out" '^[12]\. \(no title\)$'

run newsdex-search zebra
unlike "escape sequences in an article are made harmless" "$out" $'\033'
unlike "bidirectional overrides, too" "$out" $'\xe2\x80\xae'

run newsdex-search xylophone
is "nothing found: exit 1" "$code" 1
is "nothing found: nothing on stdout" "$out" ""
like "nothing found: says where and among how many" "$err" 'nothing found for xylophone in .*news.idx \(5 articles\)'
run newsdex-search --since 2026 cloud
is "nothing in those years: exit 1" "$code" 1
like "nothing in those years: says what there is without them" "$err" 'without --since and --until: 2 articles'

# ---- the query
run newsdex-search cloud -- -surveillance
like "a query word with a dash after --" "$out" 'Cloud over the coast'
unlike "it excludes" "$out" 'Firm ends'
run newsdex-search '"cloud services"'
like "a phrase in quotes that reach the program" "$err" '^1 article '
run newsdex-search "cloud services" xylophone
like "an argument with a space is words" "$err" '^2 articles'
run newsdex-search cloud nosuch:x
is "query error: exit 2" "$code" 2
like "query error: names the column" "$err" 'column 7'
is "query error: a mark below the place" "$(tail -2 <<<"$err")" $'cloud nosuch:x\n      ^'
is "query error: nothing on stdout" "$out" ""
run newsdex-search --explain-query cloud or surveillance
is "explained: exit 0" "$code" 0
like "explained: on stdout" "$out" 'cloud.*surveillance'
like "explained: with remarks" "$err" 'note: .*use OR'
run newsdex-search cloud or surveillance
like "remarks are said when searching, too" "$err" 'note: .*use OR'

# ---- dates and order
titles() { newsdex-search --json "$@" | json '[line["id"] for line in lines if line["type"] == "hit"]' | paste -sd' '; }
is "newest first, undated last" "$(titles --sort newest -n 3)" "h1 h2 h 5"
is "oldest first: before 1970 is older" "$(titles --sort oldest -n 1)" "h3"
is "undated last in that order, too" "$(titles --sort oldest | grep -o 'h4$')" "h4"
is "since and until take whole months" "$(titles --since 2025-08 --until 2025-09)" "h1 h2"
is "until a day takes all of it" "$(titles --until 1968-03-01)" "h3"
is "since the day after" "$(titles --since 2025-09-26)" ""
is "only dates: everything in them" "$(newsdex-search --count --since 2025 2>&1)" "3"

# ---- filters
is "a source, whatever its capitals" "$(titles --source "harbor ledger" --sort newest)" "h1 h3"
is "either of two" "$(titles --source "Harbor Ledger" --source "Weather Desk" cloud | tr ' ' '\n' | sort | paste -sd' ')" "h1 h2"
is "the whole value only" "$(titles --source Harbor)" ""
is "different ones: each must hold" "$(titles --source "Harbor Ledger" --section business --lang EN)" "h1"
is "... or there is nothing" "$(titles --source "Weather Desk" --section Business)" ""
run newsdex-search --source "Weather Desk" --since 2026 cloud
like "what there is without dates keeps to the filters" "$err" 'without --since and --until: 1 article$'
run newsdex-search --source nosuch cloud
like "nothing of that source: says what there is without filters" "$code $err" '^1 '
like "by their options" "$err" '^without --source, --section and --lang: [0-9]+ articles$'
run newsdex-search --source nosuch --since 2019 cloud
like "nor in those years" "$err" '^without dates and filters: [0-9]+ articles$'
run newsdex-search --source nosuch nosuchword
unlike "but not when there is nothing anyway" "$err" '^without'
run newsdex-search --lang "" cloud
is "an empty filter: exit 2" "$code" 2
like "... and says which" "$err" '--lang: give a value'

# ---- counting and pages
run newsdex-search --count cloud
is "--count prints a number" "$out" 2
run newsdex-search --count xylophone
is "--count of nothing: 0 and exit 1" "$out $code" "0 1"
run newsdex-search -n 1 cloud
like "-n 1 of 2" "$err" '^2 articles, best 1 shown'
run newsdex-search --offset 1 cloud
like "the second page has ranks that go on" "$out" '^2\. '
like "it says so" "$err" '^2 articles, 2 to 2 shown'
run newsdex-search --offset 7 cloud
is "a page behind the end: exit 1" "$code" 1
like "it says so" "$err" '^2 articles, none from 8 on'

# ---- one article
run newsdex-search --show h1
is "--show: exit 0" "$code" 0
is "--show: title first" "$(head -1 <<<"$out")" "Firm ends cloud deal"
like "--show: author" "$out" '^author: Jane Doe$'
like "--show: the text is not wrapped in a pipe" "$out" '^The company .* customer\.$'
run newsdex-search --show nosuch
is "--show of an unknown id: exit 1" "$code" 1
like "--show of an unknown id: says so" "$err" 'nosuch: no article'
is "--show --json: the whole text" "$(newsdex-search --show h3 --json | json '[lines[0]["type"], lines[0]["text"]]' | paste -sd:)" \
    "article:Parliament put off the vote on the budget."

# ---- results are read by nobody, or can't be written
run bash -c 'set -o pipefail; trap "" PIPE; newsdex-search -n all cloud | true'
is "a reader that leaves: no word" "$err" "$(grep -E '^2 articles' <<<"$err")"
if [ -w /dev/full ]; then
    run bash -c 'newsdex-search cloud >/dev/full'
    is "a full disk: exit 2" "$code" 2
    like "a full disk: says so" "$err" 'standard output: No space left'
else
    skip "a full disk" "no /dev/full"
fi

# ---- indexes that can't be read
mkdir "$scratch/empty"
run newsdex-search -i "$scratch/empty" cloud
is "an empty folder is no index: exit 3" "$code" 3
cp -r "$NEWSDEX_INDEX" "$scratch/broken.idx"
find "$scratch/broken.idx" -name '*.glass' -exec sh -c ': >"$1"' _ {} \;
run newsdex-search -i "$scratch/broken.idx" cloud
is "a damaged index: exit 5" "$code" 5
like "a damaged index: named once" "$err" '^newsdex-search: [^ ]*broken.idx: the index is damaged '

done_testing
