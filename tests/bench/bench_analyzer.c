/* Speed of the analyser: bench_analyzer FILE [LANGUAGE] prints MB/s over the file, read as one
 * text. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "searcher/text/analyzer.h"

enum { ROUNDS = 3 };

static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    char *text = NULL;
    long size = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
    if (size > 0 && !fseek(file, 0, SEEK_SET) && (text = malloc((size_t)size)) != NULL)
        *length = fread(text, 1, (size_t)size, file);
    fclose(file);
    return text;
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    size_t length = 0;
    char *text = argc > 1 ? read_file(argv[1], &length) : NULL;
    ndx_analyzer *analyzer = NULL;
    newsdex_error err;
    if (!text) {
        fprintf(stderr, "usage: bench_analyzer FILE [LANGUAGE]\n");
        return 2;
    }
    if (ndx_analyzer_new(argc > 2 ? argv[2] : "english", &analyzer, &err)) {
        fprintf(stderr, "bench_analyzer: %s\n", err.message);
        free(text);
        return 2;
    }
    for (int round = 0; round < ROUNDS; round++) {
        ndx_token token;
        size_t tokens = 0;
        double start = seconds_now();
        ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text, length, 1);
        while (ndx_analyzer_next(analyzer, &token))
            tokens++;
        double seconds = seconds_now() - start;
        printf("%.1f MB, %zu tokens, %.1f MB/s, %.0f ns a token\n", (double)length / 1e6, tokens,
               (double)length / 1e6 / seconds, seconds * 1e9 / (double)tokens);
    }
    ndx_analyzer_free(analyzer);
    free(text);
    return 0;
}
