"""Reads the articles of a folder: lines "Name: value", an empty line, paragraphs."""
import pathlib
import re


def articles(folder):
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        yield path.stem, fields, [join(p) for p in body.strip().split("\n\n")]


def join(paragraph):
    return re.sub(r"\n", " ", paragraph)
