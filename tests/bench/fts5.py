"""SQLite's FTS5 as a peer, in a process of its own.

fts5.py index DATABASE JSONL stored|contentless   builds an index in one transaction
fts5.py search DATABASE QUERIES KIND              runs each line twice, as bench_search does, and
                                                  prints its microseconds, a tab, its hits
"""
import json
import sqlite3
import sys
import time

COLUMNS = {"stored": "id UNINDEXED, title, text", "contentless": "title, text, content=''"}
# With the text stored, a hit is what people see of it; without, only its number is known.
HIT = {"stored": "id, title, snippet(articles, 2, '[', ']', '...', 40)", "contentless": "rowid"}


def search_statement(kind, condition="?"):
    return (f"SELECT {HIT[kind]} FROM articles WHERE articles MATCH {condition} ORDER BY rank LIMIT 10")


def index(path, articles, kind):
    rows = map(json.loads, open(articles, encoding="utf-8", newline="\n"))
    database = sqlite3.connect(path)
    database.execute(f"CREATE VIRTUAL TABLE articles USING fts5({COLUMNS[kind]}, tokenize='porter unicode61')")
    if kind == "stored":
        database.executemany("INSERT INTO articles VALUES (:id, :title, :text)", rows)
    else:
        database.executemany("INSERT INTO articles(rowid, title, text) VALUES (?, ?, ?)",
                             ((number, row["title"], row["text"]) for number, row in enumerate(rows, 1)))
    database.commit()
    print(database.execute("SELECT count(*) FROM articles").fetchone()[0])


def search(path, queries, kind):
    database = sqlite3.connect(path)
    lines = open(queries, encoding="utf-8").read().splitlines()
    statement = search_statement(kind)
    for printing in (False, True):
        for line in lines:
            start = time.perf_counter()
            hits = len(database.execute(statement, (line,)).fetchall())
            if printing:
                print(f"{(time.perf_counter() - start) * 1e6:.1f}\t{hits}")


if __name__ == "__main__":
    {"index": index, "search": search}[sys.argv[1]](*sys.argv[2:])
