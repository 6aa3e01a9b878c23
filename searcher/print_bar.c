#include "searcher/print_bar.h"

void print_bar(const terminal *term, double part, unsigned columns)
{
    static const char *const blocks[] = {
        "",
        "\xE2\x96\x8F", /* U+258F, an eighth */
        "\xE2\x96\x8E",
        "\xE2\x96\x8D",
        "\xE2\x96\x8C",
        "\xE2\x96\x8B",
        "\xE2\x96\x8A",
        "\xE2\x96\x89",
        "\xE2\x96\x88", /* U+2588, whole */
    };
    unsigned eighths = (unsigned)(part * columns * 8 + 0.5);
    if (eighths == 0 && part > 0)
        eighths = 1;
    terminal_style(term, TERMINAL_FAINT);
    for (; eighths >= 8; eighths -= 8)
        fputs(blocks[8], term->stream);
    fputs(blocks[eighths], term->stream);
    terminal_style(term, TERMINAL_PLAIN);
}
