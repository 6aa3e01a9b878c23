#!/usr/bin/env bash
# PDFs are read by a program of its own: what it may do without harm to the run.
. tests/cli/lib.sh

real=$(realpath "${NEWSDEX_BUILD:-.build}/newsdex-pdf")
stand_in() { # LINE...: a newsdex-pdf that does that
    printf '%s\n' '#!/bin/sh' "$@" >"$scratch/stand-in"
    chmod +x "$scratch/stand-in"
    export NEWSDEX_PDF=$scratch/stand-in
}
probe() { run newsdex-index --probe tests/data/pdf/tram.pdf samples/archives/northline-wire.sgm; }

# ---- without poppler

export NEWSDEX_PDF=$scratch/nothing
run newsdex-index --version
like "--version says that PDFs are not read" "$out" "without PDF"
run newsdex-index --probe tests/data/pdf
is "without the program PDFs are skipped" "$code" 0
is "... each with the reason" "$(grep -c 'a PDF; built without poppler' <<<"$err")" "$(find tests/data/pdf -name '*.pdf' | wc -l)"

# ---- one that misbehaves

others=$(newsdex-index --probe samples/archives/northline-wire.sgm)
stand_in 'kill -SEGV $$'
probe
is "a crash fails the PDF" "$code" 6
like "... in a line that says so" "$err" 'tram.pdf: poppler cannot read this PDF \(signal 11\)$'
is "... and loses nothing else" "$out" "$others"
stand_in 'cat >/dev/null; kill -XCPU $$'
probe
like "one that takes too long is named" "$err" 'tram.pdf: a PDF that takes longer than 60 s$'
stand_in 'cat >/dev/null; head -c 200000000 /dev/zero'
probe
is "endless output fails the PDF" "$code" 6
is "... and loses nothing else" "$out" "$others"
stand_in 'printf "title: \033[2Jx\033]0;y\007 story\n\n\377\033[31mred text\n"'
run newsdex-index --probe --json tests/data/pdf/tram.pdf
is "its text is cleaned as that of a file" "$(json 'lines[0]["title"] + "|" + lines[0]["text"]' <<<"$out")" "[2Jx]0;y story|�[31mred text"
stand_in 'printf "\033[31mred\n"; exit 11'
probe
like "... and so are its reasons" "$err" 'tram.pdf: \[31mred$'
unset NEWSDEX_PDF

# ---- the real one

if [ ! -x "$real" ]; then
    skip "PDFs in an index" "built without poppler"
    done_testing
fi
run newsdex-index --version
like "--version says that PDFs are read" "$out" "with PDF"
page=$scratch/tram.http
{ printf 'HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n'; cat tests/data/pdf/tram.pdf; } >"$page"
{
    printf 'WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/tram.pdf\r\n'
    printf 'Content-Type: application/http\r\nContent-Length: %d\r\n\r\n' "$(wc -c <"$page")"
    cat "$page"
    printf '\r\n\r\n'
} >"$scratch/a.warc"
run newsdex-index -i "$scratch/a.idx" tests/data/pdf/*.pdf "$scratch/a.warc"
is "damaged ones fail" "$code" 6
like "all others are told of" "$err" '5 added, 0 changed, 2 skipped, 1 failed'
run newsdex-search -i "$scratch/a.idx" --ids '"well-known mayor was cautious"'
like "a PDF in a web archive is found by its text, with its URL" "$out" '^http://a.example/tram.pdf$'
run newsdex-search -i "$scratch/a.idx" --format '{date} {author}: {title}' gazette
is "title, author, date" "$out" "2003-05-02 Jane Roe: Fähre fährt wieder"
done_testing
