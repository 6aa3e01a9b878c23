# Completion of newsdex-search and newsdex-index in bash. What options there are is asked of the
# programs themselves, and which sources, sections and languages of the index that the line names.

_newsdex_options() { # PROGRAM
    "$1" "$([ "$1" = newsdex-search ] && echo --help=all || echo --help)" 2>/dev/null |
        grep -Eo -- '--[a-z][a-z-]*' | sort -u
}

# The values of a field in the index, a line each, quoted as the shell wants them.
_newsdex_values() { # FIELD
    local i value indexes=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        value=${COMP_WORDS[i + 1]//[\\\'\"]/} # as it was before it was quoted
        case ${COMP_WORDS[i]} in -i | --index) indexes+=(-i "$value") ;; esac
    done
    newsdex-search "${indexes[@]}" --facet "$1:1000" --tsv '*' 2>/dev/null |
        awk -F '\t' 'NR > 1 && $2 != "" { print $2 }' |
        while IFS= read -r value; do printf '%q\n' "$value"; done
}

_newsdex_offer() { # CANDIDATES: a line each
    local candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        [ -n "$candidate" ] && [[ $candidate == "$cur"* ]] && COMPREPLY+=("$candidate")
    done <<<"$1"
}

_newsdex() {
    local program=${COMP_WORDS[0]##*/} cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
    # "--cite=b" comes as three words.
    [ "$cur" = = ] && cur=
    [ "$option" = = ] && option=${COMP_WORDS[COMP_CWORD - 2]}
    case $program$option in
    newsdex-search--sort) _newsdex_offer $'relevance\nnewest\noldest' ;;
    newsdex-search--color | newsdex-search--links) _newsdex_offer $'auto\nalways\nnever' ;;
    newsdex-search--cite) _newsdex_offer $'bibtex\ncsl-json' ;;
    newsdex-search--timeline) _newsdex_offer $'year\nmonth\nweek\nday' ;;
    newsdex-search--facet) _newsdex_offer $'source\nsection\nauthor\nlanguage\nyear\nmonth' ;;
    newsdex-search--source) _newsdex_offer "$(_newsdex_values source)" ;;
    newsdex-search--section) _newsdex_offer "$(_newsdex_values section)" ;;
    newsdex-search--lang) _newsdex_offer "$(_newsdex_values language)" ;;
    newsdex-*-i | newsdex-*--index | newsdex-search--query-file | newsdex-search--report)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        ;;
    *)
        if [[ $cur == -* ]]; then
            _newsdex_offer "$(_newsdex_options "$program")"
        elif [ "$program" = newsdex-index ]; then
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        elif [ -n "$cur" ]; then
            compopt -o nospace 2>/dev/null
            _newsdex_offer $'title:\nauthor:\nsource:\nsection:\nkeyword:\nurl:\nid:\nlang:\ndate:'
        fi
        ;;
    esac
}

complete -F _newsdex newsdex-search newsdex-index
