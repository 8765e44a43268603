/* `explain CUSTOMER…`: what is wrong with customers, why, and what mends it. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "model/config/config.h"
#include "model/diagnosis/diagnosis.h"
#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "model/lists/row_user.h"
#include "model/values/choice.h"
#include "model/values/phone.h"
#include "model/worker/session.h"

#include <stdio.h>

static const struct column columns[] = {
    { .name = "user_id", .label = "user_id", .type = COL_ID },
    { .name = "phone_number", .label = "phone_number", .type = COL_PHONE },
    { .name = "symptom", .label = "symptom", .type = COL_TEXT },
    { .name = "severity", .label = "severity", .type = COL_TEXT },
    { .name = "says", .label = "says", .type = COL_TEXT },
    { .name = "since", .label = "since", .type = COL_TIME },
    { .name = "mends", .label = "mends", .type = COL_TEXT },
    { .name = "mend_id", .label = "mend_id", .type = COL_TEXT },
    { .name = "pane", .label = "pane", .type = COL_TEXT },
    { .name = "row_id", .label = "row_id", .type = COL_TEXT },
    { .name = "live", .label = "live", .type = COL_BOOL },
};

static bool find_customer(struct context *ctx, const char *given, const char **id, struct error *e)
{
    char phone[PHONE_TEXT];
    struct row_user user;
    *id = given;
    if (action_is_uuid(given))
        return true;
    if (!phone_normalise(phone, given)) {
        error_set(e, ERR_USAGE, _("can't understand the command line"),
                  _("'%s' is no phone number and no id of a customer"), given);
        return error_hint(e, _("for example: hotspot-console explain 081234567890"));
    }
    if (!row_read_user_of_phone(ctx, phone, &user, e))
        return false;
    *id = user.id;
    return true;
}

static const char *mend_id_of(const struct diagnosis *d, const struct diagnosis_line *f)
{
    return f->mends ? f->mend_id ? f->mend_id : d->user_id : NULL;
}

static void write_rows(struct row_writer *out, const struct diagnosis *d)
{
    for (size_t i = 0; i < d->count; i++) {
        const struct diagnosis_line *f = &d->lines[i];
        const char *const cells[] = { d->user_id,
                                      d->phone_number,
                                      f->symptom->name,
                                      symptom_severity_name(symptom_severity(f->symptom)),
                                      f->sentence,
                                      f->at,
                                      f->mends,
                                      mend_id_of(d, f),
                                      f->page_id ? f->symptom->pane : NULL,
                                      f->symptom->pane ? f->page_id : NULL,
                                      f->is_live ? "t" : "f" };
        row_writer_row(out, cells);
    }
}

static void put_line(struct arena *a, const char *line)
{
    puts(text_safe_copy(a, line));
}

static void write_text(struct arena *a, const struct diagnosis *d)
{
    put_line(a, arena_printf(a, "%s, %s", d->full_name ? d->full_name : "-", d->phone_number ? d->phone_number : "-"));
    if (!diagnosis_is_bad(d))
        put_line(a, _("Nothing is known to be amiss."));
    for (size_t i = 0; i < d->count; i++) {
        const struct diagnosis_line *f = &d->lines[i];
        put_line(a, arena_printf(a, "%-9s %s%s%s%s", choice_word(symptom_severity_name(symptom_severity(f->symptom))),
                                 say(a, f->sentence), f->age ? " (" : "", f->age ? say(a, f->age) : "",
                                 f->age ? ")" : ""));
        if (f->mends)
            put_line(a, arena_printf(a, _("          mends it: hotspot-console act %s --id %s"), f->mends,
                                     mend_id_of(d, f)));
    }
}

static bool read_one(struct session *s, const struct cli_options *o, const char *given, struct diagnosis *d,
                     struct error *e)
{
    struct context *ctx = session_context(s);
    const char *id;
    return find_customer(ctx, given, &id, e) && (o->live ? diagnosis_look : diagnosis_read)(ctx, id, d, e);
}

/* What is amiss is a finding, as of `check`; what could not be asked outside is the other thing to be told. */
static int code_of(const struct diagnosis *d, int code)
{
    int own = d->look_failed ? 3 : diagnosis_is_bad(d) ? 1 : 0;
    return own > code ? own : code;
}

static int explain(struct session *s, const struct cli_options *o, struct error *e)
{
    struct diagnosis d;
    int code = 0;
    if (!session_ready(s, e))
        return cli_fail(e);
    struct row_writer *out =
        o->format == ROWS_TABLE ? NULL : rows_open(o->format, columns, sizeof columns / sizeof *columns);
    bool ok = true;
    for (size_t i = 0; ok && i < o->word_count; i++) {
        ok = read_one(s, o, o->words[i], &d, e);
        if (ok && out)
            write_rows(out, &d);
        else if (ok)
            write_text(session_context(s)->arena, &d);
        code = ok ? code_of(&d, code) : cli_fail(e);
    }
    if (out)
        rows_close(out);
    return code;
}

int cli_explain(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    if (!o->word_count) {
        error_set(&e, ERR_USAGE, _("can't understand the command line"), _("name one customer, by phone number or id"));
        error_hint(&e, _("for example: hotspot-console explain 081234567890"));
        return cli_fail(&e);
    }
    struct arena *a = arena_new();
    struct session *s = session_open(&(struct session_options){ .config = diagnosis_config(a, config),
                                                                .pace = SESSION_BULK,
                                                                .name = "hotspot-console explain",
                                                                .with_routers = o->live,
                                                                .with_gateways = o->live,
                                                                .read_only = true });
    int code = explain(s, o, &e);
    session_close(s);
    arena_free(a);
    return code;
}
