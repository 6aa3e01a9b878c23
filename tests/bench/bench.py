"""Newsdex beside Omega's scriptindex and quest and SQLite's FTS5, on the same text, on this machine.

bench.py BUILD prints tables in Markdown; README.md tells how to read them. Environment:
BENCH_MB    megabytes of text, or "all" of what is there (default 30)
BENCH_RUNS  how often all is measured; the tables show medians (default 5)
BENCH_XAPIAN  0 leaves out Xapian's own segment writer, which takes most of the time
BENCH_OUT   a file for the tables as well
"""
import collections
import contextlib
import json
import math
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

import corpus
import fts5

DATA = "../shared/data"
HERE = os.path.dirname(os.path.abspath(__file__))
WARM_QUERIES, COLD_QUERIES = 400, 100
OMEGA_SCRIPT = "id : field boolean=Q unique=Q\ntitle : field index\ntext : field index\n"


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def output_of(command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


Measured = collections.namedtuple("Measured", "seconds cpu memory code")


class Bench:
    """The scratch folder, the programs, and how a process is measured."""

    def __init__(self, build, folder):
        self.build, self.folder = os.path.abspath(build), folder
        # A home of its own, so that nobody's settings matter.
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": folder}

    def program(self, name):
        return f"{self.build}/{name}"

    def path(self, name):
        return f"{self.folder}/{name}"

    def run(self, command, output=os.devnull, good_codes=(0,)):
        """Runs a command to its end: what bench_run tells of it."""
        errors = self.path("stderr")
        told = subprocess.run([self.program("tests/bench/bench_run"), output, errors, *command], check=True,
                              env=self.environment, stdout=subprocess.PIPE, text=True).stdout.split()
        measured = Measured(float(told[0]), float(told[1]), int(told[2]), int(told[3]))
        if measured.code not in good_codes:
            with open(errors, errors="replace") as text:
                sys.exit(f"bench: {' '.join(command)}: exit code {measured.code}\n{text.read()}")
        return measured


# ---- indexing -----------------------------------------------------------------------------------


class Indexer:
    """A way to index articles: its command, and how to count what came of it."""

    def __init__(self, label, name, command, count):
        self.label, self.name, self.command, self.count = label, name, command, count
        self.runs, self.size = [], 0

    def median(self, figure):
        return statistics.median(getattr(run, figure) for run in self.runs)


def newsdex_count(bench, path):
    lines = output_of([bench.program("newsdex-search"), "-i", path, "--count", "--json", "*"]).splitlines()
    return json.loads(lines[-1])["total"]


def omega_count(_, path):
    counts = [line for line in output_of(["xapian-delve", path]).splitlines() if "number of documents" in line]
    return int(counts[0].split("=")[1])


def fts5_count(bench, _):
    return int(open(bench.path("stdout")).read())


def indexers(bench):
    articles = bench.path("articles.jsonl")

    def newsdex(jobs, *options):
        name = f"newsdex{jobs}" + "".join(options)
        return Indexer(" ".join(["newsdex-index --jobs", str(jobs), *options]), name,
                       [bench.program("newsdex-index"), "-q", "-i", bench.path(name), "--jobs", str(jobs), *options,
                        bench.path("articles.tar")], newsdex_count)

    def sqlite(kind):
        return Indexer(f"FTS5 porter, {kind}", kind,
                       [sys.executable, f"{HERE}/fts5.py", "index", bench.path(kind), articles, kind], fts5_count)

    with open(bench.path("omega.script"), "w") as script:
        script.write(OMEGA_SCRIPT)
    omega = Indexer("Omega scriptindex", "omega",
                    ["scriptindex", bench.path("omega"), bench.path("omega.script"), bench.path("articles.dump")],
                    omega_count)
    xapian = "--segment-writer=xapian"
    slow = [newsdex(1, xapian), newsdex(2, xapian)] if os.environ.get("BENCH_XAPIAN") != "0" else []
    return [newsdex(1), newsdex(2), *slow, omega, sqlite("contentless"), sqlite("stored")]


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)


def size_of(path):
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(f"{folder}/{name}") for folder, _, names in os.walk(path) for name in names)


def measure_indexing(bench, found, runs, articles):
    """Each in turn, and so again, so that a slow moment of the machine hits all of them alike."""
    for run in range(1, runs + 1):
        for indexer in found:
            path = bench.path(indexer.name)
            remove(path)
            os.sync()
            measured = bench.run(indexer.command, bench.path("stdout"))
            say(f"run {run} of {runs}: {indexer.label}: {measured.seconds:.2f} s")
            if (count := indexer.count(bench, path)) != articles:
                sys.exit(f"bench: {indexer.label} holds {count} articles of {articles}")
            indexer.runs.append(measured)
            indexer.size = size_of(path)


def indexing_table(found, articles, size):
    omega = next(i.median("seconds") for i in found if i.name == "omega")
    rows = [["indexing", "seconds", "from - to", "MB/s", "articles/s", "x scriptindex", "CPU s", "MB/CPU s",
             "peak MB", "index bytes per text byte"]]
    for i in found:
        seconds, every = i.median("seconds"), [run.seconds for run in i.runs]
        rows.append([i.label, f"{seconds:.2f}", f"{min(every):.2f} - {max(every):.2f}",
                     f"{size / 1e6 / seconds:.2f}", f"{articles / seconds:.0f}", f"{omega / seconds:.2f}",
                     f"{i.median('cpu'):.2f}", f"{size / 1e6 / i.median('cpu'):.2f}",
                     f"{i.median('memory') / 1e6:.0f}", f"{i.size / size:.2f}"])
    return rows


def parsing_table(bench):
    """Reading alone, format by format, of real archives if they are there."""
    archives = [path for path in (f"{DATA}/{name}" for name in corpus.PARSED) if os.path.exists(path)]
    lines = output_of([bench.program("tests/bench/bench_parse"), bench.path("articles.jsonl"),
                       *(archives or ["samples/archives"])]).splitlines()
    return [["reading alone", "articles", "MB", "KB an entry", "MB/s of processor time"]] + [line.split("\t") for line in lines]


# ---- searching ----------------------------------------------------------------------------------

# How each engine writes the kinds of queries.
PLAIN = {"OR": " ".join, "AND": " AND ".join, "phrase": lambda words: f'"{" ".join(words)}"'}
FTS5 = {"OR": lambda words: " OR ".join(f'"{w}"' for w in words),
        "AND": lambda words: " AND ".join(f'"{w}"' for w in words), "phrase": PLAIN["phrase"]}


class Searcher:
    """A way to search: query texts by kind of query; what came of each: microseconds, hits or none."""

    def __init__(self, label, syntax):
        self.label, self.syntax = label, syntax
        self.times = {}
        self.with_hits = {}

    def add(self, kind, times):
        self.times.setdefault(kind, []).append(times)

    def latencies(self, kind):
        """The median of the runs, query by query, sorted."""
        return sorted(map(statistics.median, zip(*self.times[kind])))


def percentile(ordered, percent):
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


class Cold(Searcher):
    """A process a query. command makes its command line, is_hit tells its output from nothing."""

    def __init__(self, label, syntax, command, is_hit, good_codes=(0,)):
        super().__init__(label, syntax)
        self.command, self.is_hit, self.good_codes = command, is_hit, good_codes

    def run(self, bench, kind, queries):
        commands = [self.command(self.syntax[kind](words)) for words in queries]
        if kind not in self.with_hits:  # unmeasured, and reads the files into the system's cache
            self.with_hits[kind] = 0
            for command in commands:
                code = bench.run(command, bench.path("stdout"), self.good_codes).code
                with open(bench.path("stdout"), encoding="utf-8", errors="replace") as text:
                    self.with_hits[kind] += self.is_hit(code, text.read())
        self.add(kind, [bench.run(command, good_codes=self.good_codes).seconds * 1e6
                        for command in commands])


class Warm(Searcher):
    """All queries in one process, which times them itself; command takes their file."""

    def __init__(self, label, syntax, command):
        super().__init__(label, syntax)
        self.command = command

    def run(self, bench, kind, queries):
        with open(bench.path("queries"), "w") as out:
            out.writelines(self.syntax[kind](words) + "\n" for words in queries)
        bench.run(self.command(bench.path("queries")), bench.path("stdout"))
        with open(bench.path("stdout")) as lines:
            rows = [line.split("\t") for line in lines]
        self.with_hits[kind] = sum(int(hits) > 0 for _, hits in rows)
        self.add(kind, [float(microseconds) for microseconds, _ in rows])


def cold_searchers(bench):
    newsdex, omega, stored = bench.path("newsdex2"), bench.path("omega"), bench.path("stored")

    def sqlite(query):
        quoted = "'" + query.replace("'", "''") + "'"
        return ["sqlite3", "-batch", stored, fts5.search_statement("stored", quoted)]

    return [Cold("newsdex-search", PLAIN,
                 lambda q: [bench.program("newsdex-search"), "-i", newsdex, "--", q],
                 lambda code, _: code == 0, (0, 1)),
            Cold("quest (Omega's index)", PLAIN, lambda q: ["quest", "-d", omega, "-m", "10", q],
                 lambda _, text: "Exactly 0 matches" not in text),
            Cold("sqlite3 (FTS5, stored)", FTS5, sqlite, lambda _, text: text != ""),
            Cold("true, which does nothing", PLAIN, lambda _: ["true"], lambda *_: False)]


def warm_searchers(bench):
    def newsdex(label, mode):
        return Warm(label, PLAIN, lambda file: [bench.program("tests/bench/bench_search"), bench.path("newsdex2"),
                                                file, mode])

    def sqlite(label, kind):
        return Warm(label, FTS5, lambda file: [sys.executable, f"{HERE}/fts5.py", "search", bench.path(kind), file,
                                               kind])

    return [newsdex("libnewsdex, snippets, exact total", "exact"),
            newsdex("libnewsdex, snippets, estimated total", "estimated"),
            sqlite("FTS5, stored, snippets", "stored"),
            newsdex("libnewsdex, ids", "ids"),
            newsdex("Xapian alone on Newsdex's index, ids and records", "records"),
            newsdex("Xapian alone on Newsdex's index, ids", "engine"),
            sqlite("FTS5, contentless, ids", "contentless")]


def measure_searching(bench, searchers, queries, runs, what):
    for run in range(1, runs + 1):
        say(f"run {run} of {runs}: {what} searches")
        for kind, words in queries.items():
            for searcher in searchers:
                searcher.run(bench, kind, words)


def searching_table(searchers, queries, what):
    rows = [[what] + [f"{kind} {figure}" for kind in queries for figure in ("p50", "p99", "found")]]
    for searcher in searchers:
        row = [searcher.label]
        for kind, words in queries.items():
            ordered = searcher.latencies(kind)
            row += [f"{percentile(ordered, 50) / 1e3:.2f}", f"{percentile(ordered, 99) / 1e3:.2f}",
                    f"{searcher.with_hits[kind]}/{len(words)}"]
        rows.append(row)
    return rows


# ---- the whole ----------------------------------------------------------------------------------


def markdown(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]

    def line(cells):
        return "| " + " | ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(cells, widths))) + " |"

    rule = "|" + "|".join("-" * (w + 1) + (":" if i else "-") for i, w in enumerate(widths)) + "|"
    return "\n".join([line(rows[0]), rule] + [line(row) for row in rows[1:]])


def machine(bench):
    with open("/proc/cpuinfo") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    filesystem = output_of(["stat", "-f", "-c", "%T", bench.folder]).strip()
    return f"{names[0] if names else 'unknown processor'}, {os.cpu_count()} processors, scratch folder on {filesystem}"


def make_corpus(bench):
    limit = os.environ.get("BENCH_MB", "30")
    archives = [path for path in (f"{DATA}/{name}" for name in corpus.ARCHIVES) if os.path.exists(path)]
    if limit == "all" and not archives:
        sys.exit("bench: made-up text has no end: give BENCH_MB a number")
    if archives:
        name = " and ".join(os.path.basename(path).split(".")[0] for path in archives)
        articles = corpus.take_turns([corpus.read_archive(bench.program("newsdex-index"), path) for path in archives])
    else:
        name, articles = "made-up text", corpus.made_up_articles()
    say(f"reading {name}")
    with contextlib.closing(articles):
        count, size = corpus.write(articles, math.inf if limit == "all" else float(limit) * 1e6, bench.folder)
    return name, count, size


def make_queries(bench):
    topics = f"{DATA}/{corpus.TOPICS}"
    if os.path.exists(topics):
        return "titles of TREC topics", corpus.queries(corpus.topic_titles(topics), WARM_QUERIES)
    return "drawn from the text", corpus.queries(corpus.drawn_titles(bench.folder, random.Random(3)), WARM_QUERIES)


def measure(bench, runs):
    """Measures everything; returns the report."""
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"the machine is busy (load {load:.1f}): expect noise")
    name, articles, size = make_corpus(bench)
    found = indexers(bench)
    measure_indexing(bench, found, runs, articles)

    source, warm_queries = make_queries(bench)
    cold_queries = {kind: words[:COLD_QUERIES] for kind, words in warm_queries.items()}
    warm, cold = warm_searchers(bench), cold_searchers(bench)
    measure_searching(bench, warm, warm_queries, runs, "warm")
    measure_searching(bench, cold, cold_queries, runs, "cold")

    versions = [output_of([bench.program("newsdex-index"), "--version"]).splitlines()[0],
                output_of(["scriptindex", "--version"]).splitlines()[0],
                "SQLite " + output_of(["sqlite3", "--version"]).split()[0]]
    return "\n".join([
        f"{machine(bench)}; load {load:.1f} at the start. {'; '.join(versions)}.",
        f"{articles} articles, {size / 1e6:.1f} MB of text from {name}; medians of {runs} runs.", "",
        markdown(indexing_table(found, articles, size)), "",
        markdown(parsing_table(bench)), "",
        f"Searches for the top 10, in milliseconds; queries: {source}.", "",
        markdown(searching_table(cold, cold_queries, "a process a query")), "",
        markdown(searching_table(warm, warm_queries, "one process")), ""])


def main():
    runs = int(os.environ.get("BENCH_RUNS", "5"))
    # So that the scratch folder goes away then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="newsdex-bench.") as folder:
        report = measure(Bench(sys.argv[1], folder), runs)
    print(report, end="")
    if os.environ.get("BENCH_OUT"):
        with open(os.environ["BENCH_OUT"], "w") as out:
            out.write(report)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
