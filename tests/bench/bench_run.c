/*
 * Measures a process: bench_run OUTPUT ERRORS COMMAND... runs the command with
 * its output and errors sent to these files, and prints: seconds on the clock,
 * seconds of processor time, peak memory in bytes, exit code (128 and more: a
 * signal). In C because Linux counts the memory of the forking process into
 * that of its child, and the one that drives the benchmark is large.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CANNOT_RUN = 127 };

static int redirect(int fd, const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    return file < 0 ? -1 : dup2(file, fd);
}

static void become(const char *output, const char *errors, char **command)
{
    /* Not to be left behind when the benchmark is stopped. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (redirect(STDOUT_FILENO, output) < 0 || redirect(STDERR_FILENO, errors) < 0)
        _exit(CANNOT_RUN);
    execvp(command[0], command);
    perror(command[0]);
    _exit(CANNOT_RUN);
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: bench_run OUTPUT ERRORS COMMAND...\n");
        return 2;
    }
    double start = seconds_now();
    int status;
    struct rusage usage;
    pid_t child = fork();
    if (child == 0)
        become(argv[1], argv[2], argv + 3);
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
        perror("bench_run");
        return 1;
    }
    printf("%.6f %.6f %ld %d\n", seconds_now() - start,
           seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), usage.ru_maxrss * 1024,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
