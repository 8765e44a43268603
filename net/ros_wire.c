/* RouterOS API sentences as bytes: encoding and an incremental decoder. */
#include "net/ros_wire.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_ROOM = 4096,
    FIRST_WORDS = 32,
    LENGTH_BYTES = 5
};

const struct ros_limits ros_default_limits = {
    .word_bytes = 1 << 20,
    .sentence_bytes = 4 << 20,
    .sentence_words = 1024,
};

static void *must_allocate(size_t size)
{
    void *p = malloc(size);
    if (!p) {
        fputs("hotspot-console: out of memory\n", stderr);
        abort();
    }
    return p;
}

void ros_buffer_free(struct ros_buffer *b)
{
    if (b->bytes)
        explicit_bzero(b->bytes, b->room);
    free(b->bytes);
    *b = (struct ros_buffer){ 0 };
}

/* Moves the unread bytes to the front where that frees half of the buffer or more; else the
 * buffer doubles. Either way a byte is moved a bounded number of times. */
static void buffer_reserve(struct ros_buffer *b, size_t more)
{
    size_t unread = b->end - b->start;
    if (b->room - b->end >= more)
        return;
    if (unread <= b->room / 2 && b->room - unread >= more) {
        memmove(b->bytes, b->bytes + b->start, unread);
    } else {
        size_t room = b->room ? 2 * b->room : FIRST_ROOM;
        if (room < unread + more)
            room = unread + more;
        unsigned char *bytes = must_allocate(room);
        if (unread)
            memcpy(bytes, b->bytes + b->start, unread);
        ros_buffer_free(b);
        b->bytes = bytes;
        b->room = room;
    }
    b->start = 0;
    b->end = unread;
}

static void buffer_add(struct ros_buffer *b, const void *bytes, size_t length)
{
    if (!length)
        return;
    buffer_reserve(b, length);
    memcpy(b->bytes + b->end, bytes, length);
    b->end += length;
}

static size_t write_length(unsigned char out[LENGTH_BYTES], uint32_t n)
{
    static const struct {
        uint32_t below;
        unsigned char mark;
    } forms[] = { { 0x80, 0 }, { 0x4000, 0x80 }, { 0x200000, 0xc0 }, { 0x10000000, 0xe0 }, { 0, 0xf0 } };
    size_t extra = 0;
    while (forms[extra].below && n >= forms[extra].below)
        extra++;
    for (size_t i = extra; i > 0; i--, n >>= 8)
        out[i] = (unsigned char)n;
    /* In the longest form all of n is in the four bytes behind the mark. */
    out[0] = (unsigned char)(forms[extra].mark | n);
    return extra + 1;
}

void ros_put_word(struct ros_buffer *b, const void *bytes, size_t length)
{
    assert(length <= UINT32_MAX);
    unsigned char head[LENGTH_BYTES];
    buffer_add(b, head, write_length(head, (uint32_t)length));
    buffer_add(b, bytes, length);
}

void ros_put_text(struct ros_buffer *b, const char *word)
{
    ros_put_word(b, word, strlen(word));
}

void ros_put_end(struct ros_buffer *b)
{
    ros_put_word(b, NULL, 0);
}

void ros_decoder_init(struct ros_decoder *d, const struct ros_limits *limits)
{
    *d = (struct ros_decoder){ .limits = ros_default_limits };
    if (!limits)
        return;
    if (limits->word_bytes)
        d->limits.word_bytes = limits->word_bytes;
    if (limits->sentence_bytes)
        d->limits.sentence_bytes = limits->sentence_bytes;
    if (limits->sentence_words)
        d->limits.sentence_words = limits->sentence_words;
}

void ros_decoder_free(struct ros_decoder *d)
{
    ros_buffer_free(&d->in);
    free(d->words);
    d->words = NULL;
    d->count = d->room = d->scanned = d->scanned_words = 0;
}

void ros_decoder_feed(struct ros_decoder *d, const void *bytes, size_t length)
{
    buffer_add(&d->in, bytes, length);
}

/* The bytes that a length takes at p; 0: more must come, -1: no length starts so. */
static int read_length(const unsigned char *p, size_t have, size_t *length)
{
    static const unsigned char value_bits[LENGTH_BYTES] = { 0x7f, 0x3f, 0x1f, 0x0f, 0x00 };
    if (!have)
        return 0;
    int extra = 0;
    for (unsigned char bit = 0x80; extra < LENGTH_BYTES - 1 && (p[0] & bit); bit >>= 1)
        extra++;
    if (p[0] > 0xf0)
        return -1;
    if (have < (size_t)extra + 1)
        return 0;
    size_t n = p[0] & value_bits[extra];
    for (int i = 1; i <= extra; i++)
        n = n << 8 | p[i];
    *length = n;
    return extra + 1;
}

static bool broken(struct error *e, const char *thing, size_t has, size_t limit)
{
    error_set(e, ERR_PROTOCOL, "can't read the router's answer", "%s of %zu, and %zu is the most that is taken", thing,
              has, limit);
    return false;
}

/* False: the sentence exceeds a limit with this word. Judged on the length alone, so that what is
 * refused is never waited for nor stored. */
static bool word_is_allowed(const struct ros_decoder *d, size_t head, size_t length, struct error *e)
{
    const struct ros_limits *most = &d->limits;
    if (length > most->word_bytes)
        return broken(e, "a word's bytes", length, most->word_bytes);
    size_t bytes = d->scanned + head + length;
    if (bytes > most->sentence_bytes)
        return broken(e, "a sentence's bytes", bytes, most->sentence_bytes);
    if (length && d->scanned_words == most->sentence_words)
        return broken(e, "a sentence's words", d->scanned_words + 1, most->sentence_words);
    return true;
}

/* Walks on to the sentence's empty word. */
static enum ros_decode scan_sentence(struct ros_decoder *d, struct error *e)
{
    size_t have = d->in.end - d->in.start;
    for (;;) {
        size_t length = 0;
        size_t left = have - d->scanned;
        int head = left ? read_length(d->in.bytes + d->in.start + d->scanned, left, &length) : 0;
        if (head < 0) {
            error_set(e, ERR_PROTOCOL, "can't read the router's answer", "byte 0x%02x where a word's length should be",
                      d->in.bytes[d->in.start + d->scanned]);
            return ROS_BROKEN;
        }
        if (!head)
            return ROS_NEED_MORE;
        if (!word_is_allowed(d, (size_t)head, length, e))
            return ROS_BROKEN;
        if (left - (size_t)head < length)
            return ROS_NEED_MORE;
        d->scanned += (size_t)head + length;
        if (!length)
            return ROS_SENTENCE;
        d->scanned_words++;
    }
}

static void reserve_words(struct ros_decoder *d, size_t count)
{
    if (d->room >= count)
        return;
    size_t room = d->room ? d->room : FIRST_WORDS;
    while (room < count)
        room *= 2;
    free(d->words);
    d->words = must_allocate(room * sizeof *d->words);
    d->room = room;
}

/* The words are only pointed at once the sentence is whole, since a feed may move the bytes. */
enum ros_decode ros_decode(struct ros_decoder *d, struct error *e)
{
    d->count = 0;
    enum ros_decode found = scan_sentence(d, e);
    if (found != ROS_SENTENCE)
        return found;
    reserve_words(d, d->scanned_words);
    const unsigned char *p = d->in.bytes + d->in.start;
    const unsigned char *end = p + d->scanned;
    while (d->count < d->scanned_words) {
        size_t length = 0;
        p += read_length(p, (size_t)(end - p), &length);
        d->words[d->count++] = (struct ros_word){ .bytes = (const char *)p, .length = length };
        p += length;
    }
    d->in.start += d->scanned;
    d->scanned = d->scanned_words = 0;
    return ROS_SENTENCE;
}

bool ros_decoder_peek(const struct ros_decoder *d, char *first)
{
    size_t length, have = d->in.end - d->in.start;
    int head = have ? read_length(d->in.bytes + d->in.start, have, &length) : 0;
    if (head <= 0 || !length || have == (size_t)head)
        return false;
    *first = (char)d->in.bytes[d->in.start + (size_t)head];
    return true;
}

static bool word_names(const struct ros_word *word, const char *name, size_t name_length, size_t *value_at)
{
    size_t skip = word->length && word->bytes[0] == '=';
    if (!skip && name[0] != '.')
        return false;
    if (word->length < skip + name_length + 1)
        return false;
    *value_at = skip + name_length + 1;
    return memcmp(word->bytes + skip, name, name_length) == 0 && word->bytes[skip + name_length] == '=';
}

bool ros_word_value(const struct ros_word *words, size_t count, const char *name, struct ros_word *value)
{
    size_t name_length = strlen(name);
    for (size_t i = 0; i < count; i++) {
        size_t at;
        if (!word_names(&words[i], name, name_length, &at))
            continue;
        *value = (struct ros_word){ .bytes = words[i].bytes + at, .length = words[i].length - at };
        return true;
    }
    return false;
}
