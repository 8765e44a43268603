/* A client of one router: connecting, prints, pipelined commands. */
#include "net/ros.h"

#include "net/ros_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_CONNECT_MS = 5000,
    DEFAULT_DEADLINE_MS = 10000,
    DEFAULT_WINDOW = 32,
    MOST_WINDOW = 1024,
    MOST_STRAYS = 1000, /* answers to nothing that was asked, in one call */
    NUMBER_ROOM = 32
};

static int number_or(int number, int otherwise)
{
    return number > 0 ? number : otherwise;
}

struct ros *ros_new(const struct ros_config *config)
{
    struct arena *a = arena_new();
    struct ros *r = ARENA_NEW(a, struct ros);
    r->arena = a;
    r->config = *config;
    r->config.name = arena_strdup(a, config->name ? config->name : "");
    r->config.host = arena_strdup(a, config->host ? config->host : "");
    r->config.ca_file = arena_strdup(a, config->ca_file);
    r->config.pinned_key = arena_strdup(a, config->pinned_key);
    r->config.user = arena_strdup(a, config->user ? config->user : "");
    r->config.password = arena_strdup(a, config->password ? config->password : "");
    r->config.connect_ms = number_or(config->connect_ms, DEFAULT_CONNECT_MS);
    r->config.deadline_ms = number_or(config->deadline_ms, DEFAULT_DEADLINE_MS);
    r->config.window = number_or(config->window, DEFAULT_WINDOW);
    if (r->config.window > MOST_WINDOW)
        r->config.window = MOST_WINDOW;
    r->command_ends = ARENA_ARRAY(a, uint64_t, r->config.window);
    r->next_tag = 1;
    ros_wake_init(&r->wake);
    return r;
}

void ros_free(struct ros *r)
{
    if (!r)
        return;
    ros_session_close(r);
    ros_wake_free(&r->wake);
    /* The arena's memory is ours: only the config's face of it is const. */
    explicit_bzero((char *)r->config.password, strlen(r->config.password));
    arena_free(r->arena);
}

const struct ros_config *ros_config_of(const struct ros *r)
{
    return &r->config;
}

/* What was asked and not heard may have been answered. */
bool ros_is_alive(struct ros *r)
{
    return r->transport && (r->in_flight > 0 || ros_session_is_alive(r));
}

bool ros_connect(struct ros *r, struct error *e)
{
    if (ros_is_alive(r))
        return true;
    ros_session_begin_call(r);
    if (!ros_session_open(r, e) || !ros_login(r, e))
        return false;
    r->connection++;
    return true;
}

uint64_t ros_connection(const struct ros *r)
{
    return r->connection;
}

bool ros_is_connected(const struct ros *r)
{
    return r->transport != NULL;
}

void ros_close(struct ros *r)
{
    ros_session_close(r);
}

void ros_interrupt(struct ros *r)
{
    ros_wake_raise(&r->wake);
}

struct ros_listener ros_listen(struct ros *r, struct ros_listener listener)
{
    struct ros_listener before = r->listener;
    r->listener = listener;
    return before;
}

int64_t ros_latency_us(const struct ros *r)
{
    return r->latency_us;
}

bool ros_row_get(const struct ros_row *row, const char *name, struct ros_word *value)
{
    return ros_word_value(row->words, row->count, name, value);
}

static bool begin(struct ros *r, struct error *e)
{
    char what[192];
    ros_session_begin_call(r);
    r->strays = 0;
    if (r->transport)
        return true;
    snprintf(what, sizeof what, "can't ask router %s", r->config.name);
    return error_set(e, ERR_UNREACHABLE, what, "not connected");
}

/* An answer to nothing that was asked: passed over, but not for ever. */
static bool pass_over(struct ros *r, struct error *e)
{
    if (++r->strays <= MOST_STRAYS)
        return true;
    return ros_session_fail(r, e, ERR_PROTOCOL, "the router keeps answering what was not asked");
}

/* An empty word would end the sentence early, and the rest would be taken for a command. */
static bool words_are_sound(const char *const *words, size_t count, struct error *e)
{
    bool sound = count > 0;
    for (size_t i = 0; i < count; i++)
        sound = sound && words[i][0];
    return sound || error_set(e, ERR_INTERNAL, "can't send a command to a router", "it has an empty word, or none");
}

/* category is ROS_NO_CATEGORY where it is absent or not a small number. */
static void read_trap(const struct ros *r, char *message, size_t size, int *category)
{
    struct ros_word text;
    char number[NUMBER_ROOM];
    snprintf(message, size, "no reason given");
    *category = ROS_NO_CATEGORY;
    if (ros_reply_value(r, "message", &text))
        ros_word_copy(message, size, &text);
    if (!ros_reply_value(r, "category", &text) || !text.length || text.length > 3)
        return;
    ros_word_copy(number, sizeof number, &text);
    if (strspn(number, "0123456789") == text.length)
        *category = atoi(number);
}

struct print {
    bool (*each)(void *ctx, const struct ros_row *row);
    void *ctx;
    const char *command;
    size_t rows;
    uint64_t tag, cancel_tag; /* cancel_tag 0: not cancelled */
    int64_t asked_us;
    bool done, cancel_done, trapped;
    char message[160];
};

static void cancel_print(struct ros *r, struct print *p)
{
    char target[NUMBER_ROOM];
    const char *const words[] = { "/cancel", target };
    snprintf(target, sizeof target, "=tag=%llu", (unsigned long long)p->tag);
    p->cancel_tag = r->next_tag++;
    ros_session_put(r, words, 2, p->cancel_tag);
}

static void take_row(struct ros *r, struct print *p)
{
    if (p->cancel_tag)
        return;
    struct ros_row row = { .words = r->decoder.words + 1, .count = r->decoder.count - 1 };
    p->rows++;
    if (p->each && !p->each(p->ctx, &row))
        cancel_print(r, p);
    r->heard_us = ros_clock_us(); /* the caller's time is not the router's */
}

static bool take_print_reply(struct ros *r, struct print *p, struct error *e)
{
    uint64_t tag = ros_reply_tag(r);
    int category;
    if (p->cancel_tag && tag == p->cancel_tag && !p->cancel_done) {
        p->cancel_done = ros_reply_is(r, "!done");
        return true;
    }
    if (tag != p->tag || p->done)
        return pass_over(r, e);
    if (p->asked_us) {
        r->latency_us = ros_clock_us() - p->asked_us;
        p->asked_us = 0;
    }
    if (ros_reply_is(r, "!re")) {
        take_row(r, p);
    } else if (ros_reply_is(r, "!done")) {
        p->done = true;
    } else if (ros_reply_is(r, "!trap") && !p->trapped && !p->cancel_tag) {
        p->trapped = true;
        read_trap(r, p->message, sizeof p->message, &category);
    }
    return true;
}

static bool hear_print(struct ros *r, struct print *p, struct error *e)
{
    while (!p->done || (p->cancel_tag && !p->cancel_done)) {
        if (ros_session_hear(r, INT64_MAX, e) != ROS_HEARD_REPLY || !take_print_reply(r, p, e))
            return false;
    }
    r->in_flight = 0;
    if (!p->trapped)
        return true;
    char what[192];
    snprintf(what, sizeof what, "router %s refuses %.128s", r->config.name, p->command);
    return error_set(e, ERR_REFUSED, what, "%s", p->message);
}

bool ros_print(struct ros *r, const char *path, const char *proplist, const char *const *queries, size_t query_count,
               bool (*each)(void *ctx, const struct ros_row *row), void *ctx, size_t *count, struct error *e)
{
    if (count)
        *count = 0;
    if (!begin(r, e))
        return false;
    struct arena *a = arena_new();
    const char **words = ARENA_ARRAY(a, const char *, query_count + 2);
    size_t n = 0;
    words[n++] = arena_printf(a, "%s/print", path);
    if (proplist)
        words[n++] = arena_printf(a, "=.proplist=%s", proplist);
    for (size_t i = 0; i < query_count; i++)
        words[n++] = queries[i];
    bool ok = words_are_sound(words, n, e);
    if (ok) {
        struct print p = { .each = each, .ctx = ctx, .command = words[0], .tag = r->next_tag++ };
        p.asked_us = ros_clock_us();
        ros_session_put(r, words, n, p.tag);
        ok = hear_print(r, &p, e);
        if (count)
            *count = p.rows;
    }
    arena_free(a);
    return ok;
}

static bool take_ask_reply(struct ros *r, struct ros_ask *asks, size_t count, size_t *answered, struct error *e)
{
    uint64_t at = ros_reply_tag(r) - asks[0].tag; /* no tag, or an older one: huge */
    if (at >= count || asks[at].is_answered)
        return pass_over(r, e);
    if (ros_reply_is(r, "!re")) {
        struct ros_row row = { .words = r->decoder.words + 1, .count = r->decoder.count - 1 };
        asks[at].each(asks[at].ctx, &row);
        r->heard_us = ros_clock_us();
    } else if (ros_reply_is(r, "!done")) {
        asks[at].is_answered = true;
        ++*answered;
    } else if (ros_reply_is(r, "!trap")) {
        asks[at].is_refused = true;
    }
    return true;
}

bool ros_ask_all(struct ros *r, struct ros_ask *asks, size_t count, struct error *e)
{
    for (size_t i = 0; i < count; i++)
        if (!words_are_sound(asks[i].words, asks[i].word_count, e))
            return false;
    if (!begin(r, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        asks[i].is_refused = asks[i].is_answered = false;
        asks[i].tag = r->next_tag++;
        ros_session_put(r, asks[i].words, asks[i].word_count, asks[i].tag);
    }
    ros_session_push(r);
    return true;
}

bool ros_hear_all(struct ros *r, struct ros_ask *asks, size_t count, struct error *e)
{
    size_t answered = 0;
    while (answered < count)
        if (ros_session_hear(r, INT64_MAX, e) != ROS_HEARD_REPLY || !take_ask_reply(r, asks, count, &answered, e))
            return false;
    r->in_flight = 0;
    return true;
}

bool ros_print_all(struct ros *r, struct ros_ask *asks, size_t count, struct error *e)
{
    return ros_ask_all(r, asks, count, e) && ros_hear_all(r, asks, count, e);
}

struct run {
    struct ros_command *commands;
    size_t count, queued, answered;
    uint64_t first_tag; /* command i has first_tag + i */
    int64_t asked_us;
    void (*progress)(void *ctx, size_t answered, size_t count);
    void *ctx;
};

/* Whether rate_per_s lets a command out now; if so, the next one's time is set. */
static bool pace_allows(struct ros *r)
{
    if (r->config.rate_per_s <= 0)
        return true;
    int64_t now = ros_clock_us();
    if (now < r->next_write_us)
        return false;
    /* Rounded up and with a margin: steps of just 1/n s would let n + 1 commands into some second. */
    r->next_write_us = now + 1020000 / r->config.rate_per_s + 1;
    return true;
}

static void fill_window(struct ros *r, struct run *run)
{
    size_t window = (size_t)r->config.window;
    while (run->queued < run->count && run->queued - run->answered < window && pace_allows(r)) {
        struct ros_command *c = &run->commands[run->queued];
        c->outcome = ROS_UNKNOWN;
        ros_session_put(r, c->words, c->word_count, run->first_tag + run->queued);
        r->command_ends[run->queued % window] = r->queued_bytes;
        run->queued++;
    }
}

static void take_done(struct ros *r, struct run *run, struct ros_command *c)
{
    struct ros_word ret;
    c->answered = true;
    if (c->outcome != ROS_TRAP)
        c->outcome = ROS_DONE;
    if (ros_reply_value(r, "ret", &ret) && ret.length < sizeof c->ret)
        ros_word_copy(c->ret, sizeof c->ret, &ret);
    r->in_flight--;
    run->answered++;
    if (run->progress)
        run->progress(run->ctx, run->answered, run->count);
    r->heard_us = ros_clock_us();
}

static bool take_run_reply(struct ros *r, struct run *run, struct error *e)
{
    uint64_t at = ros_reply_tag(r) - run->first_tag; /* no tag, or an older one: huge */
    if (at >= run->queued || run->commands[at].answered)
        return pass_over(r, e);
    struct ros_command *c = &run->commands[at];
    if (run->count == 1 && run->asked_us) {
        r->latency_us = ros_clock_us() - run->asked_us;
        run->asked_us = 0;
    }
    if (ros_reply_is(r, "!done")) {
        take_done(r, run, c);
    } else if (ros_reply_is(r, "!trap") && c->outcome != ROS_TRAP) {
        c->outcome = ROS_TRAP;
        read_trap(r, c->message, sizeof c->message, &c->category);
    }
    return true;
}

static bool hear_run(struct ros *r, struct run *run, struct error *e)
{
    while (run->answered < run->count) {
        fill_window(r, run);
        bool paced = run->queued < run->count && run->queued - run->answered < (size_t)r->config.window;
        switch (ros_session_hear(r, paced ? r->next_write_us : INT64_MAX, e)) {
        case ROS_HEARD_FAILURE:
            return false;
        case ROS_HEARD_NOTHING:
            break;
        case ROS_HEARD_REPLY:
            if (!take_run_reply(r, run, e))
                return false;
        }
    }
    return true;
}

/* A command whose last byte never left can't have been carried out. Those still unsent are the
 * last of the window. */
static void settle_broken_run(const struct ros *r, struct run *run, struct error *e)
{
    size_t window = (size_t)r->config.window, unknown = 0;
    for (size_t i = 0; i < run->queued; i++) {
        struct ros_command *c = &run->commands[i];
        if (run->queued - i <= window && !c->answered && r->command_ends[i % window] > r->sent_bytes)
            c->outcome = ROS_NOT_SENT;
        unknown += c->outcome == ROS_UNKNOWN;
    }
    if (unknown)
        error_hint(e, "%zu of %zu commands may have been carried out or not: read the router before sending them again",
                   unknown, run->count);
}

bool ros_run(struct ros *r, struct ros_command *commands, size_t count,
             void (*progress)(void *ctx, size_t answered, size_t count), void *ctx, struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        struct ros_command *c = &commands[i];
        c->outcome = ROS_NOT_SENT;
        c->category = ROS_NO_CATEGORY;
        c->message[0] = c->ret[0] = '\0';
        c->answered = false;
    }
    for (size_t i = 0; i < count; i++)
        if (!words_are_sound(commands[i].words, commands[i].word_count, e))
            return false;
    if (!begin(r, e))
        return false;
    struct run run = { .commands = commands, .count = count, .progress = progress, .ctx = ctx };
    run.first_tag = r->next_tag;
    run.asked_us = ros_clock_us();
    r->next_tag += count;
    bool ok = hear_run(r, &run, e);
    if (!ok)
        settle_broken_run(r, &run, e);
    return ok;
}
