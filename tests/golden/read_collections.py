"""Turns the test collections below argv[1] into NAME.jsonl, NAME.queries ("id TAB words") and
NAME.judged ("id TAB document") in the folder argv[2]."""
import json
import re
import sys

source, target = sys.argv[1:3]


def read(path):
    return open(f"{source}/{path}", encoding="latin-1").read()


def marked(text):
    """The entries of a file of ".I number" sections: number -> {mark: text}."""
    entries = {}
    for part in re.split(r"^\.I\s+", text, flags=re.M)[1:]:
        number, _, rest = part.partition("\n")
        fields = re.split(r"^\.([A-Z])\s*$", rest, flags=re.M)
        entries[int(number)] = {mark: body.strip() for mark, body in zip(fields[1::2], fields[2::2])}
    return entries


def write(name, documents, queries, judged):
    with open(f"{target}/{name}.jsonl", "w") as out:
        for number, fields in documents.items():
            print(json.dumps({"id": f"{name}{number}", **fields}), file=out)
    with open(f"{target}/{name}.queries", "w") as out:
        for number, text in queries.items():
            # Only words: what a person would type as a description of a need.
            print(number, " ".join(re.findall(r"[A-Za-z0-9][A-Za-z0-9'.-]*", text)).lower(), sep="\t", file=out)
    with open(f"{target}/{name}.judged", "w") as out:
        for number, document in judged:
            print(number, f"{name}{document}", sep="\t", file=out)


parts = re.split(r"^\*TEXT.*$", read("time/TIME.ALL").split("*STOP")[0], flags=re.M)[1:]
queries = re.split(r"^\*FIND\s+(\d+)", read("time/TIME.QUE").split("*STOP")[0], flags=re.M)
judged = [line.split() for line in read("time/TIME.REL.ALL").splitlines() if line.split()]
write("time", {i: {"text": text} for i, text in enumerate(parts, 1)},
      {int(n): text for n, text in zip(queries[1::2], queries[2::2])},
      [(int(line[0]), document) for line in judged for document in line[1:]])

documents = {n: {"title": f.get("T", ""), "text": f.get("W", "")} for n, f in marked(read("cran/cran.all.1400")).items()}
# Its judgements number the queries by their place in the file.
queries = {i: f["W"] for i, f in enumerate(marked(read("cran/cran.qry")).values(), 1)}
judged = [tuple(map(int, line.split()[:3])) for line in read("cran/cranqrel").splitlines()]
write("cran", documents, queries, [(q, d) for q, d, grade in judged if 1 <= grade <= 4])

documents = {n: {"text": f.get("W", "")} for n, f in marked(read("med/MED.ALL")).items()}
judged = [line.split() for line in read("med/MED.REL").splitlines() if line.split()]
write("med", documents, {n: f["W"] for n, f in marked(read("med/MED.QRY")).items()},
      [(int(q), int(d)) for q, _, d, _ in judged])
