"""Counts feeds and mail in a folder on its own, with Python's parsers: count_mail.py FOLDER
Prints "feed N PATH" for each well-formed feed with items, "mbox N PATH" for each mailbox, and "id ID" for each message
in the mail folders of notmuch and mu."""
import email
import os
import re
import sys
import xml.etree.ElementTree as tree


def local(node):
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def files(*folders):
    for folder in folders:
        for where, _, names in sorted(os.walk(os.path.join(sys.argv[1], folder))):
            for name in names:
                yield os.path.join(where, name)


def count_items(path):
    try:
        root = tree.parse(path).getroot()
    except (tree.ParseError, ValueError, LookupError):
        return
    items = sum(local(node) in ("item", "entry") for node in root.iter())
    if local(root) in ("rss", "RDF", "feed") and items:
        print("feed", items, os.path.relpath(path, sys.argv[1]))


def count_messages(data):
    """A separator begins the file or stands below an empty line and above a header."""
    separator = rb"(?:\A(?:\xef\xbb\xbf)?|\n\r?\n)From (?:\S+ .*\d\d:\d\d.*|-\s*|\S*@\S*\s*)\r?\n[!-9;-~]+:"
    return len(re.findall(separator, data))


def count_box(path):
    with open(path, "rb") as stream:
        count = count_messages(stream.read())
    if count:
        print("mbox", count, os.path.relpath(path, sys.argv[1]))


def main():
    for file in files("feeds-rss"):
        if file.endswith(".xml"):
            count_items(file)
    for file in files("mail-usenet/notmuch/corpora", "mail-usenet/mu/testdata"):
        with open(file, "rb") as stream:
            message = email.message_from_binary_file(stream)
        if message["Message-ID"]:
            print("id", str(message["Message-ID"]).strip().strip("<>"))
    for file in files("mail-usenet/MimeKit/TestData/mbox"):
        count_box(file)


if __name__ == "__main__":
    main()
