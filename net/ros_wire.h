/* RouterOS API sentences as bytes: encoding and an incremental decoder. No I/O.
 *
 * A word is a length of 1 to 5 bytes and that many bytes; a sentence is words up to an empty
 * one. The decoder takes bytes in any pieces and refuses what exceeds its limits. */
#ifndef NET_ROS_WIRE_H
#define NET_ROS_WIRE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing byte buffer owned by its user. */
struct ros_buffer {
    unsigned char *bytes;
    size_t start, end, room; /* unread bytes are [start, end) */
};
void ros_buffer_free(struct ros_buffer *b); /* wiped first: a password may have passed through */

/* length is below 4 GiB, the most that the encoding can say. */
void ros_put_word(struct ros_buffer *b, const void *bytes, size_t length);
void ros_put_text(struct ros_buffer *b, const char *word);
void ros_put_end(struct ros_buffer *b);

struct ros_word {
    const char *bytes; /* not terminated; lives until the next ros_decode() or feed */
    size_t length;
};

struct ros_limits {
    size_t word_bytes;     /* longest word taken, default 1 MiB */
    size_t sentence_bytes; /* default 4 MiB */
    size_t sentence_words; /* default 1024 */
};
extern const struct ros_limits ros_default_limits;

struct ros_decoder {
    struct ros_limits limits;
    struct ros_buffer in;
    struct ros_word *words; /* the last sentence decoded */
    size_t count, room;
    size_t scanned, scanned_words; /* of an unfinished sentence: what need not be looked at again */
};

/* limits NULL, or a field of it 0: the default. */
void ros_decoder_init(struct ros_decoder *d, const struct ros_limits *limits);
void ros_decoder_free(struct ros_decoder *d);
void ros_decoder_feed(struct ros_decoder *d, const void *bytes, size_t length);

enum ros_decode {
    ROS_SENTENCE,
    ROS_NEED_MORE,
    ROS_BROKEN
};
/* ROS_SENTENCE: words[0..count) hold the next sentence (count 0: an empty one, ignore it).
 * ROS_BROKEN: e says how; the stream can't be used any more. */
enum ros_decode ros_decode(struct ros_decoder *d, struct error *e);

/* The first byte of the sentence that ros_decode() waits for, as soon as it is there: says early
 * that the other side speaks something else. */
bool ros_decoder_peek(const struct ros_decoder *d, char *first);

/* The value of "=name=value" (or "name=value" for .tag) in a sentence; false if absent. */
bool ros_word_value(const struct ros_word *words, size_t count, const char *name, struct ros_word *value);

#endif
