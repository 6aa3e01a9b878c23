#!/usr/bin/env python3
"""make_archives.py FOLDER COUNT [SEED]: archives with about COUNT generated articles.

Every kind of outcome is among them: new, changed, duplicate, skipped and failed entries; articles
with ids, with numbers for ids, and with none. The same arguments make the same bytes.
"""
import gzip
import io
import json
import os
import random
import sys
import tarfile
import zipfile

folder, count = sys.argv[1], int(sys.argv[2])
rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
SYLLABLES = "ba co da fi gu ha jo ka lu mi no pe ra sa to ve wi zo".split()
WORDS = sorted({"".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(6000)})
rng.shuffle(WORDS)
WEIGHTS = [1 / (rank + 2) for rank in range(len(WORDS))]


def text(length):
    words = rng.choices(WORDS, WEIGHTS, k=length)
    lines = [" ".join(words[i:i + 60]) + "." for i in range(0, length, 60)]
    return "\n\n".join(lines)


def story(name):
    return {"id": name, "title": "Story " + " ".join(rng.choices(WORDS, k=4)),
            "date": "%d-%02d-%02d" % (rng.randint(1900, 2020), rng.randint(1, 12), rng.randint(1, 28)),
            "text": "common " + text(rng.randint(20, 200))}


def json_lines(stories):
    return "".join(json.dumps(each) + "\n" for each in stories).encode()


def write(name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def tar_of(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zip_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


quarter = count // 4
first = [story("a%d" % i) for i in range(quarter)]
write("1-wire.jsonl.gz", gzip.compress(json_lines(first), mtime=0))

# Some of the same again, some changed, some changed twice, some back to what they were.
again = []
for i in range(quarter // 2):
    old = rng.choice(first)
    again.append(rng.choice([old, dict(old, title=old["title"] + " revised"), story(old["id"])]))
second = [story("b%d" % i) for i in range(quarter - len(again))] + again
rng.shuffle(second)
write("2-wire.zip", zip_of([("part%d.jsonl" % i, json_lines(second[i::5]) + (b"" if i else b'{"id": "broken",\n'))
                            for i in range(5)]))

# Texts without an id: known by their place.
files = [("desk/%d.txt" % i, ("Heading %d\n\ncommon " % i + text(rng.randint(20, 200))).encode())
         for i in range(quarter)]
files.insert(quarter // 2, ("desk/picture.jpg", b"\xff\xd8\xff\xe0" + bytes(rng.randrange(256) for _ in range(2000))))
files.insert(quarter // 3, ("desk/nothing.txt", b""))
files += files[:quarter // 8]
write("3-desk.tar.gz", gzip.compress(tar_of(files), mtime=0))

# Numbers for ids, which another collection uses as well; and an archive that breaks off.
numbered = [[story(i) for i in range(quarter // 2)] for _ in range(2)]
write("4-north.jsonl", json_lines(numbered[0]))
broken = gzip.compress(json_lines(numbered[1]), mtime=0)
write("5-south.jsonl.gz", broken[:len(broken) * 9 // 10])
