#include "searcher/new_file.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- interrupted ------------------------------------------------------------------ */

static const int interruptions[] = {SIGHUP, SIGINT, SIGTERM};
static char unfinished[PATH_MAX]; /* the one draft there can be; for a signal handler */

static void remove_unfinished(int interruption)
{
    unlink(unfinished);
    raise(interruption); /* which has its usual effect by now */
}

static void guard_draft(const char *draft)
{
    const struct sigaction guarded = {.sa_handler = remove_unfinished,
                                      .sa_flags = (int)SA_RESETHAND};
    struct sigaction before;
    if (strlen(draft) >= sizeof unfinished)
        return;
    strcpy(unfinished, draft);
    for (size_t i = 0; i < sizeof interruptions / sizeof *interruptions; i++) {
        sigaction(interruptions[i], NULL, &before);
        if (before.sa_handler == SIG_DFL) /* and not ignored, as by nohup */
            sigaction(interruptions[i], &guarded, NULL);
    }
}

/* As mkstemp. An interruption waits until it is known what to remove. */
static int make_guarded(char *draft)
{
    sigset_t waiting, before;
    sigemptyset(&waiting);
    for (size_t i = 0; i < sizeof interruptions / sizeof *interruptions; i++)
        sigaddset(&waiting, interruptions[i]);
    sigprocmask(SIG_BLOCK, &waiting, &before);
    const int fd = mkstemp(draft);
    if (fd >= 0)
        guard_draft(draft);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return fd;
}

/* ---- files ------------------------------------------------------------------------ */

/* Whether what is there, if anything, may be replaced: a file, not a device or a pipe. */
static bool is_replaceable(const char *path)
{
    struct stat info;
    return stat(path, &info) != 0 || S_ISREG(info.st_mode);
}

/* What a file made in the usual way would allow. */
static mode_t usual_mode(void)
{
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static FILE *open_draft(const char *path, char **draft)
{
    if (asprintf(draft, "%s.XXXXXX", path) < 0) {
        *draft = NULL;
        return NULL;
    }
    const int fd = make_guarded(*draft);
    FILE *stream = fd < 0 || fchmod(fd, usual_mode()) ? NULL : fdopen(fd, "w");
    if (stream)
        return stream;
    const int reason = errno;
    if (fd >= 0) {
        close(fd);
        unlink(*draft);
    }
    free(*draft);
    *draft = NULL;
    errno = reason;
    return NULL;
}

bool new_file_open(new_file *file, const char *path)
{
    *file = (new_file){0};
    if (strcmp(path, "-") == 0) {
        file->stream = stdout;
        return true;
    }
    /* A link stays, and what it names is replaced. */
    file->path = realpath(path, NULL);
    if (!file->path && errno == ENOENT)
        file->path = strdup(path);
    if (file->path)
        file->stream = is_replaceable(file->path) ? open_draft(file->path, &file->draft)
                                                  : fopen(file->path, "w");
    if (file->stream)
        return true;
    free(file->path);
    return false;
}

static void release(new_file *file)
{
    free(file->path);
    free(file->draft);
    *file = (new_file){0};
}

bool new_file_finish(new_file *file)
{
    if (file->stream == stdout) {
        release(file);
        return true; /* main looks after that */
    }
    bool done = !ferror(file->stream) && fflush(file->stream) == 0;
    if (done && file->draft)
        done = fsync(fileno(file->stream)) == 0;
    int reason = errno;
    if (fclose(file->stream) != 0 && done) {
        reason = errno;
        done = false;
    }
    if (done && file->draft && rename(file->draft, file->path) != 0) {
        reason = errno;
        done = false;
    }
    if (!done && file->draft)
        unlink(file->draft);
    release(file);
    errno = reason;
    return done;
}

void new_file_abandon(new_file *file)
{
    if (file->stream && file->stream != stdout)
        fclose(file->stream);
    if (file->draft)
        unlink(file->draft);
    release(file);
}
