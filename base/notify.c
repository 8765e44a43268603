/* Datagrams to systemd's notification socket. */
#include "base/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un listener = { .sun_family = AF_UNIX };
static socklen_t listener_length; /* 0: nobody listens */
static int64_t watchdog_ms;

/* The length of an abstract name ("@…") is part of it. */
static void take_socket(const char *name)
{
    size_t length = name ? strlen(name) : 0;
    listener_length = 0;
    if (length < 2 || length >= sizeof listener.sun_path || (*name != '/' && *name != '@'))
        return;
    memset(listener.sun_path, 0, sizeof listener.sun_path);
    memcpy(listener.sun_path, name, length);
    if (*name == '@')
        listener.sun_path[0] = '\0';
    listener_length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

static int64_t number_of(const char *variable)
{
    const char *text = getenv(variable);
    char *end = NULL;
    int64_t number = text ? strtoll(text, &end, 10) : 0;
    return end && end != text && !*end && number > 0 ? number : 0;
}

void notify_begin(void)
{
    int64_t us = number_of("WATCHDOG_USEC"), pid = number_of("WATCHDOG_PID");
    watchdog_ms = us / 1000 && (!getenv("WATCHDOG_PID") || pid == getpid()) ? us / 1000 / 2 : 0;
    take_socket(getenv("NOTIFY_SOCKET"));
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

bool notify_say(const char *state)
{
    if (!listener_length)
        return true;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    ssize_t sent =
        sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&listener, listener_length);
    int why = errno;
    close(fd);
    errno = why;
    return sent >= 0;
}

int64_t notify_watchdog_ms(void)
{
    return listener_length ? watchdog_ms : 0;
}
