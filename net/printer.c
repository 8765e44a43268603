/* A receipt printer, by device, TCP or `lp`. */
#include "net/printer.h"

#include "base/clock.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <linux/sockios.h>

enum {
    LOOK_MS = 100, /* so often it is asked whether to stop, and what was taken */
    MOST_SAID = 200
};

extern char **environ;

struct printer {
    struct printer_config config;
    char what[96];
    int fd; /* -1: a queue, which is begun when there is something to send */
    CURL *easy;
    int64_t until_ms;
};

static bool is_over(const struct printer *p)
{
    return p->config.is_over && p->config.is_over(p->config.ctx);
}

static int64_t left_ms(const struct printer *p)
{
    return p->until_ms - clock_ms();
}

/* --- reaching it --- */

/* What can be written to without an end: no file that would grow unseen. */
static bool check_kind(const struct printer *p, struct error *e)
{
    struct stat info;
    if (fstat(p->fd, &info) == 0 && (S_ISCHR(info.st_mode) || S_ISFIFO(info.st_mode)))
        return true;
    error_set(e, ERR_CONFIG, p->what, "%s is no device", p->config.device);
    return error_hint(e, "a receipt goes to a file by `hotspot-console receipt NUMBER --output FILE`");
}

/* A terminal line would change what goes through it. */
static void make_raw(int fd)
{
    struct termios line;
    if (!isatty(fd) || tcgetattr(fd, &line) != 0)
        return;
    cfmakeraw(&line);
    tcsetattr(fd, TCSANOW, &line);
}

static bool open_device(struct printer *p, struct error *e)
{
    p->fd = open(p->config.device, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (p->fd < 0) {
        int why = errno;
        error_set(e, ERR_UNREACHABLE, p->what, "%s: %s", p->config.device,
                  why == ENXIO ? "nobody reads it" : strerror(why));
        if (why == EACCES)
            error_hint(e, "the user of the console or the worker has to be in the group lp");
        return false;
    }
    if (!check_kind(p, e))
        return false;
    make_raw(p->fd);
    return true;
}

static int stop_connecting(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct printer *p = ctx;
    (void)a, (void)b, (void)c, (void)d;
    return is_over(p);
}

/* libcurl bounds looking up the name as well. */
static bool open_tcp(struct printer *p, struct error *e)
{
    char url[320], reason[CURL_ERROR_SIZE] = "";
    bool is_bare_ipv6 = strchr(p->config.host, ':') && p->config.host[0] != '[';
    curl_socket_t fd = CURL_SOCKET_BAD;
    snprintf(url, sizeof url, is_bare_ipv6 ? "http://[%s]:%d/" : "http://%s:%d/", p->config.host, p->config.port);
    p->easy = curl_easy_init();
    CURLcode rc = p->easy ? CURLE_OK : CURLE_FAILED_INIT;
    if (rc == CURLE_OK) {
        curl_easy_setopt(p->easy, CURLOPT_URL, url);
        curl_easy_setopt(p->easy, CURLOPT_CONNECT_ONLY, 1L);
        curl_easy_setopt(p->easy, CURLOPT_PROXY, "");
        curl_easy_setopt(p->easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(p->easy, CURLOPT_ERRORBUFFER, reason);
        curl_easy_setopt(p->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)p->config.deadline_ms);
        curl_easy_setopt(p->easy, CURLOPT_XFERINFOFUNCTION, stop_connecting);
        curl_easy_setopt(p->easy, CURLOPT_XFERINFODATA, p);
        curl_easy_setopt(p->easy, CURLOPT_NOPROGRESS, 0L);
        rc = curl_easy_perform(p->easy);
    }
    if (rc == CURLE_OK)
        rc = curl_easy_getinfo(p->easy, CURLINFO_ACTIVESOCKET, &fd);
    if (rc == CURLE_OK && fd != CURL_SOCKET_BAD) {
        p->fd = fd;
        return true;
    }
    return error_set(e, is_over(p) ? ERR_CANCELLED : ERR_UNREACHABLE, p->what, "%s:%d: %s", p->config.host,
                     p->config.port, *reason ? reason : curl_easy_strerror(rc));
}

struct printer *printer_open(const struct printer_config *config, struct error *e)
{
    struct printer *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->config = *config;
    p->fd = -1;
    p->until_ms = clock_ms() + config->deadline_ms;
    snprintf(p->what, sizeof p->what, "printer %s takes nothing", config->name);
    bool ok = config->queue || (config->device ? open_device(p, e) : open_tcp(p, e));
    if (ok)
        return p;
    printer_close(p);
    return NULL;
}

void printer_close(struct printer *p)
{
    if (!p)
        return;
    if (p->easy)
        curl_easy_cleanup(p->easy); /* its socket with it */
    else if (p->fd >= 0)
        close(p->fd);
    free(p);
}

/* --- sending --- */

/* Whoever reads may go away while we write: that is an error here, and no signal for the program. */
struct pipe_guard {
    sigset_t only, before;
    bool was_pending;
};

static void guard_begin(struct pipe_guard *g)
{
    sigset_t pending;
    sigemptyset(&g->only);
    sigaddset(&g->only, SIGPIPE);
    sigpending(&pending);
    g->was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &g->only, &g->before);
}

static void guard_end(const struct pipe_guard *g)
{
    const struct timespec now = { 0 };
    while (!g->was_pending && sigtimedwait(&g->only, NULL, &now) == SIGPIPE)
        ;
    pthread_sigmask(SIG_SETMASK, &g->before, NULL);
}

/* Waits for the next step; false with e when there is no time left for it. */
static bool wait_for(const struct printer *p, int fd, short events, struct error *e)
{
    struct pollfd one = { .fd = fd, .events = events };
    for (;;) {
        int64_t left = left_ms(p);
        if (is_over(p))
            return error_set(e, ERR_CANCELLED, p->what, "stopped");
        if (left <= 0)
            return error_set(e, ERR_UNREACHABLE, p->what,
                             "it took nothing more within %d ms: is it out of paper, or off?", p->config.deadline_ms);
        int n = poll(&one, 1, left < LOOK_MS ? (int)left : LOOK_MS);
        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return error_set(e, ERR_UNREACHABLE, p->what, "%s", strerror(errno));
    }
}

static bool write_all(const struct printer *p, int fd, const char *bytes, size_t size, size_t *sent, struct error *e)
{
    while (*sent < size) {
        ssize_t n = write(fd, bytes + *sent, size - *sent);
        if (n > 0)
            *sent += (size_t)n;
        else if (n < 0 && errno != EINTR && errno != EAGAIN)
            return error_set(e, ERR_UNREACHABLE, p->what, "%s",
                             errno == EPIPE || errno == ECONNRESET ? "it closed the connection" : strerror(errno));
        else if (!wait_for(p, fd, POLLOUT, e))
            return false;
    }
    return true;
}

/* How much of what was written is still here, as far as the system tells. */
static int unsent_bytes(const struct printer *p)
{
    int waiting = 0;
    if (ioctl(p->fd, p->easy ? SIOCOUTQ : TIOCOUTQ, &waiting) != 0)
        return 0;
    return waiting;
}

/* Written is not taken: a printer that went away leaves the end of it behind. */
static bool wait_until_taken(const struct printer *p, struct error *e)
{
    while (unsent_bytes(p) > 0) {
        struct pollfd one = { .fd = p->fd, .events = 0 };
        if (is_over(p))
            return error_set(e, ERR_CANCELLED, p->what, "stopped");
        if (left_ms(p) <= 0)
            return error_set(e, ERR_UNREACHABLE, p->what, "it took not all of it within %d ms", p->config.deadline_ms);
        if (poll(&one, 1, 10) > 0 && one.revents & (POLLERR | POLLNVAL))
            return error_set(e, ERR_UNREACHABLE, p->what, "it closed the connection");
        if (one.revents)
            poll(NULL, 0, 10);
    }
    int why = 0;
    socklen_t length = sizeof why;
    if (p->easy && getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &why, &length) == 0 && why)
        return error_set(e, ERR_UNREACHABLE, p->what, "%s",
                         why == ECONNRESET ? "it closed the connection" : strerror(why));
    return true;
}

/* --- by lp --- */

/* A child that reads what is printed and says what it can't do. */
struct spooler {
    pid_t pid;
    int in, err;
};

static bool spawn_lp(const struct printer *p, struct spooler *s, struct error *e)
{
    int in[2], err[2];
    const char *const words[] = { "lp", "-s", "-o", "raw", "-d", p->config.queue, NULL };
    posix_spawn_file_actions_t files;
    if (pipe2(in, O_CLOEXEC) != 0)
        return error_set(e, ERR_INTERNAL, p->what, "%s", strerror(errno));
    if (pipe2(err, O_CLOEXEC) != 0) {
        close(in[0]);
        close(in[1]);
        return error_set(e, ERR_INTERNAL, p->what, "%s", strerror(errno));
    }
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, err[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err[1], STDERR_FILENO);
    int rc = posix_spawnp(&s->pid, "lp", &files, NULL, (char *const *)(uintptr_t)words, environ);
    posix_spawn_file_actions_destroy(&files);
    close(in[0]);
    close(err[1]);
    s->in = in[1];
    s->err = err[0];
    fcntl(s->in, F_SETFL, O_NONBLOCK);
    fcntl(s->err, F_SETFL, O_NONBLOCK);
    if (rc == 0)
        return true;
    close(s->in);
    close(s->err);
    error_set(e, ERR_UNREACHABLE, p->what, "lp can't be started: %s", strerror(rc));
    return error_hint(e, "install cups-client, or use device or address in place of queue");
}

/* What it says first, in one line. */
static void read_said(const struct spooler *s, char *said, size_t size)
{
    ssize_t n = read(s->err, said, size - 1);
    said[n > 0 ? n : 0] = '\0';
    said[strcspn(said, "\r\n")] = '\0';
}

/* False: it has not ended by the deadline, and is ended. */
static bool wait_for_child(const struct printer *p, const struct spooler *s, int *status)
{
    while (waitpid(s->pid, status, WNOHANG) == 0) {
        if (left_ms(p) <= 0 || is_over(p)) {
            kill(s->pid, SIGKILL);
            waitpid(s->pid, status, 0);
            return false;
        }
        poll(NULL, 0, 10);
    }
    return true;
}

static enum printer_end send_to_queue(const struct printer *p, const char *bytes, size_t size, struct error *e)
{
    struct spooler s;
    char said[MOST_SAID];
    size_t sent = 0;
    int status = 0;
    struct error held = { .code = ERR_NONE };
    if (!spawn_lp(p, &s, e))
        return PRINTER_UNSENT;
    bool ok = write_all(p, s.in, bytes, size, &sent, &held);
    close(s.in);
    bool has_ended = wait_for_child(p, &s, &status);
    read_said(&s, said, sizeof said);
    close(s.err);
    if (has_ended && WIFEXITED(status) && WEXITSTATUS(status) == 0 && ok)
        return PRINTER_TAKEN;
    if (!has_ended) {
        error_set(e, ERR_UNREACHABLE, p->what, "lp has not ended within %d ms", p->config.deadline_ms);
        return PRINTER_BROKEN;
    }
    error_set(e, ERR_UNREACHABLE, p->what, "lp: %s", *said ? said : "it gives no reason");
    return PRINTER_UNSENT; /* what it refuses it does not print */
}

enum printer_end printer_send(struct printer *p, const char *bytes, size_t size, struct error *e)
{
    struct pipe_guard guard;
    size_t sent = 0;
    enum printer_end end;
    p->until_ms = clock_ms() + p->config.deadline_ms;
    guard_begin(&guard);
    if (p->config.queue)
        end = send_to_queue(p, bytes, size, e);
    else if (write_all(p, p->fd, bytes, size, &sent, e) && wait_until_taken(p, e))
        end = PRINTER_TAKEN;
    else
        end = sent ? PRINTER_BROKEN : PRINTER_UNSENT;
    guard_end(&guard);
    return end;
}
