#!/usr/bin/env bash
# Feeds, mail and wiki dumps as they lie: what --probe finds is what tests/cli/count_mail.py counts on its own.
. tests/cli/lib.sh

archive=../shared/data/feeds-mail-wiki.tar.xz
[ -r "$archive" ] || skip_all "$archive is not there"
limit() { timeout 300 "$@"; }
mkdir "$scratch/set" && tar xJf "$archive" -C "$scratch/set" feeds-rss mail-usenet mediawiki-xml

(cd "$scratch/set" && limit newsdex-index --probe --json feeds-rss mail-usenet mediawiki-xml) \
    >"$scratch/articles" 2>"$scratch/left-out"
python3 tests/cli/count_mail.py "$scratch/set" >"$scratch/counted"
is "the counts are taken" $? 0

cat >"$scratch/compare.py" <<'END'
import collections, json, re, sys
found, ids, formats = collections.Counter(), set(), collections.Counter()
for line in map(json.loads, open(sys.argv[1])):
    place = line.get("address", "").split("#")[0]
    formats[line.get("format")] += 1
    if line.get("format") in ("feed", "wxr", "mail"):
        found[place] += 1
    if line.get("format") == "mail" and re.match("mail-usenet/(notmuch|mu)/", place):
        ids.add(line["id"])
for line in open(sys.argv[2]):
    blank = re.match("newsdex-index: (feeds-rss/.*?): (?:article \d+: )?no title and no text$", line)
    if blank:
        found[blank[1]] += 1
counted = [line.split(" ", 1) for line in open(sys.argv[3]).read().splitlines()]
items = [line.split(" ", 1) for kind, line in counted if kind == "feed"]
boxes = [line.split(" ", 1) for kind, line in counted if kind == "mbox"]
theirs = {line for kind, line in counted if kind == "id"}
print(len(items), sum(found[path] != int(count) for count, path in items))
print(len(theirs - ids), len(ids - theirs - {""}))
print(len(boxes), sum(found[path] != int(count) for count, path in boxes))
print(formats["mediawiki"], formats["mail"])
END
python3 "$scratch/compare.py" "$scratch/articles" "$scratch/left-out" "$scratch/counted" >"$scratch/compared"
is "feeds with as many items" "$(sed -n 1p "$scratch/compared")" "1167 0"
is "messages by id; one has neither subject nor text" "$(sed -n 2p "$scratch/compared")" "1 0"
is "mailboxes with as many messages" "$(sed -n 3p "$scratch/compared")" "7 0"
is "pages and messages" "$(sed -n 4p "$scratch/compared")" "3 627"

index=$scratch/mail.idx
run limit newsdex-index -i "$index" "$scratch/set/feeds-rss" "$scratch/set/mail-usenet" "$scratch/set/mediawiki-xml"
is "an index run ends; broken XML is named" "$code" 6
like "nothing is damaged" "$(newsdex-index -i "$index" --verify 2>&1; echo $?)" '^0$'
done_testing
