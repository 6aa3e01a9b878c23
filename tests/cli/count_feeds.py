"""Counts the articles of agency formats in an archive on its own, with Python's parsers: count_feeds.py ARCHIVE
Prints "format count" lines, then "format id" for each article that has an id of its own."""
import io
import json
import re
import sys
import tarfile
import xml.etree.ElementTree as tree

counts, ids = {}, []


def local(node):
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def below(node, name):
    return [n for n in node.iter() if local(n) == name]


def child(node, name):
    return next((n for n in node if local(n) == name), None)


def text(node):
    return "".join(node.itertext()).strip() if node is not None else ""


def found(form, identifier=None):
    counts[form] = counts.get(form, 0) + 1
    if identifier:
        ids.append(f"{form} {' '.join(identifier.split())}")


def count_nitf(root):
    body = below(root, "body.content") or below(root, "body.head")
    titles = below(root, "hl1") + below(root, "title")
    if any(text(n) for n in body + titles):
        found("nitf", next((n.get("id-string") for n in below(root, "doc-id")), None))


def count_g2(root):
    for item in below(root, "newsItem"):
        content = child(item, "contentSet")
        if content is not None and any(text(n) for n in content if local(n) in ("inlineXML", "inlineData")):
            found("newsml-g2", item.get("guid"))


def is_part(content, parents):
    role = child(parents[content], "Role")
    beside = ("StyleSheet", "HeadLine", "Title", "Abstract", "TweetText", "Caption")
    media = child(content, "MediaType")
    return (role is not None and role.get("FormalName") in beside) or (
        media is not None and media.get("FormalName").lower() not in ("text", "complexdata"))


def count_newsml(root):
    """News items with text, those that hold it in several languages as often as these are."""
    parents = {c: p for p in root.iter() for c in p}
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    for item in below(root, "NewsItem"):
        languages = set()
        for content in below(item, "ContentItem"):
            if text(child(content, "DataContent")) and not is_part(content, parents):
                node = content
                while node is not item and lang not in node.attrib:
                    node = parents[node]
                languages.add(node.get(lang, ""))
        for _ in languages:
            found("newsml")


def count_xml(data):
    try:
        root = tree.fromstring(data)
    except tree.ParseError:
        return
    name = local(root)
    if name == "nitf":
        count_nitf(root)
    elif name == "NewsML":
        count_newsml(root)
    elif name in ("newsMessage", "newsItem", "packageItem"):
        count_g2(root)
    elif name == "newsitem":
        found("rcv1", root.get("itemid"))
    elif name in ("REUTERS", "LEWIS"):
        for item in below(root, "REUTERS"):
            found("reuters", item.get("NEWID"))


def count_file(name, data):
    data = data.removeprefix(b"\xef\xbb\xbf")
    if re.match(rb"[\x00-\x20\x7f]{0,20}\x01[^\x02]{0,500}\x02", data):
        for _ in range(data.count(b"\x01")):
            found("iptc7901")
    elif data.lstrip()[:4] in (b"<DOC", b"<doc"):
        for _ in re.findall(rb"<DOC[ >]", data):
            found("trec")
    elif data.lstrip()[:1] == b"<":
        count_xml(data.lstrip())
    elif name.endswith(".jl"):
        for line in data.splitlines():
            found("post", json.loads(line)["id"])


def count_tar(archive):
    for member in archive:
        if not member.isfile():
            continue
        data = archive.extractfile(member).read()
        if member.name.endswith(".tar.xz"):
            count_tar(tarfile.open(fileobj=io.BytesIO(data)))
        elif not member.name.endswith((".gz", ".bz2", ".warc")):
            count_file(member.name, data)


if __name__ == "__main__":
    count_tar(tarfile.open(sys.argv[1]))
    for form in sorted(counts):
        print(form, counts[form])
    print("\n".join(sorted(set(ids))))
