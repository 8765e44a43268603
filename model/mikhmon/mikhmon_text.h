/* What Mikhmon writes on a router, read: each value by its own shape, never by the router's version, since one router
 * holds what several releases of both wrote. Texts are the caller's or the arena's; nothing here asks anybody.
 *
 * A time is local to the router and has no zone: "2026-11-28 13:05:00". */
#ifndef MODEL_MIKHMON_MIKHMON_TEXT_H
#define MODEL_MIKHMON_MIKHMON_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    MIKHMON_TIME = 20 /* "2026-11-28 13:05:00" and its end */
};

/* What a profile's on-login says in the comma list that it begins with. */
struct mikhmon_profile {
    const char *mode;    /* "rem", "remc", "ntf", "ntfc", "" (no expiry) */
    const char *price;   /* as typed: what the operator pays, or the price where there is but one */
    const char *selling; /* as typed; NULL: not kept. An old script has a grace period in its place */
    int64_t validity_s;  /* calendar time from the first login; -1: none */
    bool records;        /* sales are written down */
    bool locks_user, locks_server;
};
/* False where the script is none of Mikhmon's. */
bool mikhmon_read_profile(struct arena *a, const char *on_login, struct mikhmon_profile *p);

enum mikhmon_shape {
    MIKHMON_EMPTY,     /* the script takes it for unsold: so it is after a reset */
    MIKHMON_BATCH,     /* vc-123-07.14.23-text */
    MIKHMON_SINGLE,    /* vc-text: made by hand */
    MIKHMON_DATED_OLD, /* jul/14/2023 10:11:12 */
    MIKHMON_DATED_ISO, /* 2023-07-14 10:11:12 */
    MIKHMON_FOREIGN
};
const char *mikhmon_shape_name(enum mikhmon_shape shape); /* "batch" */

struct mikhmon_comment {
    enum mikhmon_shape shape;
    char made_on[11];        /* of a batch: "2023-07-14"; else empty */
    char ends[MIKHMON_TIME]; /* of a dated one */
    char monitor;            /* what the monitor was told behind the date: 'N', 'X', or '\0' */
    const char *note;        /* what a person wrote there, or behind a batch's date; within the text; "": nothing */
};
void mikhmon_read_comment(const char *text, struct mikhmon_comment *c);

/* A sale, out of the name of its script. */
struct mikhmon_sale {
    char sold[MIKHMON_TIME]; /* at the first login; empty: the router's clock was not set */
    const char *stamp;       /* its date and time as they stand there: with user and mac, what it is known by */
    const char *user, *price, *address, *mac, *validity, *profile, *batch;
    int64_t validity_s; /* -1: none */
};
/* False where it is none that can be read. */
bool mikhmon_read_sale(struct arena *a, const char *name, struct mikhmon_sale *s);

/* A quick-print package: what vouchers are made from. */
struct mikhmon_package {
    const char *name, *server, *mode, *prefix, *alphabet, *profile, *comment, *validity, *price, *selling;
    int64_t length, uptime_s, bytes; /* 0: no limit */
    bool locks_user;
};
bool mikhmon_read_package(struct arena *a, const char *source, struct mikhmon_package *p);

/* What a typed price means in rupiah. */
enum mikhmon_price {
    PRICE_SURE,     /* digits, or nothing: 0 */
    PRICE_PROPOSED, /* "5.000", "Rp 5,000", "5rb": most likely that */
    PRICE_UNKNOWN   /* "0.25" */
};
enum mikhmon_price mikhmon_read_price(const char *typed, int64_t *rupiah);

/* "1d", "12h", "3h30m" in seconds; -1: none. */
int64_t mikhmon_seconds(const char *text);

/* Either form of date, and a time; empty where it is none, or the router's clock was not set then (1970). */
bool mikhmon_read_time(const char *date, const char *time, char out[MIKHMON_TIME]);

#endif
