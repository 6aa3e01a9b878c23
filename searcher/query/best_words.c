#include "searcher/query/best_words.h"

#include <string.h>

#include "searcher/base/error.h"
#include "searcher/index/record.h"

enum { RECORD_MAX = 1 << 30 };

/* The first of words that has the token's stem, but no word yet. */
static ndx_best_word *find_stem(ndx_best_word *words, size_t count, const ndx_token *token)
{
    for (size_t i = 0; i < count; i++)
        if (!words[i].word.length && words[i].stem.length == token->stem_length &&
            !memcmp(words[i].stem.text, token->stem, token->stem_length))
            return &words[i];
    return NULL;
}

static newsdex_status look_through(ndx_analyzer *analyzer, ndx_bytes text, ndx_arena *arena,
                                   ndx_best_word *words, size_t count, newsdex_error *err)
{
    ndx_token token;
    ndx_analyzer_start(analyzer, NDX_ANALYZE_ARTICLE, text.data, text.length, 1);
    while (ndx_analyzer_next(analyzer, &token)) {
        ndx_best_word *found = find_stem(words, count, &token);
        if (!found)
            continue;
        const char *copy = ndx_arena_copy(arena, token.word, token.word_length);
        if (!copy)
            return ndx_error_nomem(err);
        found->word = (ndx_query_text){copy, token.word_length};
    }
    return ndx_analyzer_status(analyzer) ? ndx_error_nomem(err) : NEWSDEX_OK;
}

newsdex_status ndx_best_words_find(xapc_database *db, ndx_analyzer *analyzer,
                                   const uint32_t *docids, size_t docid_count, ndx_arena *arena,
                                   ndx_best_word *words, size_t count, newsdex_error *err)
{
    ndx_buffer bytes;
    ndx_buffer_init(&bytes, RECORD_MAX);
    newsdex_status status = NEWSDEX_OK;
    for (size_t i = 0; i < docid_count && !status; i++) {
        ndx_record record;
        ndx_buffer_clear(&bytes);
        if ((status = xapc_database_record(db, docids[i], &bytes, err)))
            break;
        ndx_record_read(bytes.data, bytes.length, &record);
        status = look_through(analyzer, record.values[NDX_RECORD_TITLE], arena, words, count, err);
        if (!status)
            status = look_through(analyzer, record.text, arena, words, count, err);
    }
    ndx_buffer_release(&bytes);
    return status;
}

static bool has_stem(const ndx_node *node, ndx_query_text stem)
{
    return node->kind == NDX_NODE_LEAF && node->leaf->kind == NDX_LEAF_WORD &&
           node->leaf->stem.length == stem.length &&
           !memcmp(node->leaf->stem.text, stem.text, stem.length);
}

bool ndx_best_words_append(ndx_query_parser *parser, ndx_node *list, const ndx_best_word *words,
                           size_t count, size_t max)
{
    for (size_t i = 0, appended = 0; i < count && appended < max; i++) {
        const ndx_query_token token = {
            .kind = NDX_QUERY_WORD, .text = words[i].word.text, .length = words[i].word.length};
        if (!token.length)
            continue;
        ndx_node *node = ndx_query_leaf_node(parser, &token, NULL);
        if (!node)
            return false;
        if (!has_stem(node, words[i].stem) || ndx_leaf_is_stop_word(parser->analyzer, node->leaf))
            continue;
        node->leaf->alphabetic = false; /* nobody typed it: no other spellings */
        ndx_node_append(list, node);
        appended++;
    }
    return true;
}
