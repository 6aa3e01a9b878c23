#!/usr/bin/env bash
# newsdex-search --timeline, --compare and --facet: what is printed, and how.
. tests/cli/lib.sh

cat >"$scratch/news.jsonl" <<'END'
{"id":"a","title":"One","text":"zebra and lion","date":"2024-12-30","source":"Post, \"The\"","author":"Ann; Bob"}
{"id":"b","title":"Two","text":"zebra only","date":"2025-01-05T23:59","source":"Echo","author":"Bob"}
{"id":"c","title":"Three","text":"lion only","date":"2025-01-06","source":"Echo"}
{"id":"d","title":"Four","text":"neither","date":"2025-01-06","source":"Echo"}
{"id":"e","title":"Five","text":"zebra again","date":"2025-10-01"}
{"id":"f","title":"Six","text":"zebra of a year","date":"2025"}
{"id":"g","title":"Seven","text":"zebra of no day","section":"Zoo"}
END
export NEWSDEX_INDEX=$scratch/news.idx
run newsdex-index -i "$NEWSDEX_INDEX" "$scratch/news.jsonl"
is "the index is made" "$code" 0
search() { newsdex-search "$@" 2>/dev/null; }
fields() { cut -f "$1" | paste -sd ' '; }

# ---- timelines as tables
tsv=$(search --timeline=month --tsv zebra)
is "the columns" "$(head -1 <<<"$tsv" | tr '\t' ' ')" "month start articles words hits hit_words percent per_million"
is "each month from the first to the last, then what is beside" "$(fields 1 <<<"$tsv")" \
    "month 2024-12 2025-01 2025-02 2025-03 2025-04 2025-05 2025-06 2025-07 2025-08 2025-09 2025-10 imprecise undated"
is "hits of each" "$(fields 5 <<<"$tsv")" "hits 1 1 0 0 0 0 0 0 0 0 1 1 1"
is "and all articles" "$(fields 3 <<<"$tsv")" "articles 1 3 0 0 0 0 0 0 0 0 1 1 1"
is "words, share and rate" "$(grep '^2025-01' <<<"$tsv")" $'2025-01\t2025-01-01\t3\t8\t1\t3\t33.3333\t125000.0000'
is "nothing is divided by nothing" "$(grep '^2025-02' <<<"$tsv")" $'2025-02\t2025-02-01\t0\t0\t0\t0\t\t'
is "weeks begin on Monday, and belong to the year of their Thursday" \
    "$(search --timeline=week --tsv zebra | sed -n '2,3p' | cut -f 1-3 | paste -sd ' ' | tr '\t' ' ')" \
    "2025-W01 2024-12-30 2 2025-W02 2025-01-06 2"
is "years know all but the undated" "$(search --timeline=year --tsv zebra | fields 1,5 | tr '\t' ' ')" "year hits 2024 1 2025 3 undated 1"
is "long times without articles are left out" "$(search --timeline=day --tsv zebra | fields 1)" \
    "day 2024-12-30 2024-12-31 2025-01-01 2025-01-02 2025-01-03 2025-01-04 2025-01-05 2025-01-06 2025-10-01 imprecise undated"
is "filters choose what all is" "$(search --timeline=year --tsv --source echo zebra | fields 1,3,5 | tr '\t' ' ')" \
    "year articles hits 2025 3 1"
is "conditions don't" "$(search --timeline=year --tsv zebra source:echo | fields 3)" "articles 5 1"
is "nor do they set the range, beside all articles" \
    "$(search --timeline=year --tsv --compare '*' zebra source:echo | fields 1,5 | tr '\t' ' ')" "year zebra source:echo: hits 2024 0 2025 1 undated 0"
is "the number of hits asked for doesn't matter" "$(search -n all --timeline=year --tsv zebra | fields 5) $(
    search -n all --facet source:1 --tsv zebra | fields 3)" "hits 1 3 1 articles 1 3"
is "no query is all articles" "$(search --timeline=year --tsv | fields 5)" "hits 1 5 1"

# ---- as text
text=$(search --timeline=month zebra)
like "a line a month" "$text" '^2025-01 +1 +33\.3 +125000\.0  (█){36}$'
like "bars are as long as hits" "$(search --timeline=year zebra)" '^2024 .*  (█){12}$'
like "months without hits are one line" "$text" '^\.\.\. 8 months with none$'
is "and what is beside comes last" "$(tail -2 <<<"$text" | cut -d ' ' -f 1 | paste -sd ' ')" "imprecise undated"
ok "a line has 80 columns" test "$(LC_ALL=C.UTF-8 wc -L <<<"$text")" -le 80
is "by what suits their time" "$(for since in 1900 2025-01 2025-01-06; do
    search --timeline --since $since --until 2025-10-01 '*' | head -1 | cut -d ' ' -f 1
done | paste -sd ' ')" "week week week"
is "two weeks go by day" "$(search --timeline --until 2025-01-06 --since 2024-12 '*' | head -1 | cut -d ' ' -f 1)" day
is "what knows only its year goes by year" "$(search --timeline year | head -1 | cut -d ' ' -f 1)" year
run newsdex-search --timeline xylophone
like "nothing found: exit 1, and says so" "$code $err" '^1 nothing found'
run newsdex-search --timeline=month zebra
like "the total is said" "$code $err" '^0 5 articles \('

# ---- several queries
is "a column for each" "$(search --compare zebra --compare lion --timeline=year | sed 's/  */ /g')" \
    $'year zebra lion\n2024 1 100.0% 1 100.0%\n2025 3 60.0% 1 20.0%\nundated 1 100.0% 0 0.0%'
is "the query is the first" "$(search --compare lion --timeline=year --tsv zebra | head -1 | fields 5,9 | tr '\t' ' ')" "zebra: hits lion: hits"
is "csv: names with commas and quotes" "$(search --csv --compare '"zebra and lion", zoo' lion | head -1 | grep -o '"[^z]*zebra and lion"", zoo: hits"')" \
    '"""zebra and lion"", zoo: hits"'
is "csv: lines end in CR LF" "$(search --csv --compare zebra --timeline=year | grep -c $'\r$')" 4
run newsdex-search --json --compare zebra --compare lion --timeline=year
is "json: the keys" "$(json '[" ".join(lines[0]), " ".join(lines[0]["series"][0])]' <<<"$out" | paste -sd '|')" \
    "type label start articles words series|hits hit_words percent per_million"
is "json: a line a year" "$(json '[l["label"] for l in lines[:-1]]' <<<"$out" | paste -sd ' ')" "2024 2025 undated"
is "json: the counts" "$(json '[s["hits"] for l in lines[:-1] for s in l["series"]]' <<<"$out" | paste -sd ' ')" "1 1 3 1 1 0"
is "json: the summary" "$(json '[lines[-1]["type"], lines[-1]["version"], lines[-1]["unit"], lines[-1]["query"], lines[-1]["total"]] + [
    s[k] for s in lines[-1]["series"] for k in ("query", "total", "imprecise", "undated")]' <<<"$out" | paste -sd ' ')" \
    "summary 1 year zebra 5 zebra 5 0 1 lion 2 0 0"
is "json: no share of nothing" "$(search --json --timeline=month zebra | json '[l["series"][0]["percent"] for l in lines if l.get("label") == "2025-02"]')" null
run newsdex-search --compare zebra --compare 'nosuch:x'
like "a wrong query is shown" "$code $err" '^2 '
like "the one that is wrong" "$err" '^nosuch:x$'

# ---- facets
is "most frequent first, equals by name" "$(search --tsv --facet source zebra | fields 2,3 | tr '\t' ' ')" \
    'value articles Echo 1 Post, "The" 1  3'
is "authors count each" "$(search --tsv --facet author zebra | fields 2,3 | tr '\t' ' ')" "value articles Bob 2 Ann 1  3"
is "shares are of all that was found" "$(search --tsv --facet section zebra | fields 3,5 | tr '\t' ' ')" "articles percent 1 20.0000 4 80.0000"
is "months in their order" "$(search --tsv --facet month zebra | fields 2)" "value 2024-12 2025-01 2025-10 "
is "several fields" "$(search --tsv --facet year --facet language zebra | fields 1)" "field year year year language"
is "as text, cut to the most frequent" "$(search --facet source:1 '*' | sed 's/  */ /g; s/ [^ -~]*$//')" \
    $'source\n Echo 3 42.9%\n and 1 more, 1 article\n (none) 3 42.9%'
long=$(printf 'é%.0s' {1..50})
echo "{\"id\":\"l\",\"title\":\"Long\",\"text\":\"zebra\",\"source\":\"$long\"}" >"$scratch/long.jsonl"
newsdex-index -q -i "$scratch/long.idx" "$scratch/long.jsonl"
like "a long value is cut" "$(search -i "$scratch/long.idx" --facet source zebra)" "^  ${long:0:78}… +1 "
run newsdex-search --json --facet author:1 --facet section zebra
is "json: a line a value" "$(json '[l[k] for l in lines[:-1] for k in ("type", "field", "value", "articles", "words")]' <<<"$out" | paste -sd ' ')" \
    "facet author Bob 2 7 facet section Zoo 1 5"
is "json: the summary" "$(json '[lines[-1]["total"]] + [f[k] for f in lines[-1]["facets"] for k in ("field", "values", "more", "more_articles", "missing")]' <<<"$out" |
    paste -sd ' ')" "5 author 2 1 1 3 section 1 0 0 4"
run newsdex-search --facet source xylophone
like "nothing found: exit 1, and says so" "$code$out $err" '^1 nothing found'
is "csv, nothing found: the names alone" "$(search --csv --facet source xylophone)" $'field,value,articles,words,percent\r'

# ---- stories
newsdex-index -q -i "$scratch/samples.idx" samples/archives 2>/dev/null
stories() { search -i "$scratch/samples.idx" --group "$@" '"Anselm Doyle"'; }
is "a story counts once over time" "$(stories --json --timeline=year | json '[sum(l["series"][0]["hits"] for l in lines[:-1])] + [
    lines[-1]["series"][0][k] for k in ("total", "stories")]' | paste -sd ' ')" "2 3 2"
is "and by field" "$(stories --tsv --facet source | fields 3,5 | tr '\t' ' ')" "articles percent 1 50.0000 1 50.0000"
like "a report says so" "$(stories --report -)" '^<p class="total">2 stories of 3 articles</p>$'
like "and shows what is left out" "$(stories --report -)" '1 more of the same story</p>$'

# ---- what can't be asked
while IFS='|' read -r arguments message; do
    # shellcheck disable=SC2086  # the arguments are meant to be split
    run newsdex-search $arguments zebra
    like "$arguments" "$code$out $err" "^2 newsdex-search: .*$message"
done <<'END'
--timeline=hour|give year, month, week or day
--facet colour|give source, section, author
--facet source:0|give a number from 1
--facet source:x|give a number from 1
--facet source --timeline|exclude each other
--timeline --ids|only print hits
--compare=|give a query
--compare a --compare a --compare a --compare a --compare a --compare a --compare a --compare a|at most 7
END
done_testing
