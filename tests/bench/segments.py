"""What a search costs by the number of live segments: the same articles as 1, 2, 4 ... segments.

segments.py BUILD prints a table in Markdown; README.md tells how to read it. Environment:
BENCH_MB      megabytes of text (default 30)
BENCH_RUNS    how often all is measured; the table shows medians (default 5)
"""
import os
import statistics
import sys
import tempfile

import bench as peers

COUNTS = [1, 2, 4, 8, 16, 32]
MODES = {"exact": "libnewsdex, snippets, exact total", "engine": "Xapian alone, ids"}


def split(path, parts):
    """The lines of a file as so many neighbouring parts of about one size."""
    with open(path) as file:
        lines = file.readlines()
    for part in range(parts):
        yield lines[len(lines) * part // parts:len(lines) * (part + 1) // parts]


def build_index(bench, count):
    """An index of so many segments: each is made as an index of its own, then moved under one stub."""
    index, part, articles = bench.path(f"index{count}"), bench.path("part"), bench.path("part.jsonl")
    os.mkdir(index)
    stub = []
    for number, lines in enumerate(split(bench.path("articles.jsonl"), count), 1):
        with open(articles, "w") as out:
            out.writelines(lines)
        bench.run([bench.program("newsdex-index"), "-q", "-i", part, articles])
        bench.run([bench.program("newsdex-index"), "-q", "-i", part, "--optimize"])
        with open(f"{part}/XAPIANDB") as file:
            only, = (line.split()[1] for line in file)
        os.rename(f"{part}/{only}", f"{index}/segment-{number:06}")
        stub.append(f"auto segment-{number:06}\n")
        peers.remove(part)
    with open(f"{index}/XAPIANDB", "w") as out:
        out.writelines(stub)
    return index


def search(bench, index, queries, mode):
    """The processor time a query, with opening the index, and the median on the clock; milliseconds."""
    with open(bench.path("queries"), "w") as out:
        out.writelines(query + "\n" for query in queries)
    run = bench.run([bench.program("tests/bench/bench_search"), index, bench.path("queries"), mode], bench.path("stdout"))
    with open(bench.path("stdout")) as lines:
        times = [float(line.split("\t")[0]) for line in lines]
    return run.cpu * 1e3 / (2 * len(queries)), statistics.median(times) / 1e3


def search_cold(bench, index, queries):
    """The processor time of a process a query; milliseconds."""
    command = [bench.program("newsdex-search"), "-i", index, "--"]
    return statistics.median(bench.run(command + [query], good_codes=(0, 1)).cpu * 1e3 for query in queries)


def measure(bench, runs, queries):
    """What came of each run, by mode, count and kind; the counts take turns."""
    found = {}
    indexes = {count: build_index(bench, count) for count in COUNTS}
    for run in range(runs):
        peers.say(f"run {run + 1} of {runs}")
        for count, index in indexes.items():
            for kind, texts in queries.items():
                for mode in MODES:
                    found.setdefault((mode, count, kind), []).append(search(bench, index, texts, mode))
            cold = search_cold(bench, index, queries["OR"][:peers.COLD_QUERIES])
            found.setdefault(("cold", count, "OR"), []).append((cold,))
    return found


def table(found, kinds):
    """A row a mode and count: processor time and the clock's p50 of each kind of query."""
    rows = [["milliseconds a query", "segments"] +
            [f"{kind} {figure}" for kind in kinds for figure in ("CPU", "p50")] + ["process OR CPU"]]
    for mode, label in MODES.items():
        for count in COUNTS:
            row = [label, str(count)]
            for kind in kinds:
                row += [f"{statistics.median(figures):.3f}" for figures in zip(*found[mode, count, kind])]
            cold = statistics.median(figure for figure, in found["cold", count, "OR"])
            rows.append(row + [f"{cold:.1f}" if mode == "exact" else ""])
    return rows


def main():
    runs = int(os.environ.get("BENCH_RUNS", "5"))
    with tempfile.TemporaryDirectory(prefix="newsdex-bench.") as folder:
        bench = peers.Bench(sys.argv[1] if len(sys.argv) > 1 else ".build", folder)
        name, articles, size = peers.make_corpus(bench)
        source, drawn = peers.make_queries(bench)
        queries = {kind: [peers.PLAIN[kind](words) for words in words_of] for kind, words_of in drawn.items()}
        found = measure(bench, runs, queries)
        print(f"{articles} articles, {size / 1e6:.1f} MB of text from {name}; queries: {source}; "
              f"medians of {runs} runs.\n")
        print(peers.markdown(table(found, list(queries))))


if __name__ == "__main__":
    main()
