"""How much of the articles newsdex-index finds in the pages of the article extraction benchmark.

    extraction.py FOLDER     FOLDER holds html/*.html.gz and ground-truth.json

prints F1, precision and recall as the benchmark's own scorer counts them: over runs of four
words, page by page, then their means. With --half 1 or --half 2 only over one half of the pages,
drawn by lot but always the same.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import subprocess


def runs_of_four(text):
    words = re.findall(r"\w+", text)
    count = max(1, len(words) - 3)
    return collections.Counter(tuple(words[i:i + 4]) for i in range(count) if words)


def compare(found, true):
    """Precision and recall of one page; None where there is nothing to measure."""
    found, true = runs_of_four(found), runs_of_four(true)
    both = (found & true).total()
    return (both / found.total() if found else None), (both / true.total() if true else None)


def mean(values):
    values = [value for value in values if value is not None]
    return sum(values) / len(values)


def read_pages(folder):
    out = subprocess.run(["newsdex-index", "--probe", "--json", str(folder)], capture_output=True).stdout
    pages = (json.loads(line) for line in out.splitlines())
    return {pathlib.Path(page["address"]).name.split(".")[0]: page["text"] for page in pages}


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--half", type=int, choices=(1, 2))
arguments = parser.parse_args()
truth = json.loads((arguments.folder / "ground-truth.json").read_text(encoding="utf-8"))
names = sorted(truth)
random.Random(20240607).shuffle(names)
if arguments.half:
    middle = len(names) // 2
    names = names[:middle] if arguments.half == 1 else names[middle:]
found = read_pages(arguments.folder / "html")
scores = [compare(found.get(name, ""), truth[name]["articleBody"]) for name in names]
precision, recall = (mean(column) for column in zip(*scores))
print(f"{2 * precision * recall / (precision + recall):.4f} {precision:.4f} {recall:.4f}")
