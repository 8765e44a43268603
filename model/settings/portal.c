/* What the settings of a portal mean here. */
#include "model/settings/portal.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "model/values/context.h"

#include <string.h>

#define BANKS                                                                                                          \
    "klikbca.com,bri.co.id,bankmandiri.co.id,bni.co.id,cimbniaga.co.id,permatabank.co.id,ocbcnisp.com,bca.co.id,"      \
    "danamon.co.id,btn.co.id"

const struct portal_setting portal_settings[] = {
    { .ours = "debt_limit_mb", .theirs = "QUOTA_DEBT_LIMIT_MB", .form = "limit", .without = "0" },
    { .ours = "debt_limit_policy", .theirs = "QUOTA_DEBT_LIMIT_MB", .form = "limit_policy", .without = "0" },
    { .ours = "debt_warning_mb", .theirs = "QUOTA_DEBT_WARNING_MB", .form = "limit", .without = "0" },
    { .ours = "debt_overdue_policy", .theirs = "ENABLE_OVERDUE_DEBT_BLOCK", .form = "policy", .without = "True" },
    { .ours = "debt_overdue_days", .theirs = "ENABLE_OVERDUE_DEBT_BLOCK", .form = "at_once", .without = "True" },
    { .ours = "QUOTA_FUP_THRESHOLD_MB", .theirs = "QUOTA_FUP_THRESHOLD_MB", .form = "number", .without = "3072" },
    { .ours = "HOTSPOT_BYPASS_STATUSES",
      .theirs = "HOTSPOT_BYPASS_STATUSES",
      .form = "states",
      .without = "active,fup,unlimited" },
    { .ours = "walled_garden_hosts",
      .theirs = "WALLED_GARDEN_ALLOWED_HOSTS WALLED_GARDEN_ALLOWED_IPS WALLED_GARDEN_EXTRA_EXTERNAL_URLS",
      .form = "hosts",
      .on_only = "WALLED_GARDEN_ENABLED=False",
      .without = "[]" },
    { .ours = "payment_bypass_list",
      .theirs = "AKSES_BANKING_LIST_NAME",
      .on_only = "AKSES_BANKING_ENABLED=True",
      .without = "Bypass_Server" },
    { .ours = "payment_bypass_addresses",
      .theirs = "AKSES_BANKING_DOMAINS",
      .form = "words",
      .on_only = "AKSES_BANKING_ENABLED=True",
      .without = BANKS },
    { .ours = "MIKROTIK_DEFAULT_PROFILE", .theirs = "MIKROTIK_DEFAULT_PROFILE", .without = "default" },
    { .ours = "MIKROTIK_KOMANDAN_PROFILE", .theirs = "MIKROTIK_KOMANDAN_PROFILE", .without = "komandan" },
    { .ours = "MIKROTIK_ADDRESS_LIST_UNAUTHORIZED",
      .theirs = "MIKROTIK_ADDRESS_LIST_UNAUTHORIZED",
      .without = "unauthorized" },
    { .ours = "APP_TIMEZONE", .theirs = "APP_TIMEZONE", .without = "Asia/Makassar", .in_environment = true },
    { .ours = "DEBT_ORDER_ID_PREFIX",
      .theirs = "DEBT_ORDER_ID_PREFIX",
      .form = "prefix",
      .without = "DEBT",
      .in_environment = true },
    { .ours = "payment_order_prefix",
      .theirs = "MIDTRANS_ORDER_ID_PREFIX",
      .without = "BD-LPSR",
      .in_environment = true },
    { .ours = "PAYMENT_PROVIDER_MODE", .theirs = "PAYMENT_PROVIDER_MODE", .form = "payment_mode", .without = "snap" },
    { .ours = "MIKROTIK_DEFAULT_SERVER",
      .theirs = "MIKROTIK_DEFAULT_SERVER",
      .without = "MIKROTIK_DEFAULT_SERVER_USER" },
    { .ours = "MIKROTIK_DEFAULT_SERVER_USER", .theirs = "MIKROTIK_DEFAULT_SERVER_USER", .without = "srv-user" },
    { .ours = "MIKROTIK_DEFAULT_SERVER_KOMANDAN",
      .theirs = "MIKROTIK_DEFAULT_SERVER_KOMANDAN",
      .without = "srv-komandan" },
    { .theirs = NULL },
};

const struct portal_setting *portal_setting_of(const char *ours)
{
    for (const struct portal_setting *p = portal_settings; p->theirs; p++)
        if (p->ours && strcmp(p->ours, ours) == 0)
            return p;
    return NULL;
}

/* What is told, and to whom. */
struct preview {
    struct context *ctx;
    bool planned;
    void (*say)(void *to, const char *line);
    void *to;
    struct strbuf unseen[2]; /* keys that the table does not hold: others, those of the environment alone */
};

/* In the order of portal_taken.sql and of portal_rows.sql. */
enum {
    OURS = 0,
    FOUND,
    VALUE,
    STATE,
    IN_FORCE,
    IS_OWN
};

static const struct {
    const char *state, *why;
} kept[] = {
    { "nothing", N_("the portal's %s says that there is none") },
    { "off", N_("the portal has %s, switched off there") },
    { "encrypted", N_("the portal keeps %s encrypted") },
    { "unreadable", N_("what the portal has in %s can't be read here") },
};

static const char *why_kept(struct arena *a, const char *state, const char *found)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcmp(kept[i].state, state) == 0)
            return arena_printf(a, _(kept[i].why), found);
    return "";
}

static void tell(struct preview *p, const char *line)
{
    p->say(p->to, text_safe_copy(p->ctx->arena, line));
}

/* A row of ours that the portal's table has something about. */
static void tell_row(struct preview *p, const struct db_result *r, int row)
{
    struct arena *a = p->ctx->arena;
    const char *ours = db_value(r, row, OURS), *found = db_value(r, row, FOUND), *value = db_value(r, row, VALUE);
    const char *state = db_value(r, row, STATE);
    if (p->planned && strcmp(state, "found") == 0)
        tell(p, arena_printf(a, _("%s would be the portal's %s: %s"), ours, found, value));
    else if (strcmp(state, "taken") != 0)
        tell(p, arena_printf(a, _("%s stays %s: %s"), ours, db_value(r, row, IN_FORCE), why_kept(a, state, found)));
    else if (db_bool(r, row, IS_OWN))
        tell(p, arena_printf(a, _("%s stays %s, which was set here: the portal's %s says %s"), ours,
                             db_value(r, row, IN_FORCE), found, value));
    else
        tell(p, arena_printf(a, _("%s is the portal's %s: %s"), ours, found, value));
}

static void note_unseen(struct preview *p, const struct portal_setting *s)
{
    struct strbuf *list = &p->unseen[s->in_environment];
    bool is_said = s > portal_settings && strcmp(s[-1].theirs, s->theirs) == 0; /* two of ours may be one of theirs */
    if (s->without && !is_said)
        strbuf_printf(list, _("%s%s (%s there by default)"), list->length ? ", " : "", s->theirs, s->without);
}

static const char *const unseen_words[] = {
    N_("not in the portal's table, but perhaps in its environment: %s; what is set there, settings.set sets here"),
    N_("in the portal's environment alone, which is not seen here: %s; what is set there, settings.set sets here"),
};

static void tell_all(struct preview *p, const struct db_result *r)
{
    for (int row = 0; row < db_rows(r); row++) {
        const struct portal_setting *s = &portal_settings[row];
        if (db_is_null(r, row, FOUND))
            note_unseen(p, s);
        else if (s->ours)
            tell_row(p, r, row);
        else
            tell(p, arena_printf(p->ctx->arena, _("the portal's %s: %s"), s->theirs, _(s->note)));
    }
    for (size_t i = 0; i < 2; i++)
        if (p->unseen[i].length)
            tell(p, arena_printf(p->ctx->arena, _(unseen_words[i]), strbuf_text(&p->unseen[i])));
}

static bool is_portals(struct preview *p, bool *is_so, struct error *e)
{
    struct db_result *r = db_query(p->ctx->db, p->planned ? "portal_is_there" : "portal_is_adopted", NULL, 0, e);
    *is_so = r && db_bool(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

bool portal_preview(struct context *ctx, bool planned, void (*say)(void *to, const char *line), void *to,
                    struct error *e)
{
    struct preview p = { .ctx = ctx,
                         .planned = planned,
                         .say = say,
                         .to = to,
                         .unseen = { { .arena = ctx->arena }, { .arena = ctx->arena } } };
    const char *ours[sizeof portal_settings / sizeof *portal_settings], *theirs[sizeof ours / sizeof *ours];
    size_t count = 0;
    bool is_so;
    if (!is_portals(&p, &is_so, e))
        return false;
    if (!is_so)
        return true;
    for (const struct portal_setting *s = portal_settings; s->theirs; s++, count++) {
        ours[count] = s->ours ? s->ours : "";
        theirs[count] = s->theirs;
    }
    struct db_result *r =
        db_query(ctx->db, planned ? "portal_rows" : "portal_taken",
                 DB_PARAMS(db_array(ctx->arena, ours, count), db_array(ctx->arena, theirs, count)), e);
    if (r)
        tell_all(&p, r);
    db_result_free(r);
    return r != NULL;
}
