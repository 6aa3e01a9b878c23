#!/usr/bin/env bash
# newsdex.h compiles by itself in every C and C++ that is still in use, without a warning.
. tests/cli/lib.sh

cat >"$scratch/use.c" <<'END'
#include <newsdex.h>
#include <newsdex.h>
static newsdex_info info = NEWSDEX_INFO_INIT;
static newsdex_search_options options = NEWSDEX_SEARCH_OPTIONS_INIT;
typedef char error_is_256_bytes[sizeof(newsdex_error) == 256 ? 1 : -1];
int main(void)
{
    newsdex_search_options local = NEWSDEX_SEARCH_OPTIONS_INIT;
    error_is_256_bytes unused = {0};
    return info.size == sizeof info && options.limit == local.limit && NEWSDEX_VERSION_NUMBER > 0 ? unused[0] : 1;
}
END
cp "$scratch/use.c" "$scratch/use.cc"
# shellcheck disable=SC2317  # called through ok
compile() { # COMPILER STANDARD FILE
    "$1" -std="$2" -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only "$3"
}
for compiler in gcc clang; do
    command -v $compiler >/dev/null || continue
    for standard in c11 c17; do
        ok "$compiler, $standard" compile $compiler $standard "$scratch/use.c"
    done
done
for compiler in g++ clang++; do
    command -v $compiler >/dev/null || continue
    for standard in c++11 c++14 c++17 c++20; do
        ok "$compiler, $standard" compile $compiler $standard "$scratch/use.cc"
    done
done
done_testing
