#!/usr/bin/env bash
# --dry-run: what would be read, counted; nothing is written.
. tests/cli/lib.sh

make_articles "$scratch/news.jsonl" 5
echo broken >>"$scratch/news.jsonl"
mkdir "$scratch/texts"
echo "A text about herring" >"$scratch/texts/2012-05-06.txt"
printf 'Un caf\351 \340 Paris, d\351j\340 ferm\351 le dimanche\n' >"$scratch/texts/latin.txt"
echo "<html><title>Cod</title><body><p>A page about cod in the town.</p></body></html>" >"$scratch/texts/page.html"
: >"$scratch/texts/empty.txt"
bsdtar -czf "$scratch/texts.tgz" -C "$scratch" texts

run newsdex-index --dry-run "$scratch/news.jsonl" "$scratch/texts.tgz"
is "exit code tells of the failed entry" "$code" 6
like "articles" "$out" '^8 articles \([0-9.]+ MB of text\) in 5 entries, 1 skipped, 1 failed$'
like "formats" "$out" '^  formats .*json 5'
like "of all kinds" "$out" 'html 1'
like "charsets" "$out" 'charsets .*UTF-8'
like "rules of dates" "$out" 'dates .*declared 5'
like "without date" "$out" '^  2 without date'
like "reasons" "$err" 'empty\.txt: skipped: '
like "for what failed" "$err" 'news\.jsonl: line 6'

run newsdex-index -i "$scratch/news.idx" --dry-run --json -q "$scratch/news.jsonl" "$scratch/texts.tgz"
is "--json: one object" "$(json 'len(lines)' <<<"$out")" 1
is "with the totals" "$(json '[lines[0][k] for k in ("type","version","articles","skipped","failed","undated","interrupted")]' <<<"$out" | tr '\n' ' ')" \
    "dry-run 1 8 1 1 2 false "
is "and by name" "$(json '[lines[0]["formats"]["json"], lines[0]["date_rules"]["declared"], sum(lines[0]["charsets"].values())]' <<<"$out" | tr '\n' ' ')" "5 5 8 "
is "and what was lost" "$(json '[l["outcome"] for l in lines[0]["losses"]]' <<<"$out" | sort | tr '\n' ' ')" "failed skipped "
not_ok "nothing is made" test -e "$scratch/news.idx"

run newsdex-index --dry-run "$scratch/texts.tgz"
is "nothing failed: exit code" "$code" 0
run newsdex-index --dry-run "$scratch/nowhere.tgz"
not_ok "a missing archive is told" test "$code" = 0
done_testing
