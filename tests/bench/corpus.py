"""The text and the queries that every engine gets.

Articles are (title, text) pairs. They come from real archives when these are there, read by
`newsdex-index --probe` so that nobody is measured on parsing archives, else they are made up.
"""
import io
import itertools
import json
import random
import re
import subprocess
import tarfile

ARCHIVES = ["reuters21578.tar.xz", "senate-press.tar.xz"]
PARSED = ["reuters21578.tar.xz", "senate-press.tar.xz", "article-extraction.tar.xz", "news-feeds.tar.xz"]
TOPICS = "ir-collections.tar.xz"
# Asked of every engine alike, they would measure who ignores them. Shorter words are left out as well.
STOP_WORDS = set("about and are can for from has have how not that the their this was were what which who will with".split())


def read_archive(indexer, path):
    """The articles of an archive."""
    probe = subprocess.Popen([indexer, "--probe", "--json", path], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
    try:
        for line in probe.stdout:
            article = json.loads(line)
            yield article["title"], article["text"]
    finally:
        probe.kill()
        probe.stdout.close()
        probe.wait()


def take_turns(streams):
    """An item of each stream in turn, so that any part of the corpus has some of all."""
    while streams:
        for stream in list(streams):
            try:
                yield next(stream)
            except StopIteration:
                streams.remove(stream)


def made_up_words(rng, count):
    """Different words, short ones first, some of them forms of others, as stemmers like them."""
    onsets, vowels, codas = "b c d f g l m n p r s t v st tr pl".split(), "aeiou", ["", "n", "r", "l", "st", "m"]
    words = {}
    while len(words) < count:
        syllables = 1 + len(words) // 2000 if len(words) < 6000 else rng.choice((2, 3, 3, 4))
        word = "".join(rng.choice(onsets) + rng.choice(vowels) + rng.choice(codas) for _ in range(syllables))
        for ending in ("", rng.choice(("s", "ed", "ing", "ment", "ation"))):
            words.setdefault(word + ending)
    return list(words)[:count]


def made_up_articles():
    """Articles of 2 to 4 KB without end, the same ones each time, words distributed by Zipf's law."""
    rng = random.Random(1)
    words = made_up_words(rng, 100_000)
    cumulative = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(1, len(words) + 1)))
    while True:
        size, text = rng.randrange(2000, 4000), []
        while size > 0:
            sentence = " ".join(rng.choices(words, cum_weights=cumulative, k=rng.randrange(6, 24))).capitalize() + "."
            text.append(sentence + ("\n\n" if rng.random() < 0.2 else " "))
            size -= len(sentence) + 1
        title = " ".join(rng.choices(words, cum_weights=cumulative, k=rng.randrange(4, 10))).capitalize()
        yield title, "".join(text)


def add_text(archive, name, text):
    """A file of an archive."""
    member = tarfile.TarInfo(name)
    member.size = len(text)
    archive.addfile(member, io.BytesIO(text))


def write(articles, limit, folder):
    """Writes the articles, up to limit bytes of text, for newsdex (articles.tar), FTS5 (articles.jsonl) and
    scriptindex (articles.dump). Returns how many articles and bytes of title and text these are."""
    count = size = 0
    with open(f"{folder}/articles.jsonl", "w", newline="\n") as lines, \
            open(f"{folder}/articles.dump", "w", newline="\n") as dump, \
            tarfile.open(f"{folder}/articles.tar", "w") as archive:
        for title, text in articles:
            title = " ".join(title.replace("\0", " ").split())
            text = re.sub("[\0\r]", " ", text)
            if not title and not text.strip():
                continue  # newsdex-index passes over what has nothing to find
            json.dump({"id": f"n{count:07}", "title": title, "text": text}, lines, ensure_ascii=False)
            lines.write("\n")
            add_text(archive, f"n{count:07}.txt", f"{title}\n\n{text}".encode())
            escaped = text.replace("\n", "\n=")
            dump.write(f"id=n{count:07}\ntitle={title}\ntext={escaped}\n\n")
            count += 1
            size += len(title.encode()) + len(text.encode())
            if size >= limit:
                break
    return count, size


def topic_titles(path):
    """The titles of the TREC topics in an archive of topic files."""
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            if "/topics/" in member.name and member.isfile():
                text = archive.extractfile(member).read().decode("latin-1")
                yield from re.findall(r"<title>\s*(?:Topic:)?\s*(.*?)\s*(?=\n\s*\n|<)", text, re.S)


def drawn_titles(folder, rng):
    """What people might ask of the corpus itself: a few words in a row from many of its articles."""
    with open(f"{folder}/articles.jsonl") as lines:
        for line in lines:
            words = json.loads(line)["text"].split()
            if len(words) > 20 and rng.random() < 0.2:
                at = rng.randrange(len(words) - 5)
                yield " ".join(words[at:at + 5])


def queries(titles, limit):
    """Up to limit queries a kind, each a tuple of words: what is asked for any of its words ("OR"),
    for both ("AND") and for the two in a row ("phrase")."""
    kinds = {"OR": {}, "AND": {}, "phrase": {}}
    for title in titles:
        written = re.findall(r"\w+", title.lower())
        usable = [len(w) > 2 and w not in STOP_WORDS and not w.isdigit() for w in written]
        words = tuple(dict.fromkeys(w for w, good in zip(written, usable) if good))
        pairs = [p for p, good in zip(zip(written, written[1:]), zip(usable, usable[1:])) if all(good)]
        if len(words) >= 2:
            kinds["OR"][words] = kinds["AND"][words[:2]] = None
        if pairs:
            kinds["phrase"][pairs[0]] = None
    rng = random.Random(2)
    return {kind: rng.sample(list(found), min(limit, len(found))) for kind, found in kinds.items()}
