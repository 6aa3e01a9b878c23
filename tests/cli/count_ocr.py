"""Counts what is recognised on pages in an archive on its own, with Python's parser: count_ocr.py ARCHIVE
Prints "alto PLACE CHARACTERS" and "page PLACE" for each page with text, "mets PLACE#NUMBER CHARACTERS" for what an issue is cut
into, and how much METS there is besides."""
import sys
import tarfile
import xml.etree.ElementTree as tree

# Not counted, as words are joined over them.
HYPHENS = "-\u00ac\u00ad\u2010\u2e17"


def local(node):
    return node.tag.rsplit("}", 1)[-1]


def characters(text):
    return sum(not c.isspace() and c not in HYPHENS for c in text)


def below(node, name):
    return [n for n in node.iter() if local(n) == name]


def count_alto(root):
    """Strings, but for the second parts of words whose first part says what the whole is."""
    total, broken = 0, False
    for string in below(root, "String"):
        part = string.get("SUBS_TYPE")
        first = part == "HypPart1" and bool(string.get("SUBS_CONTENT"))
        if not (part == "HypPart2" and broken):
            total += characters(string.get("SUBS_CONTENT" if first else "CONTENT"))
        broken = first or (broken and part != "HypPart2")
    return total


def has_text(root):
    return any(characters("".join(u.itertext())) for u in below(root, "Unicode"))


def main():
    import count_issues
    with tarfile.open(sys.argv[1]) as archive:
        files = {member.name: archive.extractfile(member).read() for member in archive if member.name.endswith(".xml")}
    for name, pages, items, _ in count_issues.issues(files):
        for number, count in enumerate(items, 1):
            print(f"mets {name}#{number} {count}")
        for used in pages | {name}:
            del files[used]
    roots = {name: tree.fromstring(data) for name, data in files.items()}
    for name, root in roots.items():
        if local(root) == "alto" and count_alto(root):
            print("alto", name, count_alto(root))
        if local(root) == "PcGts" and has_text(root):
            print("page", name)
    print("other METS", sum(local(root) == "mets" for root in roots.values()))


if __name__ == "__main__":
    main()
