#!/usr/bin/env bash
# Agency formats as they lie: what --probe finds is what tests/cli/count_feeds.py counts on its own.
. tests/cli/lib.sh

archive=../shared/data/news-feeds.tar.xz
[ -r "$archive" ] || skip_all "$archive is not there"
limit() { timeout 300 "$@"; }

limit newsdex-index --probe --json "$archive" >"$scratch/articles" 2>"$scratch/left-out"
is "the archive is read, but for a web archive in it that is shorter than it says" $? 6
python3 tests/cli/count_feeds.py "$archive" >"$scratch/counted"
is "the counts are taken" $? 0

count() { grep -c "\"format\":\"$1\"" "$scratch/articles"; }
for format in iptc7901 newsml newsml-g2 nitf rcv1 reuters trec; do
    is "articles: $format" "$format $(count "$format")" "$(grep -E "^$format [0-9]+$" "$scratch/counted" | head -1)"
done
is "articles: Washington Post" "post $(grep -c 'articles.jl#' "$scratch/articles")" "$(grep '^post [0-9]*$' "$scratch/counted")"

json 'sorted({line["format"] + " " + " ".join(line["id"].split()) for line in lines
    if line["format"] in ("nitf", "newsml-g2", "rcv1", "reuters") and line.get("id")})' \
    <"$scratch/articles" | LC_ALL=C sort >"$scratch/found-ids"
grep -E '^(nitf|newsml-g2|rcv1|reuters) ' "$scratch/counted" | tail -n +5 | LC_ALL=C sort >"$scratch/counted-ids"
is "the ids are the same" "$(diff "$scratch/found-ids" "$scratch/counted-ids")" ""
is "as many as were seen once" "$(wc -l <"$scratch/found-ids")" "$(wc -l <"$scratch/counted-ids")"

left_out() { grep -c "$1" "$scratch/left-out"; }
is "items without text, by kind" "$(left_out 'a package, which')-$(left_out 'a planning item, which')-$(
    left_out 'a concept item, which')-$(left_out 'a knowledge item, which')-$(left_out 'a catalogue, which')" 32-37-29-18-9
is "a real day of an agency" "$(grep -c "dpa-sample/urn" "$scratch/articles")" 100
is "each of it with title, date, language and section" "$(grep "dpa-sample/urn" "$scratch/articles" |
    json 'sum(all(line.get(f) for f in ("title", "date", "language", "section", "text")) for line in lines)')" 100

index=$scratch/feeds.idx
run limit newsdex-index -i "$index" "$archive"
is "an index run ends likewise" "$code" 6
like "nothing is damaged" "$(newsdex-index -i "$index" --verify 2>&1; echo $?)" '^0$'
done_testing
