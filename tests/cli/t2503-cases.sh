#!/usr/bin/env bash
# Small inputs with known right answers, through both programs: words, languages, queries, dates.
. tests/cli/lib.sh

index=$scratch/news.idx
ids() { newsdex-search -i "$index" -n all --tsv "$@" 2>/dev/null | sed 1d | cut -f 3 | tr '\n' ' '; }
scores() { newsdex-search -i "$index" -n all --tsv "$@" 2>/dev/null | sed 1d | cut -f 2; }
first() { ids "$@" | cut -d ' ' -f 1; }
load() { rm -rf "$index"; newsdex-index -q -i "$index" "$@" "$scratch/in.jsonl"; }

# T12
echo '{"id":"s","text":"The suspension of the plan"}' >"$scratch/in.jsonl"
load
is "stems: capitals and endings don't matter" "$(ids Suspensions)$(ids suspensions)$(ids SUSPENSION)" "s s s "
is "nor change the score" "$(scores Suspensions) $(scores suspensions)" "$(scores SUSPENSION) $(scores SUSPENSION)"
is "a quoted word is that word" "$(ids '"suspensions"')$(ids '"suspension"')" "s "

# T13
printf '%s\n' '{"id":"hyphen","text":"a report on well-being today"}' '{"id":"two","text":"a report on well being today"}' \
    '{"id":"one","text":"a report on wellbeing today"}' >"$scratch/in.jsonl"
load
for query in well-being "well being" wellbeing; do
    is "$query finds all three spellings" "$(ids "$query" | wc -w)" 3
done
is "own form first" "$(first well-being) $(first 'well being') $(first wellbeing)" "hyphen two one"

# T15
printf '%s\n' '{"id":"a","text":"La bataille d'\''Actium fut navale"}' '{"id":"b","text":"La bataille d’Actium encore"}' >"$scratch/in.jsonl"
for language in french english; do
    load --language $language
    for query in actium "d'actium" "d’Actium"; do
        is "$language: $query" "$(ids "$query" | wc -w)" 2
    done
done

# T16
echo '{"id":"j","title":"新聞記事標題","text":""}' >"$scratch/in.jsonl"
load
is "Japanese: a word within" "$(ids 記事)" "j "
is "not what isn't there" "$(ids 記標)" ""
is "a single character" "$(ids 聞)" "j "

# T17
printf '%s\n' '{"id":"hamlet","text":"To be or not to be, that is the question"}' '{"id":"other","text":"The weather will be fine to the north or not"}' >"$scratch/in.jsonl"
load
is "a phrase of stop words" "$(ids '"to be or not to be"')" "hamlet "
is "unquoted: the right one first" "$(first to be or not to be)" "hamlet"
is "a stop word alone" "$(ids the | wc -w)" 2

# T18 and T19: whatever a person types
printf '%s\n' '{"id":"foo","text":"foo and AT&T in colour"}' '{"id":"bar","text":"bar costs 1/2 in C++, woman of note"}' >"$scratch/in.jsonl"
load
is "-foo never finds foo" "$(ids -- -foo)" "bar "
is "NOT foo" "$(ids NOT foo)" "bar "
is "everything" "$(ids '*' | wc -w)" 2
is "AT&T" "$(ids 'AT&T')" "foo "
is "C++" "$(ids 'C++')" "bar "
is "1/2" "$(ids '1/2')" "bar "
is "what's foo?" "$(ids "what's foo?")" "foo "
is "colour~2, and an American" "$(ids 'colour~2')$(ids 'color~')" "foo foo "
is "a question mark at the end is none of the word's" "$(ids 'what costs?')" "bar "
is "... within one it is any letter" "$(ids 'wom?n')$(ids 'col*r')$(ids '*ote')" "bar foo bar "
for bad in 'title:(foo' '"foo' 'foo AND' '???' 'colour~3' 'nosuch:foo' 'OR foo' ')'; do
    run newsdex-search -i "$index" -- "$bad"
    is "$bad: exit code" "$code" 2
    like "$bad: names the column" "$err" 'column [0-9]+'
done
like "an unknown field lists the known ones" "$(newsdex-search -i "$index" nosuch:foo 2>&1)" 'title.*author.*source'
run newsdex-search -i "$index" woman or foo
like "or is a word" "$err" 'or.* is a word here; use OR'
is "and both are searched" "$(ids woman or foo | wc -w)" 2
run newsdex-search -i "$index" --explain-query 'a OR b AND c'
like "what binds how is shown" "$out$err" 'a OR \(b AND c\)'

# T29
cat >"$scratch/page.html" <<'END'
<html><head><title>Tide gate opens</title></head><body><nav><a href="/sport">Sports</a> <a href="/weather">Weather</a></nav>
<article><h1>Tide gate opens</h1><p>The gate at the mouth of the river was opened on Monday, after nine years of work.</p>
<p>The engineers watched it rise, and the first barges went through before noon.</p></article>
<footer><a href="/cookies">Cookie policy</a></footer></body></html>
END
rm -rf "$index"
newsdex-index -q -i "$index" "$scratch/page.html"
is "menus and footers of a page are not searched" "$(ids weather)$(ids sports)$(ids cookie)" ""
is "its article is" "$(ids barges | wc -w) $(ids '"tide gate"' | wc -w)" "1 1"

# T21
echo '{"id":"late","date":"2020-03-01T23:30:00-05:00","text":"late vote"}
{"id":"end","date":"2020-03-31T23:59:00","text":"late vote"}
{"id":"old","date":"1923-09-04","text":"late vote"}
{"id":"none","text":"late vote"}' >"$scratch/in.jsonl"
load
for zone in UTC0 EST5 JST-9; do
    is "the printed day, whatever TZ=$zone" "$(TZ=$zone ids date:2020-03-01)" "late "
done
is "a month includes its last minute" "$(ids date:2020-03..2020-03 | wc -w)" 2
is "before 1970" "$(ids vote date:1900..1969)" "old "
is "an undated article is found without a date" "$(ids vote | wc -w)" 4
is "newest first, undated last" "$(ids --sort newest vote)" "end late old none "
is "oldest first, undated last" "$(ids --sort oldest vote)" "old late end none "
is "--since and --until" "$(ids --since 2020-03-02 --until 2020 vote)" "end "

# a word whose other spelling can't be in the first of several segments (this crashed Xapian's OP_MAX)
python3 -c '
import json
for i in range(3000):
    print(json.dumps({"id": "u%d" % i, "text": ("ud" if i % 9 == 0 else "or") + " filler number %d of %d" % (i, i * 7919)}))' >"$scratch/in.jsonl"
load
for ((i = 0; i < 20; i++)); do echo '{"id":"c'$i'","text":"cloud over the bay, clo and more '$i'"}'; done >"$scratch/more.jsonl"
newsdex-index -q -i "$index" "$scratch/more.jsonl"
is "there are two segments" "$(newsdex-index -i "$index" --status --json | json 'lines[0]["segments"]')" 2
is "both spellings, over two segments" "$(ids cloud | wc -w)" 20

# missing parts, exact totals, pages
python3 -c '
import json
for i in range(3000):
    text = "the cloud report" + (" about the long bridge" if i % 5 == 0 else " about the bridge long")
    print(json.dumps({"id": "p%d" % i, "text": text}))' >"$scratch/in.jsonl"
load
for offset in 0 10 590; do
    run newsdex-search -i "$index" --json --offset $offset '"long bridge"'
    is "the same exact total on the page at $offset" "$(json '[lines[-1]["total"], lines[-1]["exact"]]' <<<"$out" | tr '\n' ' ')" "600 true "
done
run newsdex-search -i "$index" --json -n 1 'bridge "long bridge" zebra'
is "which parts a hit has" "$(json 'lines[0]["matched"]' <<<"$out" | tr '\n' ' ')" 'bridge "long bridge" '
is "and lacks" "$(json 'lines[0]["missing"]' <<<"$out")" zebra
run newsdex-search -i "$index" zebra
is "nothing found: exit code" "$code" 1
is "nothing on stdout" "$out" ""
done_testing
