#!/usr/bin/env bash
# On a disk that is too small, and larger each time: a clear message, and the index as it was.
# Then the other ways a disk says no: read-only, and without permission.
. tests/cli/lib.sh

[ "$(id -u)" = 0 ] || skip_all "mounting a small disk needs root"
disk=$scratch/disk
index=$disk/news.idx
mkdir "$disk" "$scratch/news"
mount -t tmpfs -o size=256k newsdex-test "$disk" 2>/dev/null || skip_all "cannot mount a tmpfs here"
trap 'umount "$disk"; rm -rf "$scratch"' EXIT

python3 tests/tools/make_archives.py "$scratch/news" "${ARTICLES:-1200}"
make_articles "$scratch/before.jsonl" 20
sed -i 's/common/earlier/' "$scratch/before.jsonl"

whole() { # every segment that is published is clean
    local segment
    while read -r _ segment; do
        xapian-check "$index/$segment" || return 1
    done <"$index/XAPIANDB"
}

# Without an index: nothing half-made is taken for one.
run timeout 300 newsdex-index -q -i "$index" "$scratch/news"
is "no space for a first index: exit code" "$code" 1
like "no space for a first index: message" "$err" "$index.*No space left on device"
run newsdex-search -i "$index" common
like "no space for a first index: none is there" "$code" '^[13]$'

mount -o remount,size=1m "$disk"
rm -rf "$index"
run timeout 300 newsdex-index -q -i "$index" "$scratch/before.jsonl"
is "a small index has space" "$code" 0

failed=0
for ((size = 1024; size < 131072; size = size * 5 / 4)); do
    mount -o remount,size=${size}k "$disk"
    run timeout 300 newsdex-index -q -j 2 --publish-every 0 -i "$index" "$scratch/news"
    [ "$code" != 6 ] || break
    failed=$((failed + 1))
    [ "$code $(grep -c "$index.*No space left on device" <<<"$err")" = "1 1" ] ||
        is "$size KB: exit code and message" "$code $err" "1, No space left on device"
    whole >"$scratch/check" 2>&1 || is "$size KB: the index is whole" "$(cat "$scratch/check")" ""
    [ "$(newsdex-search -i "$index" --count earlier 2>&1)" = 20 ] ||
        is "$size KB: what was there is found" "$(newsdex-search -i "$index" --count earlier 2>&1)" 20
done
is "with $size KB the same command completes" "$code" 6
is "after many failures" "$((failed >= 3))" 1
diag "$failed sizes were too small"
timeout 300 newsdex-index -q -i "$scratch/whole.idx" "$scratch/before.jsonl" "$scratch/news" 2>/dev/null
dump_index=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
"$dump_index" "$index" >"$scratch/disk.dump"
"$dump_index" "$scratch/whole.idx" >"$scratch/whole.dump"
ok "and makes the same index as on a large disk" cmp "$scratch/disk.dump" "$scratch/whole.dump"

# Read-only: searching needs no lock, indexing says why not.
mount -o remount,ro "$disk"
is "searching read-only media" "$(newsdex-search -i "$index" --count earlier)" 20
run newsdex-index -i "$index" --status
is "--status of read-only media" "$code" 0
run timeout 60 newsdex-index -i "$index" "$scratch/before.jsonl"
is "indexing to read-only media: exit code" "$code" 1
like "indexing to read-only media: message" "$err" "$disk.*Read-only file system"
mount -o remount,rw "$disk"

# Without permission; root may do everything, so somebody else tries.
chmod -R a+rX "$scratch" "$disk"
chmod a+rx "$scratch/bin"
nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
if nobody test -x "$(realpath "$scratch/bin/newsdex-index")"; then
    run nobody timeout 60 newsdex-index -i "$index" "$scratch/before.jsonl"
    is "indexing without permission: exit code" "$code" 1
    like "indexing without permission: message" "$err" "$index.*Permission denied"
    is "searching without permission to write" "$(nobody newsdex-search -i "$index" --count earlier)" 20
else
    skip "indexing without permission" "nobody cannot reach the programs"
fi

done_testing
