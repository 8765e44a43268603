/* What curses writes for one update, taken before it goes to the terminal. */
#include "tui/terminal/frame.h"

#include "tui/terminal/squeeze.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct frame {
    int curses_fd, terminal_fd;
    int kept_fd; /* a file in memory, of which the frame takes its place while curses writes */
    bool is_taken;
    char *bytes;
    size_t room;
};

struct frame *frame_new(int curses_fd, int terminal_fd)
{
    struct frame *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    *f = (struct frame){ .curses_fd = curses_fd, .terminal_fd = terminal_fd };
    f->kept_fd = memfd_create("frame", MFD_CLOEXEC);
    if (f->kept_fd >= 0)
        return f;
    free(f);
    return NULL;
}

void frame_free(struct frame *f)
{
    if (!f)
        return;
    close(f->kept_fd);
    free(f->bytes);
    free(f);
}

void frame_begin(struct frame *f)
{
    f->is_taken = dup3(f->kept_fd, f->curses_fd, O_CLOEXEC) >= 0;
}

/* All of it: a terminal that takes nothing is waited for, as curses does. */
static void send(int fd, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t n = write(fd, bytes, count);
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return; /* it has gone; the next read tells */
        if (n > 0) {
            bytes += n;
            count -= (size_t)n;
        }
    }
}

static char *room_for(struct frame *f, size_t count)
{
    if (count > f->room) {
        free(f->bytes);
        f->room = count * 2;
        f->bytes = malloc(f->room);
        if (!f->bytes)
            abort();
    }
    return f->bytes;
}

void frame_end(struct frame *f)
{
    if (!f->is_taken)
        return;
    dup3(f->terminal_fd, f->curses_fd, O_CLOEXEC);
    off_t length = lseek(f->kept_fd, 0, SEEK_CUR);
    if (length <= 0)
        return;
    char *bytes = room_for(f, (size_t)length);
    ssize_t count = pread(f->kept_fd, bytes, (size_t)length, 0);
    if (count > 0)
        send(f->terminal_fd, bytes, squeeze(bytes, (size_t)count));
    lseek(f->kept_fd, 0, SEEK_SET);
}
