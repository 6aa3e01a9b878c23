#!/usr/bin/env bash
# Archives good and bad, through the whole path: what is searchable, what is told, what is counted.
. tests/cli/lib.sh

index=$scratch/news.idx
fresh() { rm -rf "$index"; }
hits() { newsdex-search -i "$index" -n all --json "$@" 2>/dev/null | json '[line["address"] for line in lines if line["type"] == "hit"]'; }
total() { newsdex-search -i "$index" --count "$@" 2>/dev/null; }
ledger() { newsdex-index -i "$index" --ledger; }
cd_scratch() { (cd "$scratch" && "$@"); }
repeat_text() { for ((i = 0; i < $1; i++)); do printf '%s ' "$2"; done; echo; }

# T10: a text file is an article, not an archive
echo hello >"$scratch/plain.txt"
run newsdex-index -i "$index" "$scratch/plain.txt"
is "a text file is indexed" "$code" 0
is "and found" "$(hits hello)" "$scratch/plain.txt"

# T4: a tar.gz cut in half
fresh
mkdir "$scratch/t4"
for ((i = 0; i < 200; i++)); do
    name=a$(printf %03d "$i")
    { echo "Report $name"; head -c 3000 /dev/urandom | base64 -w 60; } >"$scratch/t4/$name"
done
cd_scratch bsdtar -czf whole.tgz -C t4 $(ls "$scratch/t4")
head -c $(($(stat -c %s "$scratch/whole.tgz") / 2)) "$scratch/whole.tgz" >"$scratch/cut.tgz"
run newsdex-index -i "$index" "$scratch/cut.tgz"
is "a cut archive: exit code" "$code" 6
whole_members=$(total report)
ok "its whole members are searchable ($whole_members)" test "$whole_members" -gt 80 -a "$whole_members" -lt 110
is "one line says where it broke" "$(grep -c 'cut.tgz' <<<"$err")" 1
like "and names the entry" "$err" 'truncated .*a(0[89]|1)[0-9]'
like "the ledger says how far it had been read" "$(ledger)" "^failed.*cut\.tgz.*truncated.*	[0-9]{5,}\$"
mv "$scratch/whole.tgz" "$scratch/cut.tgz"
run newsdex-index -i "$index" "$scratch/cut.tgz"
is "the whole archive under the same name: exit code" "$code" 0
is "adds the rest, no doubles" "$(total report)" 200

# T5: archives joined with cat
fresh
mkdir "$scratch/t5"
echo "alpha tale" >"$scratch/t5/one.txt"
echo "beta tale" >"$scratch/t5/two.txt"
for kind in tar tgz; do
    flags=-cf
    [ $kind = tgz ] && flags=-czf
    cd_scratch bsdtar $flags j1.$kind -C t5 one.txt
    cd_scratch bsdtar $flags j2.$kind -C t5 two.txt
    cat "$scratch/j1.$kind" "$scratch/j2.$kind" >"$scratch/joined.$kind"
    fresh
    run newsdex-index -i "$index" "$scratch/joined.$kind"
    is "joined $kind: both members" "$code $(total tale)" "0 2"
done

# T6: names in other encodings, in the C locale
python3 - "$scratch" <<'END'
import sys, zipfile
folder = sys.argv[1]
with zipfile.ZipFile(folder + "/utf8.zip", "w") as z:
    z.writestr("Новость.txt", "flagged news")
with zipfile.ZipFile(folder + "/cp866.zip", "w") as z:
    z.writestr("QQQQQQQ.txt", "unflagged news")
data = open(folder + "/cp866.zip", "rb").read().replace(b"QQQQQQQ", "Новость".encode("cp866"))
open(folder + "/cp866.zip", "wb").write(data)
with zipfile.ZipFile(folder + "/twice.zip", "w") as z:
    z.writestr("dup.txt", "version one")
    z.writestr("dup.txt", "version two")
END
fresh
run newsdex-index -i "$index" "$scratch/utf8.zip"
is "UTF-8 name in the C locale" "$(hits flagged)" "$scratch/utf8.zip!Новость.txt"
run newsdex-index -i "$index" --archive-charset cp866 "$scratch/cp866.zip"
is "CP866 name with --archive-charset" "$(hits unflagged)" "$scratch/cp866.zip!Новость.txt"
fresh
run newsdex-index -i "$index" "$scratch/cp866.zip"
like "without it: indexed, the name escaped" "$(hits unflagged)" 'cp866.zip!\\x8[dD].*\.txt$'

# T7: the same name twice
fresh
run newsdex-index -i "$index" "$scratch/twice.zip"
is "both members of one name" "$(hits version | sort)" "$scratch/twice.zip!dup.txt
$scratch/twice.zip!dup.txt#2"
run newsdex-index -i "$index" "$scratch/twice.zip"
like "stable when indexed again" "$err" '0 added, 0 changed, 2 already there'

# T8: archives within archives
fresh
echo "deep news" >"$scratch/t.txt"
cd_scratch bsdtar --format zip -cf c.zip t.txt
cd_scratch bsdtar -czf b.tar.gz c.zip
cd_scratch bsdtar --format zip -cf a.zip b.tar.gz
run newsdex-index -i "$index" "$scratch/a.zip"
is "a zip in a tar.gz in a zip" "$(hits deep)" "$scratch/a.zip!b.tar.gz!c.zip!t.txt"
fresh
run newsdex-index -i "$index" --max-depth 2 "$scratch/a.zip"
like "deeper than --max-depth: told" "$err" 'c\.zip: skipped: .*--max-depth'
like "and in the ledger" "$(ledger)" '^skipped.*c\.zip'
is "which isn't a failure" "$code" 0

# a bomb, a limit, an encrypted member, decoys
fresh
head -c 20000000 /dev/zero | tr '\0' 'a' >"$scratch/bomb.txt"
echo "good news" >"$scratch/good.txt"
cd_scratch bsdtar -cf - bomb.txt | xz -9 >"$scratch/bomb.tar.xz"
run newsdex-index -i "$index" --max-ratio 100 "$scratch/bomb.tar.xz" "$scratch/good.txt"
like "an archive bomb is told" "$err" 'bomb.*--max-ratio'
is "and the next archive is read" "$(total good)" 1
mkdir -p "$scratch/mac/__MACOSX"
echo "seen news" >"$scratch/mac/news.txt"
printf '\0\5\26\7' >"$scratch/mac/__MACOSX/._news.txt"
ln -s news.txt "$scratch/mac/link.txt"
cd_scratch bsdtar --no-mac-metadata -cf mac.tar mac
fresh
run newsdex-index -i "$index" "$scratch/mac.tar"
is "decoys and links: exit code" "$code" 0
is "are skipped" "$(ledger | cut -f 1 | sort | uniq -c | tr -s ' ')" " 2 skipped"
is "the article is found" "$(hits seen)" "$scratch/mac.tar!mac/news.txt"
cd_scratch bsdtar --format zip --options zip:encryption=traditional --passphrase secret -cf secret.zip good.txt
fresh
run newsdex-index -i "$index" "$scratch/secret.zip"
like "an encrypted member is told" "$err" 'secret\.zip!good\.txt.*encrypted'
like "and counted" "$(newsdex-index -i "$index" --status)" 'secret.zip: 1 read = 0 indexed'

# inputs of every kind
fresh
mkdir -p "$scratch/folder/2020"
echo "folder article" >"$scratch/folder/2020/x.txt"
gzip -c "$scratch/good.txt" >"$scratch/folder/good.txt.gz"
run newsdex-index -i "$index" "$scratch/folder"
is "a folder" "$(hits article)" "$scratch/folder/2020/x.txt"
is "with a compressed file in it" "$(total good)" 1
fresh
newsdex-index -q -i "$index" - <"$scratch/a.zip"
is "standard input" "$(hits deep)" "-!b.tar.gz!c.zip!t.txt"
printf '%s\n' "$scratch/good.txt" "$scratch/plain.txt" >"$scratch/list"
fresh
run newsdex-index -i "$index" --files-from "$scratch/list"
is "--files-from" "$(total good OR hello)" 2
run newsdex-index -i "$index" "$scratch/missing.tar" "$scratch/good.txt"
is "a missing archive: exit code" "$code" 6
like "is told" "$err" 'missing\.tar: No such file or directory'
run newsdex-index -i "$scratch/new.idx" "$scratch/missing.tar" "$scratch/nowhere"
is "nothing but missing archives: exit code" "$code" 2
like "the first is told" "$err" 'missing\.tar: No such file or directory'
not_ok "and no index is begun" test -e "$scratch/new.idx"
: >"$scratch/empty.tar"
run newsdex-index -i "$index" "$scratch/empty.tar"
like "an empty file is told" "$err" 'empty\.tar: skipped: '
done_testing
