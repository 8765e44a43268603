/* One connected conversation with a router: sentences out, sentences in, deadlines. */
#include "net/ros_session.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ros_session_begin_call(struct ros *r)
{
    ros_wake_clear(&r->wake);
    r->heard_us = ros_clock_us();
}

bool ros_session_open(struct ros *r, struct error *e)
{
    ros_session_close(r);
    r->transport = ros_transport_open(&r->config, &r->wake, e);
    if (!r->transport)
        return false;
    ros_decoder_init(&r->decoder, &r->config.limits);
    r->queued_bytes = r->sent_bytes = 0;
    r->heard_us = ros_clock_us();
    return true;
}

bool ros_session_is_alive(struct ros *r)
{
    const void *bytes;
    size_t length;
    return r->transport && ros_transport_receive(r->transport, &bytes, &length) == ROS_NOTHING_YET;
}

void ros_session_close(struct ros *r)
{
    ros_transport_close(r->transport);
    r->transport = NULL;
    ros_decoder_free(&r->decoder);
    ros_buffer_free(&r->out);
    r->in_flight = 0;
}

bool ros_session_fail(struct ros *r, struct error *e, enum error_code code, const char *why_format, ...)
{
    char what[192], why[384];
    va_list ap;
    va_start(ap, why_format);
    vsnprintf(why, sizeof why, why_format, ap);
    va_end(ap);
    snprintf(what, sizeof what, "connection to router %s ended", r->config.name);
    error_set(e, code, what, "%s", why);
    ros_session_close(r);
    return false;
}

void ros_session_put(struct ros *r, const char *const *words, size_t count, uint64_t tag)
{
    size_t before = r->out.end - r->out.start;
    for (size_t i = 0; i < count; i++)
        ros_put_text(&r->out, words[i]);
    if (tag) {
        char word[32];
        snprintf(word, sizeof word, ".tag=%" PRIu64, tag);
        ros_put_text(&r->out, word);
    }
    ros_put_end(&r->out);
    r->queued_bytes += r->out.end - r->out.start - before;
    if (r->in_flight++ == 0)
        r->heard_us = ros_clock_us();
}

static bool deadline_passed(struct ros *r, struct error *e)
{
    ros_session_fail(r, e, ERR_TIMEOUT, "no answer within %d ms", r->config.deadline_ms);
    return error_hint(e, "the router or the link may be overloaded; deadline_ms sets how long is waited");
}

void ros_session_push(struct ros *r)
{
    ros_transport_send(r->transport, &r->out);
    r->sent_bytes = ros_transport_sent(r->transport);
}

/* Sends and receives once; waits only where neither was possible. */
static bool pump(struct ros *r, int64_t until_us, struct error *e)
{
    if (ros_wake_is_raised(&r->wake))
        return ros_session_fail(r, e, ERR_CANCELLED, "interrupted");
    bool can_send = ros_transport_send(r->transport, &r->out);
    r->sent_bytes = ros_transport_sent(r->transport);
    const void *bytes;
    size_t length;
    switch (ros_transport_receive(r->transport, &bytes, &length)) {
    case ROS_RECEIVED:
        ros_decoder_feed(&r->decoder, bytes, length);
        if (r->listener.heard)
            r->listener.heard(r->listener.ctx);
        r->heard_us = ros_clock_us();
        return true;
    case ROS_END:
        return ros_session_fail(r, e, ERR_UNREACHABLE, "the router closed it%s",
                                r->decoder.in.end > r->decoder.in.start ? " in the middle of a sentence" : "");
    case ROS_LOST:
        return ros_session_fail(r, e, ERR_UNREACHABLE, "%s", ros_transport_reason(r->transport));
    case ROS_NOTHING_YET:
        break;
    }
    /* Only now: what the router said before it hung up has been read. */
    if (!can_send)
        return ros_session_fail(r, e, ERR_UNREACHABLE, "%s", ros_transport_reason(r->transport));
    int64_t deadline_us = r->heard_us + (int64_t)r->config.deadline_ms * 1000;
    if (r->in_flight && ros_clock_us() >= deadline_us)
        return deadline_passed(r, e);
    ros_transport_wait(r->transport, &r->out, r->in_flight && deadline_us < until_us ? deadline_us : until_us);
    return true;
}

static bool fatal(struct ros *r, struct error *e)
{
    char message[256] = "no reason given";
    struct ros_word text;
    if (ros_reply_value(r, "message", &text))
        ros_word_copy(message, sizeof message, &text);
    else if (r->decoder.count > 1)
        ros_word_copy(message, sizeof message, &r->decoder.words[1]);
    return ros_session_fail(r, e, ERR_UNREACHABLE, "the router says: %s", message);
}

/* Takes the next whole sentence, if there is one, skipping empty ones. Something else than the API,
 * an HTTP or TLS service say, is known by its first byte: its first word may never be whole. */
static enum ros_decode next_sentence(struct ros *r, struct error *e)
{
    struct error wire = { .code = ERR_NONE };
    enum ros_decode found;
    char first;
    do {
        if (ros_decoder_peek(&r->decoder, &first) && first != '!') {
            ros_session_fail(r, e, ERR_PROTOCOL, "the answer is not RouterOS's API");
            error_hint(e, "check that port %d is the %s service", r->config.port, r->config.tls ? "api-ssl" : "api");
            return ROS_BROKEN;
        }
        found = ros_decode(&r->decoder, &wire);
    } while (found == ROS_SENTENCE && r->decoder.count == 0);
    if (found == ROS_BROKEN)
        ros_session_fail(r, e, ERR_PROTOCOL, "%s", wire.why);
    return found;
}

enum ros_heard ros_session_hear(struct ros *r, int64_t until_us, struct error *e)
{
    bool late = false;
    for (;;) {
        switch (next_sentence(r, e)) {
        case ROS_BROKEN:
            return ROS_HEARD_FAILURE;
        case ROS_SENTENCE:
            if (!ros_reply_is(r, "!fatal"))
                return ROS_HEARD_REPLY;
            fatal(r, e);
            return ROS_HEARD_FAILURE;
        case ROS_NEED_MORE:
            break;
        }
        if (late)
            return ROS_HEARD_NOTHING;
        if (!pump(r, until_us, e))
            return ROS_HEARD_FAILURE;
        late = until_us != INT64_MAX && ros_clock_us() >= until_us;
    }
}

bool ros_reply_is(const struct ros *r, const char *kind)
{
    const struct ros_word *word = &r->decoder.words[0];
    return word->length == strlen(kind) && memcmp(word->bytes, kind, word->length) == 0;
}

bool ros_reply_value(const struct ros *r, const char *name, struct ros_word *value)
{
    return ros_word_value(r->decoder.words + 1, r->decoder.count - 1, name, value);
}

uint64_t ros_reply_tag(const struct ros *r)
{
    struct ros_word word;
    uint64_t tag = 0;
    if (!ros_reply_value(r, ".tag", &word) || word.length > 19)
        return 0;
    for (size_t i = 0; i < word.length; i++) {
        if (word.bytes[i] < '0' || word.bytes[i] > '9')
            return 0;
        tag = tag * 10 + (uint64_t)(word.bytes[i] - '0');
    }
    return tag;
}

void ros_word_copy(char *out, size_t size, const struct ros_word *word)
{
    size_t n = word->length < size ? word->length : size - 1;
    memcpy(out, word->bytes, n);
    out[n] = '\0';
}
