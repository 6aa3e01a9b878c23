#!/usr/bin/env bash
# Indexing again: nothing twice, changes replace, renamed archives are recognised, numbers don't collide.
. tests/cli/lib.sh

index=$scratch/news.idx
total() { newsdex-search -i "$index" --count "$@" 2>/dev/null; }
summary() { grep -Eo '[0-9]+ added, [0-9]+ changed' <<<"$err"; }
index_bytes() { du -sb "$index" | cut -f 1; }
fresh() { rm -rf "$index"; }

make_articles "$scratch/news.jsonl" 50
mkdir "$scratch/texts"
for i in 1 2 3; do echo "Text number$i about herring" >"$scratch/texts/t$i.txt"; done
bsdtar -czf "$scratch/texts.tgz" -C "$scratch" texts

# T32: the same archive twice
run newsdex-index -i "$index" "$scratch/news.jsonl" "$scratch/texts.tgz"
is "the first time" "$code $(summary)" "0 53 added, 0 changed"
before=$(index_bytes)
run newsdex-index -i "$index" "$scratch/news.jsonl" "$scratch/texts.tgz"
is "the second time" "$code $(summary)" "0 0 added, 0 changed"
is "not a byte more" "$(index_bytes)" "$before"
is "no doubles" "$(total common) $(total herring)" "50 3"

# renamed archives
mv "$scratch/texts.tgz" "$scratch/renamed.tgz"
mv "$scratch/news.jsonl" "$scratch/renamed.jsonl"
run newsdex-index -i "$index" "$scratch/renamed.tgz" "$scratch/renamed.jsonl"
is "renamed archives add nothing" "$(summary)" "0 added, 0 changed"

# a changed article replaces, with and without an id of its own
sed -i 's/Story number7"/Story seven revised"/' "$scratch/renamed.jsonl"
run newsdex-index -i "$index" "$scratch/renamed.jsonl"
is "a changed article" "$(summary)" "0 added, 1 changed"
is "the new version is found" "$(total revised)" 1
is "the old one is gone" "$(total number7)" 0
is "the others stay" "$(total common)" 50
echo "Text number2 about cod" >"$scratch/texts/t2.txt"
bsdtar -czf "$scratch/renamed.tgz" -C "$scratch" texts
run newsdex-index -i "$index" "$scratch/renamed.tgz"
like "a changed text in a renamed archive is there once or twice, never lost" "$(total cod)" '^1$'
fresh
bsdtar -czf "$scratch/texts.tgz" -C "$scratch" texts
run newsdex-index -i "$index" "$scratch/texts.tgz"
echo "Text number2 about eel" >"$scratch/texts/t2.txt"
bsdtar -czf "$scratch/texts.tgz" -C "$scratch" texts
run newsdex-index -i "$index" "$scratch/texts.tgz"
is "a changed text under the same name" "$(summary) $(total cod) $(total eel)" "0 added, 1 changed 0 1"

# an article that changes within one run: the last one wins
fresh
printf '%s\n' '{"id":"a1","text":"first wording"}' '{"id":"a1","text":"second wording"}' \
    '{"id":"a1","text":"first wording"}' >"$scratch/again.jsonl"
run newsdex-index -i "$index" "$scratch/again.jsonl"
is "the last version wins" "$(total wording) $(total first) $(total second)" "1 1 0"

# numbers of different collections are different articles
fresh
printf '{"id":1,"text":"herring of the north"}\n{"id":2,"text":"the same"}\n' >"$scratch/a.jsonl"
printf '{"id":1,"text":"herring of the south"}\n{"id":2,"text":"the same"}\n' >"$scratch/b.jsonl"
run newsdex-index -i "$index" "$scratch/a.jsonl" "$scratch/b.jsonl"
is "both numbered articles are kept" "$(total herring)" 2
run newsdex-index -i "$index" "$scratch/b.jsonl" "$scratch/a.jsonl"
is "and stay as they are" "$(summary)" "0 added, 0 changed"
run newsdex-search -i "$index" --show 1@b.jsonl
like "the second has a longer id" "$out" 'herring of the south'

# wire copies with another id are different articles
fresh
printf '{"id":"x1","text":"wire story"}\n{"id":"x2","text":"wire story"}\n' >"$scratch/wire.jsonl"
run newsdex-index -i "$index" "$scratch/wire.jsonl"
is "copies with another id" "$(total wire)" 2

# what a re-read archive holds no longer goes with --prune, and only then
fresh
mkdir "$scratch/shrinking"
for i in 1 2 3; do echo "Shrinking text number$i" >"$scratch/shrinking/s$i.txt"; done
bsdtar -cf "$scratch/shrinking.tar" -C "$scratch" shrinking
newsdex-index -q -i "$index" "$scratch/shrinking.tar" "$scratch/wire.jsonl"
rm "$scratch/shrinking/s2.txt"
bsdtar -cf "$scratch/shrinking.tar" -C "$scratch" shrinking
run newsdex-index -i "$index" "$scratch/shrinking.tar"
is "without --prune nothing goes" "$(total shrinking)" 3
run newsdex-index -i "$index" --prune "$scratch/shrinking.tar"
like "with --prune: is told" "$err" '0 added, 0 changed, 1 pruned'
is "with --prune it is gone" "$(total shrinking) $(total number2)" "2 0"
is "other archives are left alone" "$(total wire)" 2
head -c 700 "$scratch/shrinking.tar" >"$scratch/cut.tar"
mv "$scratch/cut.tar" "$scratch/shrinking.tar"
run newsdex-index -i "$index" --prune "$scratch/shrinking.tar"
is "a damaged archive prunes nothing" "$(total shrinking)" 2

# many small runs leave few segments
fresh
for i in 1 2 3 4 5 6 7 8 9 10; do
    printf '{"id":"r%s","text":"run by run"}\n' "$i" >"$scratch/run.jsonl"
    newsdex-index -q -i "$index" "$scratch/run.jsonl"
done
is "ten runs" "$(total run)" 10
ok "few segments" test "$(newsdex-index -i "$index" --status --json | json 'lines[0]["segments"]')" -le 4
ok "xapian-check finds nothing wrong" xapian-check "$index"/segment-*
like "xapian-delve opens it" "$(xapian-delve "$index")" 'number of documents = 10'
like "its records can be read by people" "$(xapian-delve -d -r 1 "$index")" '^id=r1'

# other folders are left alone
mkdir "$scratch/mine"
echo keep >"$scratch/mine/diary.txt"
run newsdex-index -i "$scratch/mine" "$scratch/run.jsonl"
is "a folder with other files: exit code" "$code" 2
like "is refused" "$err" 'diary\.txt'
is "and left as it was" "$(ls -A "$scratch/mine")" diary.txt
run newsdex-index -i "$index" --language french "$scratch/run.jsonl"
like "another language is refused" "$code $err" '^2 .*english'
run newsdex-index -i "$index" --language klingon "$scratch/run.jsonl"
like "an unknown language is refused" "$code $err" '^2 .*klingon'
run newsdex-index -i "$scratch/none.idx" --status
is "--status of nothing" "$code" 3
printf 'auto elsewhere\n' >"$scratch/mine/XAPIANDB"
run newsdex-index -i "$scratch/mine" "$scratch/run.jsonl"
is "a stub of somebody else's" "$code" 5

# leftovers of a crash
mkdir -p "$index/work/batch-0-0" "$index/segment-999999"
run newsdex-index -i "$index" "$scratch/run.jsonl"
is "leftovers of a crash are swept" "$(ls "$index" | grep -c -e work -e 999999)" 0
is "the index is whole" "$(total run)" 10

# T25: the lock
exec 9>>"$index/newsdex.lock"
flock 9
run newsdex-index -i "$index" --lock-wait 0 "$scratch/run.jsonl"
is "a locked index: exit code" "$code" 4
like "is told" "$err" "news\.idx: another newsdex-index .*--lock-wait"
is "searching goes on" "$(total run)" 10
exec 9>&-
run newsdex-index -i "$index" "$scratch/run.jsonl"
is "and is free again" "$code" 0
done_testing
