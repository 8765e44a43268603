/* The time zone that all hosts share, and the language of this one. */
#include "base/arena.h"
#include "base/i18n.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/setup/step.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ZONE,
    LANGUAGE
};

#define SETTING "APP_TIMEZONE"

static const char *const languages[] = { "id", "en", NULL };

static const struct action_arg args[] = {
    { .name = "zone",
      .label = N_("Time zone"),
      .help = N_("Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT): days and times of all hosts are its"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 64 },
    { .name = "language",
      .label = N_("Language"),
      .help = N_("of this host's screen and command line"),
      .type = ARG_CHOICE,
      .is_required = true,
      .choices = languages },
};

static const struct action form = STEP_FIELDS("zone", args);

static bool look(struct setup *s, struct setup_look *found, struct error *e)
{
    struct setup_facts facts;
    if (!setup_read_facts(s, &facts, e))
        return false;
    found->state = facts.zone_is_set ? SETUP_DONE : SETUP_UNSET;
    found->what = arena_printf(s->arena, "%s%s%s", facts.zone ? facts.zone : "", s->config->language ? ", " : "",
                               s->config->language ? s->config->language : "");
    return true;
}

/* "/usr/share/zoneinfo/Asia/Makassar" → "Asia/Makassar"; NULL where the host does not say. */
static const char *zone_of_host(struct arena *a)
{
    static const char folder[] = "zoneinfo/";
    char target[256];
    ssize_t length = readlink("/etc/localtime", target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    const char *at = strstr(target, folder);
    return at ? arena_strdup(a, at + sizeof folder - 1) : NULL;
}

/* A zone that nobody has set is the default, and a host that is run on UTC says nothing of where it stands. */
static bool fill(struct setup *s, const char **values, struct error *e)
{
    struct setup_facts facts;
    const char *own = zone_of_host(s->arena), *messages = getenv("LC_ALL");
    if (!setup_read_facts(s, &facts, e))
        return false;
    values[ZONE] = !facts.zone_is_set && own && strncmp(own, "Asia/", 5) == 0 ? own : facts.zone;
    if (!messages || !*messages)
        messages = getenv("LANG");
    values[LANGUAGE] = s->config->language                           ? s->config->language
                       : messages && strncmp(messages, "id", 2) == 0 ? "id"
                                                                     : "en";
    return true;
}

static bool set_zone(struct setup *s, const char *zone, struct error *e)
{
    struct setup_facts facts;
    const char *const values[] = { zone };
    if (!setup_read_facts(s, &facts, e))
        return false;
    if (facts.zone_is_set && facts.zone && strcmp(facts.zone, zone) == 0)
        return true;
    if (!setup_act(s, action_find("settings.set"), SETTING, values, e))
        return false;
    db_zone_changed();
    return true;
}

static bool apply(struct setup *s, const char *const *values, struct error *e)
{
    const struct setup_edit edit = { { .group = "ui", .key = "language" }, config_quote(s->arena, values[LANGUAGE]) };
    bool is_same = s->config->language && strcmp(s->config->language, values[LANGUAGE]) == 0;
    return set_zone(s, values[ZONE], e) && (is_same || setup_write(s, &edit, 1, NULL, 0, e));
}

const struct setup_step setup_step_zone = {
    .name = "zone",
    .label = N_("Time and language"),
    .help = N_("The zone of all days and times, and the language of this host."),
    .needs = "database",
    .is_optional = true,
    .form = &form,
    .look = look,
    .fill = fill,
    .apply = apply,
};
