#include "indexer/archive/arc_walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "searcher/base/arena.h"
#include "searcher/base/buffer.h"
#include "searcher/base/error.h"

/* Deeper than any path the system opens; a bound all the same. */
#define DEPTH_MAX 4096
#define PATH_MOST (1024 * 1024)

/* One folder being walked. */
typedef struct listing {
    struct listing *outer;
    ndx_arena arena;    /* of the names */
    const char **names; /* sorted; those of folders end in "/" */
    size_t count, next;
    size_t path_length; /* of the folder, in the walk's path, with the "/" */
} listing;

struct arc_walk {
    listing *top;
    size_t depth;
    ndx_buffer path;
};

static void pop_listing(arc_walk *walk)
{
    listing *done = walk->top;
    walk->top = done->outer;
    walk->depth--;
    ndx_arena_release(&done->arena);
    free(done->names);
    free(done);
}

static bool is_folder(arc_walk *walk, const struct dirent *found)
{
    if (found->d_type != DT_UNKNOWN)
        return found->d_type == DT_DIR;
    size_t length = walk->path.length;
    struct stat info;
    bool folder = !ndx_buffer_append_text(&walk->path, found->d_name, NULL) &&
                  lstat(walk->path.data, &info) == 0 && S_ISDIR(info.st_mode);
    ndx_buffer_truncate(&walk->path, length);
    return folder;
}

static newsdex_status add_name(arc_walk *walk, listing *to, size_t *room,
                               const struct dirent *found, newsdex_error *err)
{
    if (to->count == *room) {
        *room = *room ? 2 * *room : 64;
        const char **names = realloc(to->names, *room * sizeof *names);
        if (!names)
            return ndx_error_nomem(err);
        to->names = names;
    }
    size_t length = strlen(found->d_name);
    bool folder = is_folder(walk, found);
    char *name = ndx_arena_alloc(&to->arena, length + 2);
    if (!name)
        return ndx_error_nomem(err);
    memcpy(name, found->d_name, length);
    memcpy(name + length, folder ? "/" : "", folder ? 2 : 1);
    to->names[to->count++] = name;
    return NEWSDEX_OK;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Lists the folder at walk->path (which ends in "/"), on top of the others. */
static newsdex_status push_listing(arc_walk *walk, newsdex_error *err)
{
    if (walk->depth == DEPTH_MAX)
        return ndx_error_set(err, NEWSDEX_E_IO, "too many folders within folders");
    DIR *folder = opendir(walk->path.data);
    if (!folder)
        return errno == ENOMEM ? ndx_error_nomem(err) : ndx_error_errno(err, "cannot be listed");
    listing *fresh = calloc(1, sizeof *fresh);
    newsdex_status status = fresh ? NEWSDEX_OK : ndx_error_nomem(err);
    if (fresh) {
        fresh->outer = walk->top;
        fresh->path_length = walk->path.length;
        walk->top = fresh;
        walk->depth++;
    }
    size_t room = 0;
    for (const struct dirent *found; !status && (found = readdir(folder));)
        if (strcmp(found->d_name, ".") != 0 && strcmp(found->d_name, "..") != 0)
            status = add_name(walk, fresh, &room, found, err);
    closedir(folder);
    if (!status && fresh->count > 1)
        qsort(fresh->names, fresh->count, sizeof *fresh->names, compare_names);
    return status;
}

newsdex_status arc_walk_new(const char *folder, arc_walk **out, newsdex_error *err)
{
    arc_walk *walk = calloc(1, sizeof *walk);
    *out = NULL;
    if (!walk)
        return ndx_error_nomem(err);
    ndx_buffer_init(&walk->path, PATH_MOST);
    newsdex_status status = ndx_buffer_append_text(&walk->path, folder, err);
    if (!status && walk->path.length && walk->path.data[walk->path.length - 1] != '/')
        status = ndx_buffer_append_byte(&walk->path, '/', err);
    if (!status)
        status = push_listing(walk, err);
    if (status) {
        arc_walk_free(walk);
        return status;
    }
    *out = walk;
    return NEWSDEX_OK;
}

void arc_walk_free(arc_walk *walk)
{
    if (!walk)
        return;
    while (walk->top)
        pop_listing(walk);
    ndx_buffer_release(&walk->path);
    free(walk);
}

static arc_walk_kind kind_of(const char *path, newsdex_error *err)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        ndx_error_errno(err, "cannot be looked at");
        return ARC_WALK_FAILED;
    }
    return S_ISREG(info.st_mode)   ? ARC_WALK_FILE
           : S_ISLNK(info.st_mode) ? ARC_WALK_LINK
                                   : ARC_WALK_OTHER;
}

newsdex_status arc_walk_next(arc_walk *walk, arc_walk_kind *kind, const char **path,
                             newsdex_error *err)
{
    while (walk->top) {
        listing *top = walk->top;
        ndx_buffer_truncate(&walk->path, top->path_length);
        if (top->next == top->count) {
            pop_listing(walk);
            continue;
        }
        newsdex_status status = ndx_buffer_append_text(&walk->path, top->names[top->next++], err);
        if (status == NEWSDEX_E_NOMEM)
            return status;
        *path = walk->path.data;
        if (status) {
            *kind = ARC_WALK_FAILED;
            return NEWSDEX_OK;
        }
        if (walk->path.data[walk->path.length - 1] != '/') {
            *kind = kind_of(*path, err);
            return NEWSDEX_OK;
        }
        status = push_listing(walk, err);
        if (status == NEWSDEX_E_NOMEM)
            return status;
        if (status) {
            *kind = ARC_WALK_FAILED;
            return NEWSDEX_OK;
        }
    }
    *kind = ARC_WALK_END;
    return NEWSDEX_OK;
}
