/* Fuzz target: the decoder of RouterOS sentences, fed in pieces that the input chooses. */
#include "net/ros_wire.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum {
    WORD_BYTES = 300,
    SENTENCE_BYTES = 1000,
    SENTENCE_WORDS = 12
};

/* All that was decoded, encoded again. */
static void collect(struct ros_buffer *all, const struct ros_decoder *d)
{
    size_t bytes = 0;
    struct ros_word value;
    assert(d->count <= SENTENCE_WORDS);
    for (size_t i = 0; i < d->count; i++) {
        assert(d->words[i].length > 0 && d->words[i].length <= WORD_BYTES);
        bytes += d->words[i].length;
        ros_put_word(all, d->words[i].bytes, d->words[i].length);
    }
    assert(bytes <= SENTENCE_BYTES);
    ros_put_end(all);
    if (ros_word_value(d->words, d->count, ".tag", &value) || ros_word_value(d->words, d->count, "a", &value))
        assert(value.length < WORD_BYTES);
}

/* Decodes the bytes in pieces of 1 to most (0: all at once); says whether they were refused. */
static bool decode(const unsigned char *data, size_t size, size_t most, struct ros_buffer *all)
{
    const struct ros_limits limits = { WORD_BYTES, SENTENCE_BYTES, SENTENCE_WORDS };
    struct ros_decoder d;
    struct error e = { .code = ERR_NONE };
    enum ros_decode got = ROS_NEED_MORE;
    ros_decoder_init(&d, &limits);
    for (size_t at = 0; at < size && got != ROS_BROKEN;) {
        size_t piece = most ? 1 + data[at] % most : size;
        if (piece > size - at)
            piece = size - at;
        ros_decoder_feed(&d, data + at, piece);
        at += piece;
        while ((got = ros_decode(&d, &e)) == ROS_SENTENCE)
            collect(all, &d);
        assert(got != ROS_BROKEN || (e.code == ERR_PROTOCOL && e.why[0]));
        assert(got == ROS_BROKEN || d.in.end - d.in.start <= SENTENCE_BYTES + 5);
    }
    ros_decoder_free(&d);
    return got == ROS_BROKEN;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct ros_buffer whole = { 0 }, cut = { 0 }, again = { 0 };
    if (size < 1)
        return 0;
    bool refused = decode(data + 1, size - 1, 0, &whole);
    bool refused_cut = decode(data + 1, size - 1, 1 + data[0] % 16, &cut);
    assert(refused == refused_cut);
    assert(whole.end == cut.end && (!whole.end || memcmp(whole.bytes, cut.bytes, whole.end) == 0));
    assert(!decode(whole.bytes, whole.end, 0, &again));
    assert(whole.end == again.end && (!whole.end || memcmp(whole.bytes, again.bytes, whole.end) == 0));
    ros_buffer_free(&whole);
    ros_buffer_free(&cut);
    ros_buffer_free(&again);
    return 0;
}
