#!/usr/bin/env bash
# newsdex-search: CSV, templates and citations, read back by other programs' rules.
. tests/cli/lib.sh

cat >"$scratch/news.jsonl" <<'END'
{"id":"o,1","title":"A \"quoted\", comma'd {brace} \\ 50% & $5 #1 a_b x^2 ~ café 鮪","date":"2025-09-25T14:30","author":"Jane and Doe","source":"Press & Post","section":"News","language":"en","url":"https://news.example/a{1}?b=ü c","text":"A zebra crossed."}
{"id":"o+2c1","date":"1968-03","text":"The other zebra."}
END
export NEWSDEX_INDEX=$scratch/news.idx
run newsdex-index -i "$NEWSDEX_INDEX" "$scratch/news.jsonl"
is "the index is made" "$code" 0
search() { newsdex-search --sort newest "$@" zebra 2>/dev/null; }
title=$(search --json | json 'lines[0]["title"]')
like "the title is what was written" "$title" '^A "quoted", comma.d \{brace\} \\ 50% & \$5 #1 a_b x\^2 ~ café 鮪$'

# ---- CSV
csv() { search --csv | python3 -c '
import csv, sys
sys.stdout.reconfigure(encoding="utf-8")
sys.stdin.reconfigure(encoding="utf-8", newline="")
rows = list(csv.DictReader(sys.stdin, strict=True))
print(eval(sys.argv[1]))' "$1"; }
is "csv: every row has every column" "$(csv '[len(row) for row in rows]')" "[11, 11]"
is "csv: a title comes back" "$(csv 'rows[0]["title"]')" "$title"
is "csv: an id with a comma" "$(csv 'rows[0]["id"]')" "o,1"
is "csv: what is unknown is empty" "$(csv 'repr(rows[1]["title"])')" "''"
is "csv: lines end in CR LF" "$(search --csv | grep -c $'\r$')" 3

# What a spreadsheet would run as a formula is text to it; other programs have TSV and JSON.
cat >"$scratch/formulas.jsonl" <<'END'
{"id":"1","date":"2025-01-01","title":"=HYPERLINK(\"https://evil.example\",\"Read\")","author":"-2+3","text":"A zebra."}
{"id":"@2","date":"2025-01-02","title":"＝1+1","author":"+49 30","text":"A zebra."}
{"id":"3","date":"2025-01-03","title":"=1+1","author":"A = B","text":"A zebra."}
END
newsdex-index -q -i "$scratch/formulas.idx" "$scratch/formulas.jsonl"
formulas() { NEWSDEX_INDEX=$scratch/formulas.idx "$@"; }
is "csv: no value begins as a formula" "$(formulas csv '[row["id"] + " " + row["title"] for row in rows]' | sed 's/HYP.*/.../')" \
    "$(printf '%s' "[\"3 '=1+1\", \"'@2 '＝1+1\", '1 \\'=...")"
is "tsv: values are as they were" "$(formulas search --tsv | cut -f 3,6 | head -3 | tr '\t\n' ':;')" "id:title;3:=1+1;@2:＝1+1;"
is "csv: nor does one of a facet" "$(formulas search --csv --facet author | cut -d, -f2 | paste -sd' ')" "value '+49 30 '-2+3 A = B"
like "csv: nor a column named by a query" "$(formulas search --csv --compare=-lion | head -1)" "'-lion: hits"

# ---- templates
is "template: fields, escapes, braces" "$(search --format '{rank}\t{{{id}}\\{date}')" \
    $'1\t{o,1}\\2025-09-25T14:30\n2\t{o+2c1}\\1968-03'
is "template: NUL between" "$(search --format '{id}' -0 | tr '\0' ';')" "o,1;o+2c1;"
is "template: NUL within" "$(search --format '{rank}\0' | tr '\0' ';')" $'1;\n2;'
run newsdex-search --format '{titel}' zebra
like "template: an unknown field, and the known ones" "$code $err" '^2 .*\{titel\} is no field.* rank .*title.*snippet'
for wrong in '{' '{id' '\' '\q' '{}'; do
    run newsdex-search --format "$wrong" zebra
    is "template $wrong: exit 2" "$code$out" 2
done

# ---- citations
is "cite: one line" "$(search --cite | head -1 | grep -o '^Press & Post, 2025-09-25, “A "quoted"')" 'Press & Post, 2025-09-25, “A "quoted"'
like "cite: ends with the address" "$(search --cite | head -1)" '”, https://.*, [^ ]*news\.jsonl#1$'
like "cite: what is unknown is left out" "$(search --cite | tail -1)" '^1968-03, [^ ]*news\.jsonl#2$'
run newsdex-search --cite=apa zebra
like "cite: an unknown style" "$code $err" '^2 .*bibtex or csl-json'

is "csl-json: an array with what is known" "$(search --cite=csl-json | python3 -c '
import json, sys
items = json.load(sys.stdin)
print(items[0]["title"] == sys.argv[1], items[0]["type"], items[0]["issued"], items[0]["author"], sorted(items[1]))' "$title")" \
    "True article-newspaper {'date-parts': [[2025, 9, 25]]} [{'literal': 'Jane and Doe'}] ['archive_location', 'id', 'issued', 'type']"
is "csl-json: nothing found is an empty array" "$(newsdex-search --cite=csl-json xylophone 2>/dev/null | json 'lines' 2>/dev/null;
    newsdex-search --cite=csl-json xylophone 2>/dev/null | tr -d '\n')" "[]"

# BibTeX's own rules: a value ends where its braces are level, whatever stands before them.
bibtex() { search --cite=bibtex | python3 -c '
import re, sys
sys.stdout.reconfigure(encoding="utf-8")
sys.stdin.reconfigure(encoding="utf-8")
text, at, entries = sys.stdin.read(), 0, {}
while start := re.compile(r"\s*@article\{([^\s,{}\"#%~=\\]+),").match(text, at):
    fields, at = {}, start.end()
    while field := re.compile(r"\s*(\w+) = \{").match(text, at):
        depth, at = 1, field.end()
        begin = at
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        fields[field[1]] = text[begin:at - 1]
        assert text[at] == ","
        at += 1
    at = re.compile(r"\s*\}").match(text, at).end()
    entries[start[1]] = fields
assert text[at:].strip() == "", text[at:]
for spelling, byte in {r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}",
                       r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}.items():
    for fields in entries.values():
        fields["plain"] = fields.get("plain", fields.get("title", "")).replace(spelling, byte)
first = list(entries.values())[0]
first["plain"] = re.sub(r"\\([#$%&_])", r"\1", first["plain"])[1:-1]
print(eval(sys.argv[1]))' "$1"; }
is "bibtex: keys that differ, without what BibTeX forbids" "$(bibtex 'list(entries)')" "['o+2c1', 'o+2b2c1']"
is "bibtex: a title comes back" "$(bibtex 'first["plain"]')" "$title"
is "bibtex: a name is one name" "$(bibtex 'first["author"]')" "{Jane and Doe}"
is "bibtex: year and date" "$(bibtex 'first["year"], first["date"]')" "('2025', '2025-09-25')"
is "bibtex: the URL is percent-encoded" "$(bibtex 'first["url"]')" "https://news.example/a%7B1%7D?b=%C3%BC%20c"
done_testing
