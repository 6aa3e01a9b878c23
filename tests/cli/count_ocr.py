"""Counts what is recognised on pages in an archive on its own, with Python's parser: count_ocr.py ARCHIVE
Prints "alto PLACE CHARACTERS" and "page PLACE" for each page with text, and "mets N"."""
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
    mets = 0
    with tarfile.open(sys.argv[1]) as archive:
        for member in archive:
            if not member.name.endswith(".xml"):
                continue
            root = tree.parse(archive.extractfile(member)).getroot()
            mets += local(root) == "mets"
            if local(root) == "alto" and count_alto(root):
                print("alto", member.name, count_alto(root))
            if local(root) == "PcGts" and has_text(root):
                print("page", member.name)
    print("mets", mets)


if __name__ == "__main__":
    main()
