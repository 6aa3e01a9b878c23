#!/usr/bin/env python3
"""count_warc.py FILE...: the pages in WARC and ARC files, counted without Newsdex.

A line a file: pages, other answers, revisits, name. A page is what newsdex-index should open: an
answer of status 200 (or a resource, or a conversion) whose type is text, XML, JSON or PDF or isn't
said. Trusts the lengths in the files, so only whole files are counted right.
"""
import re
import sys
import zlib

SCHEMES = (b"dns:", b"whois:", b"metadata:", b"warcinfo:", b"filedesc:")


def unpack(data):
    if data[:2] != b"\x1f\x8b":
        return data
    out = []
    while data[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(31)
        out.append(member.decompress(data) + member.flush())
        data = member.unused_data
    return b"".join(out)


def fields(head):
    found = {}
    for line in head.splitlines()[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def records(data):
    """(type, url, type of the block, block) of each record."""
    at = 0
    while True:
        at = re.compile(rb"\s*").match(data, at).end()
        if at >= len(data):
            return
        if data.startswith(b"WARC/", at):
            end = re.compile(rb"\r?\n\r?\n").search(data, at)
            head = fields(data[at:end.start()])
            length = int(head[b"content-length"])
            yield (head[b"warc-type"].lower(), head.get(b"warc-target-uri", b"").strip(b"<>"),
                   head.get(b"content-type", b""), data[end.end():end.end() + length],
                   head.get(b"warc-identified-payload-type", b""))
            at = end.end() + length
            if at > len(data):
                raise ValueError("shorter than it says")
        else:
            stop = data.index(b"\n", at) + 1
            url, _, _, kind, rest = re.match(rb"(.*) ([\d.]+) (\d{14}) (\S+) (.*)", data[at:stop]).groups()
            length = int(rest.split()[-1])
            yield b"response", url, kind, data[stop:stop + length], kind
            at = stop + length


def media(value):
    return re.split(rb"[;,\s]", value.strip().lower())[0]


def is_text(kind):
    if not kind or b"/" not in kind or b"unknown" in kind:
        return True
    if kind.startswith(b"text/"):
        return not re.search(rb"/css$|javascript|ecmascript", kind)
    return kind.startswith(b"application/") and kind.endswith((b"xml", b"json", b"/pdf"))


def judge(kind, url, block_type, block, payload_type):
    if not url or url.lower().startswith(SCHEMES) or url.endswith(b"/robots.txt"):
        return None
    if kind == b"revisit":
        return "revisit"
    if kind not in (b"response", b"resource", b"conversion"):
        return None
    if block.startswith(b"HTTP/") and (kind == b"response" or not block_type):
        head = re.split(rb"\r?\n\r?\n", block, maxsplit=1)[0]
        status = head.split(b" ", 1)[1].strip()[:3]
        page_type = media(fields(head).get(b"content-type", payload_type))
        return "page" if status == b"200" and is_text(page_type) else "other"
    page_type = media(payload_type or block_type)
    return "page" if b"/http" in page_type or is_text(page_type) else "other"


def count(data):
    counts = {"page": 0, "other": 0, "revisit": 0}
    for record in records(unpack(data)):
        verdict = judge(*record)
        if verdict:
            counts[verdict] += 1
    return counts


if __name__ == "__main__":
    for path in sys.argv[1:]:
        with open(path, "rb") as stream:
            print(*count(stream.read()).values(), path)
