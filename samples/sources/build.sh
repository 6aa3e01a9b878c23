#!/bin/sh
# Packs the articles beside this script into ../archives/. The same sources and tools
# give the same bytes: entries sorted, one owner, one time, no names of ours.
set -eu
export LC_ALL=C.UTF-8 TZ=UTC0 PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")"
out=$PWD/../archives
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R courrier harbour-gazette lagoon-herald "$work"

# pack FOLDER: the folder's files, sorted, as a tar on standard output.
pack() {
    find "$work/$1" -exec touch -h -d 2025-10-01T00:00:00Z {} +
    find "$work/$1" -type f -exec chmod 644 {} +
    (cd "$work/$1" && find . -type f | cut -c3- | LC_ALL=C sort |
        bsdtar -cf - --format ustar --uid 0 --gid 0 --uname root --gname root -n -T -)
}

pack harbour-gazette | gzip -n9 > "$out/harbour-gazette.tar.gz"
pack courrier | xz -9 > "$out/courrier.tar.xz"

pack lagoon-herald/archive-1987 | gzip -n9 > "$work/archive-1987.tar.gz"
rm -r "$work/lagoon-herald/archive-1987"
mv "$work/archive-1987.tar.gz" "$work/lagoon-herald"
python3 to_zip.py "$work/lagoon-herald" "$out/lagoon-herald.zip"

python3 to_jsonl.py tech-ledger > "$out/tech-ledger.jsonl"
python3 to_sgml.py northline-wire > "$out/northline-wire.sgm"
