#!/usr/bin/env bash
# Completion: the functions for bash called as bash calls them; fish asked, where it is; zsh at least parses it.
. tests/cli/lib.sh

run newsdex-index -q -i "$scratch/my news.idx" samples/archives
. searcher/completion/newsdex.bash
complete_line() { # WORD...: what is offered for the last
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _newsdex 2>/dev/null
    printf '%s\n' "${COMPREPLY[@]}"
}

is "an option" "$(complete_line newsdex-search --so)" $'--sort\n--source'
is "an option of the indexer" "$(complete_line newsdex-index --opt)" --optimize
offered=$(complete_line newsdex-search -)
while read -r option; do
    like "$option" "$offered" "^$option\$"
done < <(newsdex-search --help=all | sed '/^A query/,$d' | grep -Eo -- '--[a-z][a-z-]*' | sort -u)
is "a choice" "$(complete_line newsdex-search --sort n)" newest
is "a choice behind =" "$(complete_line newsdex-search --cite = b)" bibtex
is "all choices behind =" "$(complete_line newsdex-search --timeline =)" $'year\nmonth\nweek\nday'
is "a field" "$(complete_line newsdex-search cloud ti)" title:
is "no field where nothing is typed" "$(complete_line newsdex-search cloud '')" ""
index=$scratch/my\ news.idx
is "a source of the index, quoted" "$(complete_line newsdex-search -i "$index" --source Te)" 'Tech\ Ledger'
is "a section" "$(complete_line newsdex-search -i "$index" --section Technol)" Technology
is "a language" "$(complete_line newsdex-search --index "${index// /\\ }" --lang en)" en
is "the usual index" "$(NEWSDEX_INDEX=$index complete_line newsdex-search --source 'Lagoon\ ')" 'Lagoon\ Herald'
is "no index: nothing" "$(complete_line newsdex-search -i "$scratch/none.idx" --source T)" ""
is "a file" "$(complete_line newsdex-search -i "$scratch/my")" "$index"
is "an archive" "$(complete_line newsdex-index samples/arch)" samples/archives
is "each choice is one" "$(for sort in $(complete_line newsdex-search --sort ''); do
    newsdex-search -i "$index" --count --sort "$sort" cloud; done | sort -u)" 5
for field in $(complete_line newsdex-search --facet ''); do
    ok "--facet $field" newsdex-search -i "$index" --facet "$field" cloud
done
for shell in zsh fish; do
    file=searcher/completion/$([ $shell = zsh ] && echo _newsdex || echo newsdex.fish)
    if command -v $shell >/dev/null; then
        ok "$file parses" $shell -n "$file"
    else
        skip "$file parses" "no $shell here"
    fi
done
if command -v fish >/dev/null; then
    ask_fish() { HOME=$scratch fish -c "source searcher/completion/newsdex.fish; complete -C '$1'"; }
    is "fish: a source" "$(NEWSDEX_INDEX=$index ask_fish 'newsdex-search --source Te')" 'Tech Ledger'
    is "fish: an option" "$(ask_fish 'newsdex-search --so' | cut -f 1 | sort)" $'--sort\n--source'
fi
done_testing
