# shellcheck shell=bash
# same_counts INDEX COUNTS QUERY...: one check a query that what newsdex-search counts is what
# tests/cli/count_time.py has written to COUNTS.

found_counts() { # INDEX QUERY
    local unit
    printf 'total\t%s\t%s\n' "$2" "$(newsdex-search -i "$1" --count "$2")"
    for unit in year month week day; do
        newsdex-search -i "$1" --timeline=$unit --tsv --compare '*' "$2" 2>>"$scratch/said" | tail -n +2 |
            awk -F '\t' -v OFS='\t' -v query="$2" -v unit=$unit '$3 { print "timeline", query, unit, $1, $3, $5 }'
    done
    newsdex-search -i "$1" --tsv --facet source:999999 --facet section:999999 --facet author:999999 \
        --facet language:999999 --facet year --facet month "$2" 2>>"$scratch/said" | tail -n +2 |
        awk -F '\t' -v OFS='\t' -v query="$2" '{ print "facet", query, $1, $2, $3 }'
}

same_counts() {
    local index=$1 counts=$2 query
    shift 2
    for query; do
        awk -F '\t' -v query="$query" '$2 == query' "$counts" >"$scratch/expected"
        found_counts "$index" "$query" | sort >"$scratch/found"
        is "$query: $(wc -l <"$scratch/expected") counts" "$(diff "$scratch/expected" "$scratch/found" | head -n 20)" ""
    done
}
