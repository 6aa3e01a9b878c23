"""Cuts newspaper issues by their METS on its own, with Python's parser; see issues."""
import posixpath
import xml.etree.ElementTree as tree

import count_ocr

XLINK = "{http://www.w3.org/1999/xlink}"


def local(node):
    return count_ocr.local(node)


class Page:
    """Words and hyphens in their order, and where each ID begins and ends among them."""

    def __init__(self, data):
        self.marks, self.places, self.blocks = [], {}, []
        for page in count_ocr.below(tree.fromstring(data), "Page"):
            self.add(page, None)
        self.free = [True] * len(self.marks)

    def add(self, node, block):
        start = len(self.marks)
        if local(node) in ("String", "HYP"):
            self.marks.append(node)
        if local(node) == "TextBlock":
            block = len(self.blocks)
            self.blocks.append(0)
        for child in node:
            self.add(child, block)
        if local(node) == "TextBlock":
            self.blocks[block] = len(self.marks)
        if node.get("ID"):
            self.places.setdefault(node.get("ID"), (start, len(self.marks), block))

    def take(self, start, end):
        taken = [self.marks[at] for at in range(start, end) if self.free[at]]
        self.free[start:end] = [False] * (end - start)
        return taken

    def take_area(self, begin, end):
        if begin not in self.places:
            return None
        start, stop, block = self.places[begin]
        if end:
            stop = self.places[end][1] if end in self.places else self.blocks[block] if block is not None else stop
        while stop < len(self.marks) and local(self.marks[stop]) == "HYP":
            stop += 1
        return self.take(start, stop)


def letters(marks, title=""):
    """Of the words, as count_ocr counts them; without the title, where they begin with it and go on."""
    root = tree.Element("Page")
    root.extend(mark for mark in marks if local(mark) == "String")
    heading = "".join(title.split())
    text = "".join(mark.get("CONTENT") for mark in root)
    begins = heading and text != heading and text.startswith(heading)
    return count_ocr.count_alto(root) - (count_ocr.characters(heading) if begins else 0)


def areas_below(div):
    return [area for area in count_ocr.below(div, "area") if area.get("BEGIN") and area.get("BETYPE", "IDREF") == "IDREF"]


def outermost_articles(node):
    if local(node) == "div" and node.get("TYPE", "").upper() == "ARTICLE":
        return [node]
    return [article for child in node for article in outermost_articles(child)]


class Issue:
    def __init__(self, data):
        root = tree.fromstring(data)
        self.files = {file.get("ID"): posixpath.basename(file.find("{*}FLocat").get(f"{XLINK}href").replace("\\", "/"))
                      for file in count_ocr.below(root, "file") if file.find("{*}FLocat") is not None}
        maps = [node for node in root if local(node) == "structMap"]
        divisions = {div.get("ID"): div for node in maps for div in count_ocr.below(node, "div")}
        links = {}
        for group in count_ocr.below(root, "smLinkGrp"):
            ends = [link.get(f"{XLINK}href", "").lstrip("#") for link in count_ocr.below(group, "smLocatorLink")]
            links.setdefault(ends[0], []).extend(ends[1:])
        for link in count_ocr.below(root, "smLink"):
            links.setdefault(link.get(f"{XLINK}from", "").lstrip("#"), []).append(link.get(f"{XLINK}to", "").lstrip("#"))
        self.titles = {section.get("ID"): "".join(title.itertext()) for section in count_ocr.below(root, "dmdSec")
                       for title in section.findall(".//{*}mods/{*}titleInfo")[:1]}
        self.articles = [areas_below(div) + [area for place in links.get(div.get("ID"), []) if place in divisions
                                             for area in areas_below(divisions[place])]
                         for div in self.divisions(maps)]
        self.names = [self.titles.get(div.get("DMDID"), div.get("LABEL", "")) for div in self.divisions(maps)]
        self.pages = {self.files[area.get("FILEID")] for node in maps for area in areas_below(node) if area.get("FILEID") in self.files}

    @staticmethod
    def divisions(maps):
        return [div for node in maps for div in outermost_articles(node)]

    def cut(self, pages):
        """Letters of each item, and how many places aren't there."""
        items, lost = [], 0
        for title, areas in zip(self.names, self.articles):
            words = []
            for area in areas:
                page = pages.get(self.files.get(area.get("FILEID")))
                taken = page and page.take_area(area.get("BEGIN"), area.get("END"))
                lost += taken is None
                words += taken or []
            items.append(letters(words, title))
        rests = [pages[name].take(0, len(pages[name].marks)) for name in sorted(pages)]
        return items + [letters(rest) for rest in rests if letters(rest)], lost


def root_name(data):
    try:
        return local(tree.fromstring(data))
    except tree.ParseError:
        return ""


def issues(files):
    """Of each issue: the name of its METS, those of its pages, letters of its items, and whether some places aren't there."""
    for name in sorted(files):
        if not name.endswith(".xml") or root_name(files[name]) != "mets":
            continue
        issue = Issue(files[name])
        folder = posixpath.dirname(name) + "/"
        beside = {posixpath.basename(other): other for other in files if other.startswith(folder) and root_name(files[other]) == "alto"}
        pages = {page: beside[page] for page in issue.pages if page in beside}
        if any(issue.articles) and pages:
            items, lost = issue.cut({page: Page(files[path]) for page, path in pages.items()})
            yield name, set(pages.values()), items, lost > 0
