"""Mean average precision of newsdex-search over the index argv[1] for the queries argv[2]
("id TAB words"), judged by argv[3] ("id TAB document"); the 1000 best hits of each count.
More arguments are options of newsdex-search."""
import collections
import subprocess
import sys

index, queries, judged, *options = sys.argv[1:]
relevant = collections.defaultdict(set)
for line in open(judged):
    number, document = line.rstrip("\n").split("\t")
    relevant[number].add(document)
total = count = 0
for line in open(queries):
    number, words = line.rstrip("\n").split("\t")
    if not relevant[number]:
        continue
    out = subprocess.run(["newsdex-search", "-i", index, "-n", "1000", "--trec", "run", *options, "--", words],
                         capture_output=True, text=True)
    hits = precision = 0
    for rank, row in enumerate(out.stdout.splitlines(), 1):
        if row.split()[2] in relevant[number]:
            hits += 1
            precision += hits / rank
    total += precision / len(relevant[number])
    count += 1
print(f"{total / count:.4f}")
