"""The Tech Ledger's articles as JSON Lines, the newest first."""
import json
import sys

from headed import articles


def record(name, fields, paragraphs):
    date = fields.get("Date")
    day = date.replace("-", "/") + "/" if date else ""
    item = {
        "id": name,
        "title": fields.get("Title"),
        "text": "\n\n".join(paragraphs),
        "date": date,
        "author": fields.get("By"),
        "source": "Tech Ledger",
        "section": fields.get("Section"),
        "language": fields.get("Language", "en"),
        "url": f"https://techledger.example/{day}{name}",
    }
    return {key: value for key, value in item.items() if value is not None}


for article in sorted(articles(sys.argv[1]), reverse=True):
    print(json.dumps(record(*article), ensure_ascii=False))
