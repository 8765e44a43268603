/* Another program, run for us. */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
    TICK_MS = 250,
    PIECE = 64 * 1024,
    LONGEST_LINE = 512,
    MOST_VARIABLES = 8
};

static bool is_ours(const char *variable, const char *const *more)
{
    size_t length = strcspn(variable, "=") + 1;
    for (size_t i = 0; more && more[i]; i++)
        if (strncmp(variable, more[i], length) == 0)
            return true;
    return false;
}

/* The environment with what is to be beside it, or in its place; free() gives it back. */
static char **environment_with(const char *const *more)
{
    size_t count = 0, n = 0;
    while (environ[count])
        count++;
    const char **all = calloc(count + MOST_VARIABLES + 1, sizeof *all);
    if (!all)
        abort();
    for (size_t i = 0; i < count; i++)
        if (!is_ours(environ[i], more))
            all[n++] = environ[i];
    for (size_t i = 0; more && more[i] && i < MOST_VARIABLES; i++)
        all[n++] = more[i];
    return (char **)(uintptr_t)all;
}

static void close_both(const int ends[2])
{
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

static int spawn_with(struct child *c, const struct child_job *job, int out, int err)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none, usual;
    char **variables = environment_with(job->variables);
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &usual);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&files);
    if (job->in >= 0)
        posix_spawn_file_actions_adddup2(&files, job->in, STDIN_FILENO);
    else
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    if (job->given >= 0)
        posix_spawn_file_actions_adddup2(&files, job->given, CHILD_GIVEN_FD);
    int rc = posix_spawnp(&c->pid, job->argv[0], &files, &how, (char *const *)(uintptr_t)job->argv, variables);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    free(variables);
    return rc;
}

bool child_start(struct child *c, const struct child_job *job)
{
    int out[2] = { -1, -1 }, err[2] = { -1, -1 };
    *c = (struct child){ .pid = -1, .out = -1, .err = -1 };
    if (pipe2(err, O_CLOEXEC) != 0 || (job->out < 0 && pipe2(out, O_CLOEXEC) != 0)) {
        close_both(err);
        return false;
    }
    int rc = spawn_with(c, job, job->out < 0 ? out[1] : job->out, err[1]);
    if (out[1] >= 0)
        close(out[1]);
    close(err[1]);
    c->out = out[0];
    c->err = err[0];
    if (rc == 0)
        return true;
    close_both((const int[2]){ out[0], err[0] });
    errno = rc;
    return false;
}

/* What does not fit any more is the oldest. */
static void keep_said(struct child *c, const char *line)
{
    size_t more = strlen(line) + 1, have = strlen(c->said);
    if (more >= sizeof c->said)
        return;
    while (have + more >= sizeof c->said) {
        const char *next = strchr(c->said, '\n');
        size_t gone = next ? (size_t)(next - c->said) + 1 : have;
        memmove(c->said, c->said + gone, have - gone + 1);
        have -= gone;
    }
    memcpy(c->said + have, line, more - 1);
    memcpy(c->said + have + more - 1, "\n", 2);
}

struct reading {
    struct child *child;
    const struct child_job *job;
    char line[LONGEST_LINE];
    size_t length;
};

static void end_line(struct reading *r)
{
    r->line[r->length] = '\0';
    if (r->job->line)
        r->job->line(r->job->ctx, r->line);
    if (r->length)
        keep_said(r->child, r->line);
    r->length = 0;
}

static void take_said(struct reading *r, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '\n')
            end_line(r);
        else if (r->length + 1 < sizeof r->line)
            r->line[r->length++] = bytes[i] ? bytes[i] : ' ';
}

/* False: nothing more comes there. */
static bool read_some(int fd, char *piece, ssize_t *n)
{
    *n = read(fd, piece, PIECE);
    return *n > 0 || (*n < 0 && (errno == EINTR || errno == EAGAIN));
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* True: all was read, and everybody wants its end. */
static bool read_all(struct reading *r, char *piece)
{
    struct child *c = r->child;
    const struct child_job *job = r->job;
    while (c->out >= 0 || c->err >= 0) {
        struct pollfd both[] = { { .fd = c->out, .events = POLLIN }, { .fd = c->err, .events = POLLIN } };
        ssize_t n = 0;
        poll(both, 2, TICK_MS);
        if (job->tick && !job->tick(job->ctx))
            return false;
        if (both[0].revents && !read_some(c->out, piece, &n))
            shut(&c->out);
        if (n > 0 && job->bytes && !job->bytes(job->ctx, piece, (size_t)n))
            return false;
        n = 0;
        if (both[1].revents && !read_some(c->err, piece, &n))
            shut(&c->err);
        if (n > 0)
            take_said(r, piece, (size_t)n);
    }
    return true;
}

bool child_finish(struct child *c, const struct child_job *job)
{
    struct reading r = { .child = c, .job = job };
    char *piece = malloc(PIECE);
    int status = 0;
    if (!piece)
        abort();
    bool ok = read_all(&r, piece);
    free(piece);
    if (r.length)
        end_line(&r);
    if (!ok)
        kill(c->pid, SIGTERM);
    shut(&c->out);
    shut(&c->err);
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return ok && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool child_run(struct child *c, const struct child_job *job, bool *was_started)
{
    *was_started = child_start(c, job);
    return *was_started && child_finish(c, job);
}
