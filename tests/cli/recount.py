"""Counts what real archives hold without Newsdex, with Python's parsers, file by file: recount.items(name, data) is the
number of items in a file that should be an article each or be named as left out, None for what isn't counted here."""
import bz2
import gzip
import io
import json
import re
import tarfile
import xml.etree.ElementTree as tree
import zlib

import count_feeds
import count_mail
import count_ocr
import count_warc

PROGRAMS = re.compile(r"\.(py|js|css|sh|java|rb|c|h|pl|scala|ts)$")
WEB_ARCHIVE = re.compile(r"\.(w?arc|wet)(\.gz)?$")
PAGES = ("alto", "PcGts")


def count_xml(data):
    try:
        root = tree.fromstring(data)
    except (tree.ParseError, ValueError, LookupError):
        return None
    name = count_feeds.local(root)
    if name in ("rss", "RDF", "feed"):
        return sum(count_feeds.local(node) in ("item", "entry") for node in root.iter()) or None
    if name == "mediawiki":
        return len(count_feeds.below(root, "page"))
    if name in PAGES:
        return len(count_feeds.below(root, "Page"))
    if name in ("nitf", "newsitem", "html", "mets"):
        return 1
    if name in ("newsMessage", "newsItem", "packageItem", "planningItem", "knowledgeItem", "conceptItem", "catalogItem"):
        kinds = ("newsItem", "packageItem", "planningItem", "knowledgeItem", "conceptItem", "catalogItem")
        return sum(count_feeds.local(node) in kinds for node in root.iter())
    if name in ("NewsML", "REUTERS", "LEWIS"):
        count_feeds.counts.clear()
        count_feeds.count_xml(data)
        return sum(count_feeds.counts.values()) or None
    return 1


def count_json(data):
    """A value, or one a line. A list is its elements; an object that holds lists of objects is not for us to judge."""
    try:
        values = [json.loads(data)]
    except ValueError:
        try:
            values = [json.loads(line) for line in data.splitlines() if line.strip()]
        except ValueError:
            return None
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    return len(values) if all(map(is_item, values)) else None


def is_item(value):
    """An object of ninjs, or a plain one: without objects in lists, which could be the items."""
    if not isinstance(value, dict):
        return False
    return "uri" in value or not holds_list(value)


def holds_list(value):
    if isinstance(value, list):
        return any(isinstance(element, (dict, list)) for element in value)
    return isinstance(value, dict) and any(map(holds_list, value.values()))


def count_web(data):
    try:
        return count_warc.count(data)["page"] or None
    except (AttributeError, EOFError, IndexError, KeyError, ValueError):
        return None  # damaged on purpose


def count_mailbox(data):
    return count_mail.count_messages(data) or None


def count_news(data):
    count_feeds.counts.clear()
    count_feeds.count_file("", data)
    return sum(count_feeds.counts.values()) or None


def items(name, data):
    if WEB_ARCHIVE.search(name):
        return count_web(data)
    try:
        data = gzip.decompress(data) if name.endswith(".gz") else bz2.decompress(data) if name.endswith(".bz2") else data
    except (EOFError, OSError, zlib.error):
        return None
    name = re.sub(r"\.(gz|bz2)$", "", name)
    data = data.removeprefix(b"\xef\xbb\xbf")
    start = data.lstrip()
    if not start or PROGRAMS.search(name):
        return 1
    if b"\0" in data or re.search(r"\.(csv|tsv|cdx|warc|wacz|zip|7z|tar)(\.\w+)?$", name):
        return None
    if start[:4] in (b"<DOC", b"<doc") and start[:5].upper() != b"<DOCU" or re.match(rb"[\x00-\x20\x7f]{0,20}\x01", data):
        return count_news(data)
    if re.match(rb"(?i)<!doctype html|<html|<head|<body", start):
        return 1
    if start[:1] == b"<":
        return count_xml(start)
    if start[:1] in (b"{", b"[") and re.search(r"\.(json|jsonl|jl)$", name):
        return count_json(data)
    if start[:1] in (b"{", b"["):
        return None
    return count_mailbox(start) or 1


def files(archive, prefix=""):
    """Each file in a tar and in the tars within it: its place and its bytes."""
    for member in archive:
        if not member.isfile():
            continue
        data = archive.extractfile(member).read()
        if member.name.endswith((".tar.xz", ".tar.gz", ".tgz")):
            try:
                yield from files(tarfile.open(fileobj=io.BytesIO(data)), f"{prefix}{member.name}!")
            except tarfile.TarError:
                pass
        else:
            yield prefix + member.name, data
