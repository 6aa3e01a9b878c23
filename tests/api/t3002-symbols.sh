#!/usr/bin/env bash
# The libraries export the functions that newsdex.h declares, and nothing else.
. tests/cli/lib.sh

build=${NEWSDEX_BUILD:-.build}
# As the compiler sees them: comments don't count.
declared=$(cc -E -P include/newsdex.h | grep -Eo '\bnewsdex_[a-z_]+ *\(' | tr -d ' (' | sort -u)
ok "the header declares functions" test "$(wc -l <<<"$declared")" -gt 20

exported=$(nm -D --defined-only "$build/libnewsdex.so" | awk '$2 != "A" { print $3 }' | sed 's/@.*//' | sort -u)
is "libnewsdex.so" "$exported" "$declared"

# GNU unique and weak symbols are what C++ templates leave; they can't be localised and do no harm.
global=$(nm --defined-only --extern-only "$build/libnewsdex.a" 2>/dev/null | awk '$2 ~ /^[TDBRC]$/ { print $3 }' | sort -u)
is "libnewsdex.a" "$global" "$declared"

manual=$(sed 's/\\f[BR]//g' searcher/newsdex.3)
for function in $declared; do
    like "$function is in newsdex(3)" "$manual" "\b$function\("
done
like "the library has a soname" "$(objdump -p "$build/libnewsdex.so")" 'SONAME +libnewsdex\.so\.[0-9]+$'
like "exports are versioned" "$(nm -D --defined-only "$build/libnewsdex.so")" ' newsdex_open@@NEWSDEX_0$'
done_testing
