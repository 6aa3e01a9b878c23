# shellcheck shell=bash
# Helpers for the shell tests, in bash. A test runs from the repository root and looks like
#
#   . tests/cli/lib.sh
#   make_articles "$scratch/news.jsonl" 3
#   run newsdex-index -i "$scratch/news.idx" "$scratch/news.jsonl"
#   is "exit code" "$code" 0
#   like "says how many" "$err" '3 articles'
#   ok "makes a folder" test -d "$scratch/news.idx"
#   done_testing
#
# and prints TAP for prove(1). The programs under test are on PATH by their names; Make sets
# NEWSDEX_INDEX_BIN and NEWSDEX_SEARCH_BIN. $scratch is a folder that goes away at the end.

set -u
tests_run=0
tests_failed=0
export LC_ALL=C TZ=UTC0 TERM=dumb
unset NEWSDEX_INDEX NO_COLOR PAGER LESS

scratch=$(mktemp -d "${TMPDIR:-/tmp}/newsdex-test.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

put_on_path() { # NAME FILE
    [ -x "$2" ] || { echo "$2 is not built" >&2; exit 1; }
    ln -s "$(realpath "$2")" "$scratch/bin/$1"
}
mkdir "$scratch/bin"
put_on_path newsdex-index "${NEWSDEX_INDEX_BIN:-.build/newsdex-index}"
# With $NEWSDEX_TEST_WRITER the same tests say something about that segment writer.
if [ -n "${NEWSDEX_TEST_WRITER:-}" ]; then
    mkdir "$scratch/real"
    mv "$scratch/bin/newsdex-index" "$scratch/real"
    cat >"$scratch/bin/newsdex-index" <<END
#!/bin/bash
for argument; do
    case \$argument in
    --probe* | --dry* | --status | --ledger | --verify* | --opt* | --delete | --help | -h | -V | --version | --segment*)
        exec "$scratch/real/newsdex-index" "\$@" ;;
    esac
done
exec "$scratch/real/newsdex-index" --segment-writer="$NEWSDEX_TEST_WRITER" "\$@"
END
    chmod +x "$scratch/bin/newsdex-index"
fi
put_on_path newsdex-search "${NEWSDEX_SEARCH_BIN:-.build/newsdex-search}"
PATH=$scratch/bin:$PATH

# ---- checks: each is one line of TAP ---------------------------------------------

report() { # PASSED(0/1) DESCRIPTION
    tests_run=$((tests_run + 1))
    if [ "$1" = 0 ]; then
        echo "ok $tests_run - $2"
    else
        echo "not ok $tests_run - $2"
        echo "# failed: $2" >&2 # prove shows only this
        tests_failed=$((tests_failed + 1))
        return 1
    fi
}

diag() { printf '%s\n' "$*" | sed 's/^/#   /'; }

ok() { # DESCRIPTION COMMAND...: the command succeeds
    local what=$1
    shift
    if "$@" >"$scratch/.ok" 2>&1; then
        report 0 "$what"
    else
        report 1 "$what" || diag "failed: $*" "$(cat "$scratch/.ok")" >&2
    fi
}

not_ok() { # DESCRIPTION COMMAND...: the command fails
    local what=$1
    shift
    if "$@" >"$scratch/.ok" 2>&1; then
        report 1 "$what" || diag "should fail: $*" >&2
    else
        report 0 "$what"
    fi
}

is() { # DESCRIPTION GOT EXPECTED: equal texts
    if [ "$2" = "$3" ]; then
        report 0 "$1"
    else
        report 1 "$1" || { diag "got:"; diag "$2"; diag "expected:"; diag "$3"; } >&2
    fi
}

like() { # DESCRIPTION GOT REGEX: an extended regular expression matches some line
    if printf '%s\n' "$2" | grep -Eq -- "$3"; then
        report 0 "$1"
    else
        report 1 "$1" || { diag "got:"; diag "$2"; diag "no match for: $3"; } >&2
    fi
}

unlike() { # DESCRIPTION GOT REGEX
    if printf '%s\n' "$2" | grep -Eq -- "$3"; then
        report 1 "$1" || { diag "got:"; diag "$2"; diag "matches: $3"; } >&2
    else
        report 0 "$1"
    fi
}

skip() { # DESCRIPTION REASON
    tests_run=$((tests_run + 1))
    echo "ok $tests_run - $1 # SKIP $2"
}

skip_all() { # REASON; only before the first check
    echo "1..0 # SKIP $1"
    exit 0
}

done_testing() {
    echo "1..$tests_run"
    [ "$tests_failed" = 0 ]
    exit
}

# ---- running -------------------------------------------------------------------------

# Runs a command; then $out and $err hold what it printed, $code how it ended.
# shellcheck disable=SC2034  # for the tests
run() {
    "$@" >"$scratch/.out" 2>"$scratch/.err" </dev/null
    code=$?
    out=$(tr -d '\0' <"$scratch/.out")
    err=$(tr -d '\0' <"$scratch/.err")
}

# Until the command succeeds. No machine is so slow that five minutes aren't enough for what tests wait for.
until_true() { # COMMAND...
    local last=$((SECONDS + 300))
    until "$@" 2>/dev/null; do
        ((SECONDS < last)) || { diag "waited in vain for: $*"; return 1; }
        sleep 0.02
    done
}

# A command that ends by an interrupt: a background job of a shell without terminal ignores SIGINT, and so would
# its children.
interruptible() {
    exec python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$@"
}

# An expression over the JSON lines on standard input, as Python: `lines` is the list of objects.
# `json 'lines[-1]["total"]'` prints a number; lists are printed an item a line.
json() {
    python3 -c '
import json, sys
sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
lines = [json.loads(line) for line in sys.stdin.buffer]
value = eval(sys.argv[1])
for item in value if isinstance(value, list) else [value]:
    print(item if isinstance(item, str) else json.dumps(item, ensure_ascii=False))
' "$1"
}

# FILE COUNT: JSON Lines of that many articles, ids n1, n2, ...; each has the words
# "common" and, in the title, "number<i>".
make_articles() {
    local i
    for ((i = 1; i <= $2; i++)); do
        printf '{"id":"n%d","title":"Story number%d","date":"%d-01-02","text":"A common tale of the town, told %d times."}\n' \
            "$i" "$i" $((1950 + i % 70)) "$i"
    done >"$1"
}
