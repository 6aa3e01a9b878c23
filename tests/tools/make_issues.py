"""Newspaper issues as METS with ALTO, made up: make_issues.py TAR COUNT
Each is a folder, "0001/", of two pages with two articles, the second over both pages, a text between them and a line that is
in no article. METS lies behind the pages, before them, or above them, by turns; articles are linked to their places."""
import io
import sys
import tarfile

WORDS = "harbour ferry lamp quay herring pilot tram bridge market mayor council flood grain winter coal".split()


def block(name, text):
    strings = "<SP/>".join(f'<String ID="{name}_{i}" CONTENT="{word}"/>' for i, word in enumerate(text.split()))
    return f'<TextBlock ID="{name}"><TextLine>{strings}</TextLine></TextBlock>'


def alto(number, blocks):
    return f'<alto><Layout><Page PHYSICAL_IMG_NR="{number}"><PrintSpace>{"".join(blocks)}</PrintSpace></Page></Layout></alto>'


def area(name, page, last):
    return (f'<div ID="area_{name}"><fptr><area FILEID="alto{page}" BETYPE="IDREF" BEGIN="{name}_0" END="{name}_{last}"/>'
            '</fptr></div>')


def links(article, areas):
    locators = "".join(f'<smLocatorLink xlink:href="#{place}"/>' for place in [article] + areas)
    return f"<smLinkGrp>{locators}</smLinkGrp>"


def mets(number):
    return f"""<mets xmlns="http://www.loc.gov/METS/" xmlns:mods="m" xmlns:xlink="http://www.w3.org/1999/xlink">
<dmdSec ID="issue"><mods:mods><mods:titleInfo><mods:title>The Quay Post</mods:title></mods:titleInfo>
<mods:originInfo><mods:dateIssued>{1880 + number % 40}-05-17</mods:dateIssued></mods:originInfo></mods:mods></dmdSec>
<fileSec><file ID="alto1"><FLocat xlink:href="1.xml"/></file><file ID="alto2"><FLocat xlink:href="2.xml"/></file></fileSec>
<structMap TYPE="LOGICAL"><div TYPE="ISSUE"><div ID="art1" TYPE="ARTICLE" LABEL="First of {number}"/>
<div ID="art2" TYPE="ARTICLE" LABEL="Second of {number}"/></div></structMap>
<structMap TYPE="PHYSICAL"><div><div ORDER="1">{area("b1", 1, 3)}{area("b2", 1, 4)}</div><div ORDER="2">{area("b3", 2, 3)}</div></div>
</structMap>
<structLink>{links("art1", ["area_b1"])}{links("art2", ["area_b2", "area_b3"])}</structLink></mets>"""


def issue(number):
    """Names and texts, in the order in which they are to lie."""
    word = [WORDS[(number * step) % len(WORDS)] for step in (1, 2, 4, 7)]
    pages = [("1.xml", alto(1, [block("b1", f"opening {number} {word[0]} {word[1]}"),
                                block("b2", f"second {number} begins with {word[2]}"), block("b0", f"margin {number}")])),
             ("note.txt", f"On issue {number}"),
             ("2.xml", alto(2, [block("b3", f"and ends in {word[3]}")]))]
    if number % 3 == 0:
        return pages + [("mets.xml", mets(number))]
    if number % 3 == 1:
        return [("mets.xml", mets(number))] + pages
    return [(f"{'ocr/' * (number % 2)}alto/{name}", text) for name, text in pages] + [("issue-METS.xml", mets(number))]


def main():
    with tarfile.open(sys.argv[1], "w:gz") as tar:
        for number in range(int(sys.argv[2])):
            for name, text in issue(number):
                member = tarfile.TarInfo(f"{number:04}/{name}")
                member.size = len(text)
                tar.addfile(member, io.BytesIO(text.encode()))


if __name__ == "__main__":
    main()
