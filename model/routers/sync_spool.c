/* Rows put aside, in memory or in a file without a name. */
#include "model/routers/sync_spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    ROOM = 1 << 19, /* fewer bytes never reach a file */
    KINDS = 8,
    MOST_WORDS = 1024, /* as many as the client takes of a router */
    NO_BYTES = UINT32_MAX
};

struct record {
    uint32_t key, length, count; /* length: of the words behind it */
};

struct section {
    size_t from, to;
};

struct sync_spool {
    int file; /* -1: none was needed */
    unsigned char *window;
    size_t start, used, room; /* the window holds the bytes [start, start + used) */
    size_t end, written;      /* of all that was put, and of what the file has */
    struct section sections[KINDS];
};

static void *resized(void *old, size_t size)
{
    void *p = realloc(old, size);
    if (!p) {
        fputs("hotspot-console: out of memory\n", stderr);
        abort();
    }
    return p;
}

struct sync_spool *sync_spool_new(void)
{
    struct sync_spool *s = resized(NULL, sizeof *s);
    *s = (struct sync_spool){ .file = -1, .room = ROOM };
    s->window = resized(NULL, s->room);
    return s;
}

void sync_spool_free(struct sync_spool *s)
{
    if (!s)
        return;
    if (s->file >= 0)
        close(s->file);
    explicit_bzero(s->window, s->room);
    free(s->window);
    free(s);
}

static bool fail(struct error *e, const char *why)
{
    return error_set(e, ERR_INTERNAL, "can't put aside what a router says", "%s", why);
}

/* Where no folder takes it, the system's memory does. */
static int open_file(void)
{
    const char *given = getenv("TMPDIR");
    const char *const folders[] = { given && *given == '/' ? given : "/var/tmp", "/var/tmp", "/tmp" };
    int file = -1;

    for (size_t i = 0; file < 0 && i < sizeof folders / sizeof *folders; i++)
        file = open(folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    return file < 0 ? memfd_create("rows", MFD_CLOEXEC) : file;
}

static bool flush(struct sync_spool *s, struct error *e)
{
    size_t done = 0;

    if (s->file < 0 && (s->file = open_file()) < 0)
        return fail(e, strerror(errno));
    while (done < s->used) {
        ssize_t n = pwrite(s->file, s->window + done, s->used - done, (off_t)(s->start + done));
        if (n <= 0 && errno != EINTR)
            return fail(e, strerror(errno));
        done += n > 0 ? (size_t)n : 0;
    }
    s->start += s->used;
    s->written = s->start;
    s->used = 0;
    return true;
}

/* For a row that is longer than the window, which is empty then. */
static void make_room(struct sync_spool *s, size_t length)
{
    if (length <= s->room)
        return;
    s->room = length;
    s->window = resized(s->window, s->room);
}

static void add(struct sync_spool *s, const void *bytes, size_t length)
{
    if (length)
        memcpy(s->window + s->used, bytes, length);
    s->used += length;
    s->end += length;
}

static size_t length_of(const struct ros_word *words, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += sizeof(uint32_t) + (words[i].bytes ? words[i].length + 1 : 0);
    return length;
}

bool sync_spool_put(struct sync_spool *s, int kind, uint32_t key, const struct ros_word *words, size_t count,
                    struct error *e)
{
    size_t length = length_of(words, count);
    struct record head = { .key = key, .length = (uint32_t)length, .count = (uint32_t)count };
    struct section *section = &s->sections[kind];

    if (count > MOST_WORDS)
        return fail(e, "a row has too many words");
    if (s->used + sizeof head + length > s->room && !flush(s, e))
        return false;
    make_room(s, sizeof head + length);
    if (section->from == section->to)
        section->from = s->end;
    add(s, &head, sizeof head);
    for (size_t i = 0; i < count; i++) {
        uint32_t n = words[i].bytes ? (uint32_t)words[i].length : NO_BYTES;
        add(s, &n, sizeof n);
        if (!words[i].bytes)
            continue;
        add(s, words[i].bytes, words[i].length);
        add(s, "", 1);
    }
    section->to = s->end;
    return true;
}

/* The bytes from at on, length of them, in the window; NULL and e where they can't be had. */
static const unsigned char *fetch(struct sync_spool *s, size_t at, size_t length, struct error *e)
{
    if (at >= s->start && at + length <= s->start + s->used)
        return s->window + (at - s->start);
    s->start = at;
    s->used = 0;
    while (s->used < length) {
        ssize_t n = pread(s->file, s->window + s->used, s->room - s->used, (off_t)(at + s->used));
        if (n == 0 || (n < 0 && errno != EINTR)) {
            fail(e, n ? strerror(errno) : "the file is cut short");
            return NULL;
        }
        s->used += n > 0 ? (size_t)n : 0;
    }
    return s->window;
}

static size_t unpack(struct ros_word *words, size_t count, const unsigned char *bytes)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t n;
        memcpy(&n, bytes, sizeof n);
        bytes += sizeof n;
        words[i] =
            (struct ros_word){ .bytes = n == NO_BYTES ? NULL : (const char *)bytes, .length = n == NO_BYTES ? 0 : n };
        bytes += n == NO_BYTES ? 0 : n + 1;
    }
    return count;
}

bool sync_spool_read(struct sync_spool *s, int kind, const struct sync_spool_reader *reader, struct error *e)
{
    struct ros_word words[MOST_WORDS];
    struct record head;

    if (s->file >= 0 && s->written < s->end && !flush(s, e))
        return false;
    for (size_t at = s->sections[kind].from; at < s->sections[kind].to; at += sizeof head + head.length) {
        const unsigned char *bytes = fetch(s, at, sizeof head, e);
        if (!bytes)
            return false;
        memcpy(&head, bytes, sizeof head);
        if (!reader->wants(reader->ctx, head.key))
            continue;
        bytes = fetch(s, at + sizeof head, head.length, e);
        if (!bytes)
            return false;
        struct ros_row row = { .words = words, .count = unpack(words, head.count, bytes) };
        if (!reader->take(reader->ctx, &row))
            return true;
    }
    return true;
}
