/* For the tests of the API: a small index, made by newsdex-index in a folder that goes away. */
#ifndef NEWSDEX_TESTS_FIXTURE_H
#define NEWSDEX_TESTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "include/newsdex.h"

enum { FIXTURE_ARTICLES = 50 };

typedef struct fixture {
    char folder[256];
    char index[320];
} fixture;

static inline void fixture_write_articles(const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 1; i <= FIXTURE_ARTICLES; i++)
        fprintf(file,
                "{\"id\":\"n%d\",\"title\":\"Story number%d\",\"date\":\"%d-01-02\","
                "\"text\":\"A common tale of the cloud, told %d times.\"}\n",
                i, i, 1960 + i, i);
    assert_int_equal(fclose(file), 0);
}

/* Runs newsdex-index on the index with these arguments, in the shell's words; 0 when all went well.
 */
static inline int fixture_run_indexer(const char *index, const char *arguments)
{
    char command[1024];
    const char *program = getenv("NEWSDEX_INDEX_BIN");
    snprintf(command, sizeof command, "'%s' -i '%s' %s >/dev/null 2>&1",
             program ? program : ".build/newsdex-index", index, arguments);
    return system(command);
}

static inline int fixture_add(const char *index, const char *archive)
{
    char argument[512];
    snprintf(argument, sizeof argument, "'%s'", archive);
    return fixture_run_indexer(index, argument);
}

/* A group setup; the fixture becomes *state. */
static inline int fixture_make(void **state)
{
    fixture *made = calloc(1, sizeof *made);
    assert_non_null(made);
    const char *tmp = getenv("TMPDIR");
    snprintf(made->folder, sizeof made->folder, "%s/newsdex-api.XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(made->folder));
    snprintf(made->index, sizeof made->index, "%s/news.idx", made->folder);
    char path[320];
    snprintf(path, sizeof path, "%s/news.jsonl", made->folder);
    fixture_write_articles(path);
    *state = made;
    return fixture_add(made->index, path); /* not 0: the group fails */
}

static inline int fixture_remove(void **state)
{
    fixture *made = *state;
    char command[320];
    snprintf(command, sizeof command, "rm -rf '%s'", made->folder);
    int failed = system(command);
    free(made);
    return failed;
}

static inline newsdex *fixture_open(void **state)
{
    const fixture *made = *state;
    newsdex *nd = NULL;
    newsdex_error err = {0};
    if (newsdex_open(made->index, &nd, &err))
        fail_msg("%s", err.message);
    return nd;
}

static inline newsdex_query *fixture_parse(newsdex *nd, const char *text)
{
    newsdex_query *query = NULL;
    newsdex_error err = {0};
    if (newsdex_query_parse(nd, text, strlen(text), &query, &err))
        fail_msg("%s", err.message);
    return query;
}

#endif
