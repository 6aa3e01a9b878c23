#!/usr/bin/env bash
# --recency: newer articles count more, by the stated formula, over all matches.
. tests/cli/lib.sh

article() { # ID DATE TEXT
    printf '{"id":"%s","title":"","date":"%s","text":"%s"}\n' "$1" "$2" "$3"
}
{
    article old 1950-01-01 'A tale of the cloud and the town.'
    article twoyears 2018-01-01 'A tale of the cloud and the town.'
    article oneyear 2019-01-01T06:00 'A tale of the cloud and the town.'
    article undated '' 'A tale of the cloud and the town.'
    article older 2019-12-31 'Nothing of it.'
} >"$scratch/a.jsonl"
article newest 2020-01-01T12:00 'A tale of the cloud and the town.' >"$scratch/b.jsonl"
for name in a b; do
    run newsdex-index -q -i "$scratch/$name.idx" "$scratch/$name.jsonl"
done
indexes=(-i "$scratch/a.idx" -i "$scratch/b.idx")

ranking() { newsdex-search "${indexes[@]}" --format '{id} {score}' "$@" cloud 2>/dev/null; }
plain=$(ranking | head -n 1 | cut -d ' ' -f 2)
factors() { # of "ID SCORE" lines: how much more they count than without
    python3 -c '
import sys
for line in sys.stdin:
    id, score = line.split()
    print(id, round(float(score) / float(sys.argv[1]), 2))' "$plain"
}
is "all are alike without" "$(ranking | cut -d ' ' -f 2 | sort -u)" "$plain"
is "half as much more after a year" "$(ranking --recency 1y | factors | sort)" \
    "$(printf '%s\n' 'newest 2.0' 'old 1.0' 'oneyear 1.5' 'twoyears 1.25' 'undated 1.0' | sort)"
is "newest first" "$(ranking --recency 1y | head -n 3 | cut -d ' ' -f 1 | paste -sd ' ')" "newest oneyear twoyears"
is "365 days are 12 months" "$(ranking --recency 12m)" "$(ranking --recency 1y)"
like "26 weeks are half of it" "$(ranking --recency 26w | factors | grep oneyear)" '^oneyear 1\.25$'
is "from --until on" "$(ranking --recency 1y --until 2019-01-01T06:00 | factors | sed -n 1p | cut -c 1-11)" 'oneyear 2.0'
is "the same a page at a time" "$(for i in 0 1 2 3 4; do ranking --recency 1y -n 1 --offset $i; done)" "$(ranking --recency 1y)"
is "the same in one go" "$(ranking --recency 1y -n all)" "$(ranking --recency 1y)"
is "nothing behind the last" "$(ranking --recency 1y --offset 5)" ""
is "counted exactly" "$(newsdex-search "${indexes[@]}" --recency 1y --count cloud)" 5
is "no effect on other orders" "$(ranking --recency 1y --sort oldest)" "$(ranking --sort oldest)"
is "nor without a query that ranks" "$(newsdex-search "${indexes[@]}" --ids --recency 1y '*' 2>&1 | head -n 1)" newest

for age in 1 y 0y -1y 1.5y 1h 99999999999y 4294967295d '' 1yy; do
    run newsdex-search "${indexes[@]}" --recency "$age" cloud
    like "--recency '$age' is refused" "$code $err" '^2 newsdex-search: --recency .*: give a half-life'
done
ok "the longest there is" newsdex-search "${indexes[@]}" --recency 4294967294y cloud
done_testing
