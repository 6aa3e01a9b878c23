/*
 * Runs a fuzz target over stored inputs, as a test: each file in
 * tests/fuzz/corpus/TARGET, and a few inputs that need no file. TAP on stdout.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST_INPUT = 8 << 20 };

/* Exact allocation, so that a sanitizer sees each byte read too far. */
static void run(const char *data, size_t length)
{
    uint8_t *copy = malloc(length ? length : 1);
    if (!copy)
        abort();
    if (length)
        memcpy(copy, data, length);
    LLVMFuzzerTestOneInput(copy, length);
    free(copy);
}

static int run_file(const char *path)
{
    static char buffer[LARGEST_INPUT];
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t length = fread(buffer, 1, sizeof buffer, file);
    fclose(file);
    run(buffer, length);
    return 1;
}

int main(int argc, char **argv)
{
    char folder[512], path[1024];
    const char *name = strrchr(argv[0], '/');
    int tests = 0;
    for (int i = 1; i < argc; i++)
        run_file(argv[i]);
    run("", 0);
    run("\0", 1);
    run("\xff\xfe\xc3", 3);
    printf("ok %d - small inputs\n", ++tests);
    snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", name ? name + 1 : argv[0]);
    DIR *dir = opendir(folder);
    for (struct dirent *item; dir && (item = readdir(dir));) {
        if (item->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, item->d_name);
        printf("%s %d - %s\n", run_file(path) ? "ok" : "not ok", ++tests, item->d_name);
    }
    if (dir)
        closedir(dir);
    printf("1..%d\n", tests);
    return 0;
}
