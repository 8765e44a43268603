/* Fuzz target: a whole conversation with a router that says whatever the input holds, then hangs up.
 * Whatever it says, calls come back, and outcomes agree with what they return. */
#include "net/ros.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

struct speaker {
    int listener;
    const unsigned char *data;
    size_t size;
};

static void *speak(void *arg)
{
    const struct speaker *s = arg;
    static const char let_in[] = "\x05!done";
    char heard[4096];
    int fd = accept(s->listener, NULL, NULL);
    if (fd < 0)
        return NULL;
    send(fd, let_in, sizeof let_in, MSG_NOSIGNAL);
    send(fd, s->data, s->size, MSG_NOSIGNAL);
    shutdown(fd, SHUT_WR);
    while (recv(fd, heard, sizeof heard, 0) > 0)
        ;
    close(fd);
    return NULL;
}

static int listen_on_loopback(struct sockaddr_in *address)
{
    socklen_t size = sizeof *address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    *address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    if (bind(fd, (struct sockaddr *)address, size) || listen(fd, 1) ||
        getsockname(fd, (struct sockaddr *)address, &size))
        abort();
    return fd;
}

static bool take_row(void *ctx, const struct ros_row *row)
{
    size_t *rows = ctx;
    struct ros_word value;
    if (ros_row_get(row, "address", &value) && value.length)
        *rows += value.bytes[0] != '\0';
    return ++*rows < 8;
}

static void converse(struct ros *r)
{
    static const char *const words[] = { "/x/add", "=a=b" };
    struct ros_command commands[6];
    struct error e = { .code = ERR_NONE };
    size_t rows = 0;
    if (!ros_connect(r, &e))
        return;
    /* The first tag is 1, which the input can answer to. */
    ros_print(r, "/x", "a", NULL, 0, take_row, &rows, NULL, &e);
    if (!ros_is_connected(r))
        return;
    for (size_t i = 0; i < 6; i++)
        commands[i] = (struct ros_command){ .words = words, .word_count = 2 };
    bool ok = ros_run(r, commands, 6, NULL, NULL, &e);
    assert(ok == ros_is_connected(r));
    for (size_t i = 0; ok && i < 6; i++)
        assert(commands[i].answered && (commands[i].outcome == ROS_DONE || commands[i].outcome == ROS_TRAP));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct sockaddr_in address;
    struct speaker s = { .listener = listen_on_loopback(&address), .data = data, .size = size };
    pthread_t thread;
    if (pthread_create(&thread, NULL, speak, &s))
        abort();
    const struct ros_config config = { .name = "fuzz",
                                       .host = "127.0.0.1",
                                       .port = ntohs(address.sin_port),
                                       .user = "u",
                                       .password = "p",
                                       .window = 3,
                                       .limits = { 300, 1000, 12 } };
    struct ros *r = ros_new(&config);
    converse(r);
    ros_free(r);
    pthread_join(thread, NULL);
    close(s.listener);
    return 0;
}
