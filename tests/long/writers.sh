#!/usr/bin/env bash
# Whole archives by both segment writers: the indexes hold the same, and thousands of searches agree. Takes minutes.
. tests/cli/lib.sh

dump=${NEWSDEX_BUILD:-.build}/tests/tools/dump_index
search=${NEWSDEX_BUILD:-.build}/tests/tools/search_lines

# Queries of all kinds from the words of a text, seeded.
make_queries() { # COUNT <TEXT
    python3 -c '
import random, re, sys
rng = random.Random(7)
text = sys.stdin.buffer.read().decode("utf-8", "replace")
words = re.findall("[a-zA-Z]{2,}", text)
for i in range(int(sys.argv[1])):
    at = rng.randrange(len(words) - 4)
    some = [w.lower() for w in words[at:at + rng.randint(1, 4)]]
    print([" ".join(some), " AND ".join(some), "\"" + " ".join(some) + "\"", some[0][:3] + "*",
           " NEAR ".join(some), "title:" + some[0]][i % 6])' "$1"
}

compare_writers() { # NAME TEXT-FILE ARCHIVE...
    local name=$1 text=$2 writer
    shift 2
    make_queries 3000 <"$text" >"$scratch/queries"
    for writer in bulk xapian; do
        rm -rf "$scratch/$writer.idx"
        # Published once: docids depend on the number of segments, and that on time.
        newsdex-index -q -i "$scratch/$writer.idx" --publish-every 99999 --segment-writer=$writer "$@"
        [ $writer = bulk ] || newsdex-index -q -i "$scratch/$writer.idx" --optimize # one segment, too
        "$dump" --digest "$scratch/$writer.idx" >"$scratch/$writer.dump"
        "$search" "$scratch/$writer.idx" <"$scratch/queries" >"$scratch/$writer.found"
    done
    ok "$name: the same, seen from all sides" cmp "$scratch/bulk.dump" "$scratch/xapian.dump"
    diag "$(wc -l <"$scratch/bulk.dump") documents and slots"
    ok "$name: 3000 searches agree" cmp "$scratch/bulk.found" "$scratch/xapian.found"
    is "$name: they end well" "$(grep -c error "$scratch/bulk.found")" 0
    is "$name: nearly all find something" "$(($(grep -vc '^0' "$scratch/bulk.found") > 1500))" 1
    for segment in "$scratch"/bulk.idx/segment-*; do
        ok "$name: xapian-check $(basename "$segment")" xapian-check "$segment"
    done
    diag "$(du -sb "$scratch/bulk.idx" "$scratch/xapian.idx" | sed "s|$scratch/||")"
}

data=../shared/data
for set in reuters21578 senate-press; do
    if [ -r "$data/$set.tar.xz" ]; then
        tar xJf "$data/$set.tar.xz" -O 2>/dev/null | head -c 3000000 >"$scratch/text"
        compare_writers "$set" "$scratch/text" "$data/$set.tar.xz"
    else
        skip "$set" "$data/$set.tar.xz is not there"
    fi
done

done_testing
