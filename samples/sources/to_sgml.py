"""The Northline Wire's stories in the shape of the Reuters-21578 collection."""
import sys
import textwrap

from headed import articles


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def group(name, words):
    items = "".join(f"<D>{word}</D>" for word in words.split())
    return f"<{name}>{items}</{name}>"


def body(paragraphs):
    filled = [textwrap.fill(p, 64, break_on_hyphens=False) for p in paragraphs]
    return escape("\n    ".join(filled))


def story(number, fields, paragraphs):
    empty = "".join(group(name, "") + "\n" for name in ("PEOPLE", "ORGS", "EXCHANGES", "COMPANIES"))
    return (
        f'<REUTERS TOPICS="YES" LEWISSPLIT="NOT-USED" CGISPLIT="TRAINING-SET" OLDID="{int(number) - 87000}" '
        f'NEWID="{number}">\n'
        f"<DATE>{fields['Date']:>23}</DATE>\n"
        f"{group('TOPICS', fields['Topics'])}\n{group('PLACES', fields['Places'])}\n{empty}"
        f"<UNKNOWN> \n&#5;&#5;&#5;W\n&#22;&#22;&#1;n{number}&#31;north</UNKNOWN>\n"
        f"<TEXT>&#2;\n<TITLE>{escape(fields['Title'])}</TITLE>\n"
        f"<DATELINE>    {escape(fields['Dateline'])} </DATELINE><BODY>{body(paragraphs)}\n"
        f" NORTHLINE\n&#3;</BODY></TEXT>\n</REUTERS>"
    )


print('<!DOCTYPE lewis SYSTEM "lewis.dtd">')
for article in articles(sys.argv[1]):
    print(story(*article))
