# Completion in fish: options are asked of the programs, values of the index that the line names.

function __newsdex_options --argument-names program help
    $program $help 2>/dev/null | string match --all --regex -- '--[a-z][a-z-]*' | sort -u
end

function __newsdex_values --argument-names field
    set --local words (commandline --tokenize --cut-at-cursor)
    set --local indexes
    for i in (seq 2 (count $words))
        if contains -- $words[$i] -i --index
            set --append indexes -i $words[(math $i + 1)]
        end
    end
    newsdex-search $indexes --facet $field:1000 --tsv '*' 2>/dev/null | awk -F '\t' 'NR > 1 && $2 != "" { print $2 }'
end

complete -c newsdex-search -f
complete -c newsdex-search -n 'string match -q -- "-*" (commandline -ct)' -a '(__newsdex_options newsdex-search --help=all)'
complete -c newsdex-index -n 'string match -q -- "-*" (commandline -ct)' -a '(__newsdex_options newsdex-index --help)'
complete -c newsdex-search -s i -l index -r -F
complete -c newsdex-index -s i -l index -r -F
complete -c newsdex-search -l query-file -r -F
complete -c newsdex-search -l report -r -F
complete -c newsdex-search -l sort -x -a 'relevance newest oldest'
complete -c newsdex-search -l color -x -a 'auto always never'
complete -c newsdex-search -l links -a 'auto always never'
complete -c newsdex-search -l cite -a 'bibtex csl-json'
complete -c newsdex-search -l timeline -a 'year month week day'
complete -c newsdex-search -l facet -x -a 'source section author language year month'
complete -c newsdex-search -l source -x -a '(__newsdex_values source)'
complete -c newsdex-search -l section -x -a '(__newsdex_values section)'
complete -c newsdex-search -l lang -x -a '(__newsdex_values language)'
complete -c newsdex-search -a 'title: author: source: section: keyword: url: id: lang: date:'
