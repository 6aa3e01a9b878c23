#!/usr/bin/env bash
# newsdex-search for readers: keywords in context, highlighted articles, pager, ids.
. tests/cli/lib.sh

cat >"$scratch/news.jsonl" <<'END'
{"id":"r1","title":"Tram at night","date":"2025-09-25T14:30","text":"Nobody took the tram. The night\ntram ran for the first time on Monday, and a tram at night is a rare thing."}
{"id":"r2","title":"Tuna","text":"鮪漁業 the tram 漁業の町 \u001b[2J trams"}
{"id":"r 3","title":"Another","date":"1968","text":"No such thing here."}
END
export NEWSDEX_INDEX=$scratch/news.idx
run newsdex-index -i "$NEWSDEX_INDEX" "$scratch/news.jsonl"
is "the index is made" "$code" 0

# ---- keyword in context
kwic() { newsdex-search --kwic "$@" 2>/dev/null; }
is "a line a match, title and text" "$(kwic 20 tram | wc -l)" 6
is "aligned: date, context, match, context, id" "$(kwic 20 '"night tram"')" \
    "2025-09-25   took the tram. The night tram ran for the first    r1"
is "the match begins in the same column" "$(kwic 20 tram | LC_ALL=C.UTF-8 python3 -c '
import sys, unicodedata
wide = lambda text: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
lines = [line for line in sys.stdin]
print({wide(line[:32]) for line in lines if line.isascii()}, all(line[32:36].lower() == "tram" for line in lines if line.isascii()),
      [any(wide(line[:i]) == 32 and line.startswith("tram", i) for i in range(33)) for line in lines if not line.isascii()])')" "{32} True [True, True]"
unlike "escape sequences are made harmless" "$(kwic 20 tram)" $'\033'
like "no context at all" "$(kwic 0 '"night tram"')" '^2025-09-25  night tram  r1$'
like "colour when asked for" "$(kwic 9 --color always '"night tram"')" $'\033\\[1;31mnight tram\033\\[0m'
run newsdex-search --kwic 20 xylophone
is "no match: exit 1" "$code$out" 1
run newsdex-search --kwic 1001 tram
like "too wide" "$code $err" '^2 .*--kwic "1001": give a number of columns up to 1000'

# ---- highlights
bold=$'\033[1;31m' plain=$'\033[0m'
shown=$(newsdex-search --color always --show r1 '"night tram" OR "at night"')
title=$'\033[1m'
is "--show: the title is highlighted" "$(head -1 <<<"$shown")" \
    "${title}Tram ${bold}at$plain$title ${bold}night$plain$title$plain"
like "--show: a phrase only where it is" "$shown" '^tram ran|^Nobody took the tram\. The '
is "--show: how often" "$(grep -o '1;31m' <<<"$shown" | wc -l)" 6
run newsdex-search --show r1 tram
unlike "--show: no colour in a pipe" "$out" $'\033'
run newsdex-search --show r1 'nosuch:x'
like "--show: a query that is wrong" "$code $err" '^2 .*query'
is "--show --json: spans of the text" \
    "$(newsdex-search --json --show r1 '"night tram"' | json '[lines[0]["text"][o:o + n] for o, n in lines[0]["spans"]]' | paste -sd' ')" \
    "night tram"

# ---- a pager, on a terminal only
NEWSDEX_PAGER='echo PAGED' run newsdex-search --show r1
unlike "no pager in a pipe" "$out" PAGED
if command -v script >/dev/null; then
    on_terminal() { script -qec "stty rows 5 cols 40; $1" /dev/null </dev/null; }
    like "\$NEWSDEX_PAGER" "$(NEWSDEX_PAGER='cat >/dev/null; echo MINE' PAGER='echo OTHER' on_terminal 'newsdex-search --show r1')" MINE
    like "\$PAGER" "$(PAGER='cat >/dev/null; echo OTHER' on_terminal 'newsdex-search --show r1')" OTHER
    unlike "a pager that quits at once: no word" "$(PAGER=true on_terminal 'newsdex-search --show r1')" 'newsdex-search:'
    like "lines are cut to the terminal" "$(on_terminal 'newsdex-search --kwic 60 night' | tr -d '\r' | LC_ALL=C.UTF-8 wc -L)" '^40$'
else
    skip "a pager on a terminal" "no script(1)"
fi

# ---- ids
is "--ids" "$(newsdex-search --ids --sort oldest 2>/dev/null)" $'r 3\nr1\nr2'
is "--ids -0, for xargs" "$(newsdex-search --ids -0 --sort oldest 2>/dev/null | xargs -0 -I{} echo '[{}]')" $'[r 3]\n[r1]\n[r2]'
run newsdex-search -0 tram
like "-0 alone" "$code $err" '^2 .*-0 goes with --ids'

# ---- help
run newsdex-search --help=all
like "--help=all has the rest" "$out" '--offset'
run newsdex-search --help=some
like "--help of something else" "$code $err" '^2 .*"all"'
done_testing
