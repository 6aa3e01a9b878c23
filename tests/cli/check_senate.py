"""Reads what `newsdex-index --probe --json` says of senate-press.tar.xz and prints, a line each: how
many articles, their charsets, the rules their dates came from, and what is wrong: a line that
isn't UTF-8 JSON, an address met twice, a control character in a text, a date other than the name's.

    newsdex-index --probe --json senate-press.tar.xz | check_senate.py
"""

import collections
import json
import re
import sys

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DATED = re.compile(rf"(\d\d?)({'|'.join(MONTHS)})(\d{{4}})\D")


def date_in(name):
    """02Feb2005Kerry261.txt -> 2005-02-02; "" when there is none."""
    found = DATED.match(name)
    if not found:
        return ""
    day, month, year = found.groups()
    return f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}"


charsets, rules, addresses, wrong = collections.Counter(), collections.Counter(), set(), []
for line in sys.stdin.buffer:
    try:
        article = json.loads(line.decode("utf-8"))
    except ValueError as error:
        wrong.append(str(error))
        continue
    address = article["address"]
    charsets[article["charset"]] += 1
    rules[article["date_rule"] or "none"] += 1
    dated = date_in(address.rsplit("/", 1)[1])
    if dated and article["date"] != dated:
        wrong.append(f"{address}: {article['date']}")
    if address in addresses:
        wrong.append(f"{address}: again")
    if re.search(r"[\0-\x08\x0b\x0e-\x1f\x7f]", article["text"]):
        wrong.append(f"{address}: control characters")
    addresses.add(address)
print("articles:", len(addresses))
print("charsets:", *(f"{name} {count}" for name, count in sorted(charsets.items())))
print("dates:", *(f"{name} {count}" for name, count in sorted(rules.items())))
print("wrong:", *wrong[:20])
