/* A router that Mikhmon ran, read into the staging of a take-over. */
#include "model/mikhmon/mikhmon_read.h"

#include "base/text.h"
#include "db/db.h"
#include "model/mikhmon/mikhmon_text.h"
#include "model/routers/ros_value.h"
#include "model/routers/router_secrets.h"
#include "net/ros.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The staging tables, and what is copied into each. */
enum part {
    PART_PROFILE,
    PART_SCHEDULER,
    PART_SESSION,
    PART_USER,
    PART_SALE,
    PART_PACKAGE,
    PARTS
};
static const char *const copies[PARTS] = {
    [PART_PROFILE] = "COPY console.takeover_profile (takeover_id, name, is_mikhmon, mode, price_typed, price_rp,"
                     " price_reading, selling_typed, selling_rp, selling_reading, validity_s, records, locks_user,"
                     " on_login) FROM STDIN",
    [PART_SCHEDULER] = "COPY console.takeover_scheduler (takeover_id, name, comment, is_disabled, starts, interval_s)"
                       " FROM STDIN",
    [PART_SESSION] = "COPY console.takeover_session (takeover_id, name, server, uptime_s, bytes) FROM STDIN",
    [PART_USER] = "COPY console.takeover_user (takeover_id, name, server, password, profile, comment, is_disabled, mac,"
                  " limit_uptime_s, limit_bytes, uptime_s, bytes, shape, ends, note) FROM STDIN",
    [PART_SALE] = "COPY console.takeover_sale (takeover_id, line, fault, sold, stamp, name, price_typed, price_rp,"
                  " price_reading, address, mac, validity_s, profile, batch) FROM STDIN",
    [PART_PACKAGE] =
        "COPY console.takeover_package (takeover_id, line, name, is_readable, server, mode, length, prefix,"
        " alphabet, profile, uptime_s, bytes, comment, price_rp, selling_rp) FROM STDIN",
};

struct reading {
    struct context *ctx;
    struct arena *scratch; /* of one row */
    const char *takeover;
    struct strbuf parts[PARTS];
    int64_t lines;
    const char *date, *time, *zone, *dns_name;
};

/* --- values as COPY reads them --- */

static void put(struct strbuf *out, const char *text)
{
    static const struct {
        char c;
        const char *written;
    } escapes[] = { { '\\', "\\\\" }, { '\t', "\\t" }, { '\n', "\\n" }, { '\r', "\\r" } };
    strbuf_add(out, "\t");
    if (!text) {
        strbuf_add(out, "\\N");
        return;
    }
    for (size_t n; *text; text += n + (text[n] != '\0')) {
        n = strcspn(text, "\\\t\n\r");
        strbuf_add_bytes(out, text, n);
        for (size_t i = 0; text[n] && i < sizeof escapes / sizeof *escapes; i++)
            if (escapes[i].c == text[n])
                strbuf_add(out, escapes[i].written);
    }
}

/* -1: none. */
static void put_number(struct strbuf *out, int64_t number)
{
    if (number < 0)
        put(out, NULL);
    else
        strbuf_printf(out, "\t%" PRId64, number);
}

static void put_bool(struct strbuf *out, bool is)
{
    strbuf_add(out, is ? "\tt" : "\tf");
}

static void put_bytes(struct strbuf *out, const char *text)
{
    put(out, text ? "\\x" : NULL);
    for (; text && *text; text++)
        strbuf_printf(out, "%02x", (unsigned char)*text);
}

static void put_time(struct strbuf *out, const char *time)
{
    put(out, *time ? time : NULL);
}

/* What a price typed so means: the text, the figure, how sure it is. */
static void put_price(struct strbuf *out, const char *typed)
{
    static const char *const readings[] = { "sure", "proposed", "unknown" };
    int64_t rupiah;
    enum mikhmon_price reading = mikhmon_read_price(typed, &rupiah);
    put(out, typed);
    put_number(out, typed && reading != PRICE_UNKNOWN ? rupiah : -1);
    put(out, typed ? readings[reading] : NULL);
}

/* A row's text, whatever code page it was written in; "" where there is none. */
static const char *text_of(const struct reading *r, const struct ros_row *row, const char *name)
{
    const char *text = ros_value_text(r->scratch, row, name);
    if (!text)
        return "";
    return text_is_utf8(text, strlen(text)) ? text : text_safe_copy(r->scratch, text);
}

static int64_t seconds_of(const struct reading *r, const struct ros_row *row, const char *name)
{
    int64_t seconds = mikhmon_seconds(ros_value_text(r->scratch, row, name));
    return seconds < 0 ? 0 : seconds;
}

static int64_t bytes_of(const struct ros_row *row)
{
    return ros_value_int64(row, "bytes-in") + ros_value_int64(row, "bytes-out");
}

static struct strbuf *begin(struct reading *r, enum part part)
{
    arena_reset(r->scratch);
    strbuf_add(&r->parts[part], r->takeover);
    return &r->parts[part];
}

/* --- rows --- */

static bool take_profile(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    struct strbuf *out = begin(r, PART_PROFILE);
    struct mikhmon_profile p;
    const char *script = ros_value_text(r->scratch, row, "on-login");
    bool is_mikhmon = mikhmon_read_profile(r->scratch, script, &p);

    put(out, text_of(r, row, "name"));
    put_bool(out, is_mikhmon);
    put(out, p.mode);
    put_price(out, p.price);
    put_price(out, p.selling);
    put_number(out, p.validity_s);
    put_bool(out, p.records);
    put_bool(out, p.locks_user);
    put_bytes(out, is_mikhmon ? script : NULL);
    strbuf_add(out, "\n");
    return true;
}

static bool take_scheduler(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    struct strbuf *out = begin(r, PART_SCHEDULER);
    char starts[MIKHMON_TIME];
    mikhmon_read_time(text_of(r, row, "start-date"), text_of(r, row, "start-time"), starts);
    put(out, text_of(r, row, "name"));
    put(out, text_of(r, row, "comment"));
    put_bool(out, ros_value_bool(row, "disabled"));
    put_time(out, starts);
    put_number(out, seconds_of(r, row, "interval"));
    strbuf_add(out, "\n");
    return true;
}

static bool take_session(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    struct strbuf *out = begin(r, PART_SESSION);
    put(out, text_of(r, row, "user"));
    put(out, text_of(r, row, "server"));
    put_number(out, seconds_of(r, row, "uptime"));
    put_number(out, bytes_of(row));
    strbuf_add(out, "\n");
    return true;
}

static bool take_cookie(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    struct strbuf *out = begin(r, PART_SESSION);
    put(out, text_of(r, row, "user"));
    put(out, NULL);
    put_number(out, 0);
    put_number(out, 0);
    strbuf_add(out, "\n");
    return true;
}

/* "foreign" and the like: what is none of Mikhmon's keeps its password to itself. */
static const char *shape_of(const struct ros_row *row, const struct mikhmon_comment *c, int64_t limit_uptime_s)
{
    if (ros_value_bool(row, "default"))
        return "trial";
    if (ros_value_bool(row, "dynamic"))
        return "dynamic";
    /* a second is no package: so an expiry that only gives notice writes its end */
    return limit_uptime_s == 1 && c->shape != MIKHMON_FOREIGN ? "spent" : mikhmon_shape_name(c->shape);
}

static const char *password_of(const struct reading *r, const struct ros_row *row, const char *shape)
{
    bool is_others = strcmp(shape, "foreign") == 0 || strcmp(shape, "trial") == 0 || strcmp(shape, "dynamic") == 0;
    const char *password = is_others ? NULL : ros_value_secret(r->scratch, row, "password");
    return password && !text_is_utf8(password, strlen(password)) ? text_safe_copy(r->scratch, password) : password;
}

static bool take_user(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    struct strbuf *out = begin(r, PART_USER);
    struct mikhmon_comment c;
    const char *server = text_of(r, row, "server"), *comment = text_of(r, row, "comment");
    int64_t limit_uptime_s = seconds_of(r, row, "limit-uptime");

    mikhmon_read_comment(comment, &c);
    const char *shape = shape_of(row, &c, limit_uptime_s);
    put(out, text_of(r, row, "name"));
    put(out, *server ? server : "all");
    put(out, password_of(r, row, shape));
    put(out, text_of(r, row, "profile"));
    put(out, comment);
    put_bool(out, ros_value_bool(row, "disabled"));
    put(out, ros_value_text(r->scratch, row, "mac-address"));
    put_number(out, limit_uptime_s);
    put_number(out, ros_value_int64(row, "limit-bytes-total"));
    put_number(out, seconds_of(r, row, "uptime"));
    put_number(out, bytes_of(row));
    put(out, shape);
    put_time(out, c.ends);
    put(out, *c.ends && *c.note ? c.note : NULL);
    strbuf_add(out, "\n");
    return true;
}

static bool take_sale(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    struct strbuf *out = begin(r, PART_SALE);
    struct mikhmon_sale s;
    const char *name = text_of(r, row, "name");
    bool is_whole = mikhmon_read_sale(r->scratch, name, &s);

    put_number(out, ++r->lines);
    put(out, is_whole ? NULL : name);
    put_time(out, s.sold);
    put(out, s.stamp);
    put(out, s.user);
    put_price(out, s.price);
    put(out, s.address);
    put(out, s.mac);
    put_number(out, s.validity_s);
    put(out, s.profile);
    put(out, s.batch);
    strbuf_add(out, "\n");
    return true;
}

static void put_rupiah(struct strbuf *out, const char *typed)
{
    int64_t rupiah;
    enum mikhmon_price reading = mikhmon_read_price(typed, &rupiah);
    put_number(out, typed && reading != PRICE_UNKNOWN ? rupiah : -1);
}

static bool take_package(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    struct strbuf *out = begin(r, PART_PACKAGE);
    struct mikhmon_package p;
    bool is_readable = mikhmon_read_package(r->scratch, text_of(r, row, "source"), &p);

    put_number(out, ++r->lines);
    put(out, text_of(r, row, "name"));
    put_bool(out, is_readable);
    put(out, p.server);
    put(out, p.mode);
    put_number(out, p.length);
    put(out, p.prefix);
    put(out, p.alphabet);
    put(out, p.profile);
    put_number(out, p.uptime_s);
    put_number(out, p.bytes);
    put(out, p.comment);
    put_rupiah(out, p.price);
    put_rupiah(out, p.selling);
    strbuf_add(out, "\n");
    return true;
}

static bool take_clock(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    r->date = ros_value_text(r->ctx->arena, row, "date");
    r->time = ros_value_text(r->ctx->arena, row, "time");
    r->zone = ros_value_text(r->ctx->arena, row, "time-zone-name");
    return true;
}

/* The first that is said: templates of printed vouchers name it. */
static bool take_dns_name(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    const char *name = ros_value_text(r->ctx->arena, row, "dns-name");
    if (name && !r->dns_name)
        r->dns_name = text_safe_copy(r->ctx->arena, name);
    return true;
}

/* --- the whole --- */

static const struct question {
    const char *path, *proplist, *query;
    bool (*take)(void *ctx, const struct ros_row *row);
    bool may_lack; /* a menu that is not told costs what it says and no more */
} questions[] = {
    { "/system/clock", "date,time,time-zone-name", NULL, take_clock, false },
    { "/ip/hotspot/profile", "name,dns-name", NULL, take_dns_name, true },
    { "/ip/hotspot/user/profile", "name,on-login", NULL, take_profile, false },
    { "/system/scheduler", "name,comment,disabled,start-date,start-time,interval", NULL, take_scheduler, false },
    { "/ip/hotspot/active", "user,server,uptime,bytes-in,bytes-out", NULL, take_session, false },
    { "/ip/hotspot/cookie", "user", NULL, take_cookie, true },
    /* the sales last: what a voucher was when its row was read, was sold before */
    { "/system/script", "name", "?comment=mikhmon", take_sale, false },
    { "/system/script", "name,source", "?comment=QuickPrintMikhmon", take_package, false },
};

static const char user_proplist[] = "name,server,password,profile,comment,disabled,mac-address,limit-uptime,"
                                    "limit-bytes-total,uptime,bytes-in,bytes-out,default,dynamic";

static bool read_menus(struct reading *r, struct ros *ros, const char *router, struct error *e)
{
    const size_t count = sizeof questions / sizeof *questions;
    struct error failure = { .code = ERR_NONE };

    context_progress(r->ctx, "menus read", 0, count + 1);
    bool ok =
        routers_print_secrets(r->ctx, router, ros, "/ip/hotspot/user", user_proplist, NULL, 0, take_user, r, &failure);
    for (size_t i = 0; ok && i < count; i++) {
        const struct question *q = &questions[i];
        context_progress(r->ctx, "menus read", i + 1, count + 1);
        ok = !context_cancelled(r->ctx, &failure) && (ros_print(ros, q->path, q->proplist, q->query ? &q->query : NULL,
                                                                q->query != NULL, q->take, r, NULL, &failure) ||
                                                      (q->may_lack && failure.code == ERR_REFUSED));
    }
    if (!ok && e)
        *e = failure;
    return ok;
}

static bool copy_part(struct reading *r, enum part part, struct error *e)
{
    struct strbuf *b = &r->parts[part];
    if (!b->length)
        return true;
    return db_copy_begin(r->ctx->db, copies[part], e) && db_copy_put(r->ctx->db, b->text, b->length, e) &&
           db_copy_end(r->ctx->db, NULL, e);
}

/* How the rows are joined is planned for as many as there are. Who may not has a warning for it, and no more. */
static bool analyze(struct db *db, struct error *e)
{
    static const char sql[] = "ANALYZE console.takeover_profile, console.takeover_scheduler, console.takeover_session,"
                              " console.takeover_user, console.takeover_sale, console.takeover_package";
    struct db_result *r = db_text(db, sql, NULL, 0, e);
    db_result_free(r);
    return r != NULL;
}

static bool stage(struct reading *r, enum mikhmon_reading which, struct error *e)
{
    struct db *db = r->ctx->db;
    char clock[MIKHMON_TIME] = "";
    const char *id = r->takeover;

    mikhmon_read_time(r->date ? r->date : "", r->time ? r->time : "", clock);
    if (!*clock) {
        error_set(e, ERR_REFUSED, "the router can't be taken over", "its clock is not set");
        return error_hint(e, "set its clock and time zone, or let it ask an NTP server");
    }
    bool ok = db_run(db, "takeover_forget", DB_PARAMS(id, which == READ_ALL ? "t" : "f"), NULL, e);
    for (enum part part = 0; ok && part < PARTS; part++)
        ok = (part == PART_PROFILE && which == READ_AGAIN) || copy_part(r, part, e);
    return ok && analyze(db, e) && db_run(db, "operation_plans", DB_PARAMS("force_custom_plan"), NULL, e) &&
           db_run(db, "takeover_read", DB_PARAMS(id, clock, r->zone, r->dns_name), NULL, e) &&
           db_run(db, "takeover_judge_sales", DB_PARAMS(id), NULL, e) &&
           db_run(db, "takeover_judge_users", DB_PARAMS(id), NULL, e) &&
           db_run(db, "takeover_ask", DB_PARAMS(id), NULL, e) && db_run(db, "takeover_count", DB_PARAMS(id), NULL, e);
}

bool mikhmon_read(struct context *ctx, struct ros *ros, const char *router, const char *takeover,
                  enum mikhmon_reading which, struct error *e)
{
    struct reading r = { .ctx = ctx, .scratch = arena_new(), .takeover = takeover };
    for (enum part part = 0; part < PARTS; part++)
        r.parts[part].arena = ctx->arena;
    bool ok = read_menus(&r, ros, router, e);
    arena_free(r.scratch);
    if (!ok || !db_begin(ctx->db, e))
        return false;
    if (stage(&r, which, e))
        return db_commit(ctx->db, e);
    db_rollback(ctx->db);
    return false;
}
