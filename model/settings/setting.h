/* Settings that live in the database, shared by all hosts: policies, limits, what the router is told. Tables
 * of the rooms; the settings pane, the man page and the database's own defaults are drawn from it. What belongs to
 * a host (addresses, secrets, the look) is in the configuration file instead.
 *
 * SQL reads one by console.setting(key): the value that was set, else the portal's, else the default that
 * settings_register() has put into console.setting_info. */
#ifndef MODEL_SETTINGS_SETTING_H
#define MODEL_SETTINGS_SETTING_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_kind {
    SETTING_INTEGER,
    SETTING_MB,
    SETTING_RP,
    SETTING_CHOICE,
    SETTING_TEXT,
    SETTING_ZONE /* a time zone that the database's server knows */
};

struct setting {
    const char *key;
    const char *help; /* one line */
    enum setting_kind kind;
    const char *fallback;
    int64_t minimum, maximum; /* of a number; of a text its length */
    const char *const *choices;
    bool is_portal; /* the portal's: stands in application_settings, and the portal reads it too */
};
/* Of all rooms; NULL: no more. */
const struct setting *setting_at(size_t i);
extern const char *const setting_policies[];         /* the choices "off", "report", "on" */
const struct setting *setting_find(const char *key); /* NULL: none */

/* Tells the database which settings there are; writes only what differs. */
bool settings_register(struct context *ctx, struct error *e);

/* The value in force, in ctx->arena. */
const char *setting_read(struct context *ctx, const char *key, struct error *e);
int64_t setting_number(const char *key, const char *text); /* what a value that was read otherwise comes to */
bool setting_read_int(struct context *ctx, const char *key, int64_t *value, struct error *e);

#endif
