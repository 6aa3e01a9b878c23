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
asked = {line.split("\t")[0] for line in open(queries)} & relevant.keys()
run = subprocess.run(["newsdex-search", "-i", index, "-n", "1000", "--trec", "run", "--query-file", queries, *options],
                     capture_output=True, text=True)
if run.returncode:
    sys.exit(run.stderr)
hits, precision = collections.Counter(), collections.Counter()
for row in run.stdout.splitlines():
    number, _, document, rank = row.split()[:4]
    if document in relevant[number]:
        hits[number] += 1
        precision[number] += hits[number] / int(rank)
print(f"{sum(precision[number] / len(relevant[number]) for number in asked) / len(asked):.4f}")
