/* `coretax brand=… period=… --output FILE`: the tax invoices of a brand in DJP's layout. */
#include "model/receipts/coretax.h"
#include "base/arena.h"
#include "base/i18n.h"
#include "cli/cli.h"
#include "model/config/config.h"
#include "model/values/amount.h"
#include "model/worker/session.h"

#include <stdio.h>
#include <string.h>

static bool bad_word(const char *word, struct error *e)
{
    error_set(e, ERR_USAGE, _("can't understand the command line"), _("can't make sense of '%s'"), word);
    return error_hint(e, _("for example: hotspot-console coretax brand=JAKINET period=2026-11 --output faktur.xml"));
}

/* brand=, period=, layout=, incomplete=. */
static bool read_words(struct arena *a, const struct cli_options *o, struct coretax_request *q, struct error *e)
{
    const char *incomplete = "refuse";
    const struct {
        const char *name;
        const char **value;
    } known[] = {
        { "brand", &q->brand }, { "period", &q->period }, { "layout", &q->layout }, { "incomplete", &incomplete }
    };
    for (size_t i = 0; i < o->word_count; i++) {
        const char *word = o->words[i], *equals = strchr(word, '=');
        size_t k = 0, length = equals ? (size_t)(equals - word) : 0;
        while (k < sizeof known / sizeof *known &&
               (strlen(known[k].name) != length || strncmp(known[k].name, word, length) != 0))
            k++;
        if (k == sizeof known / sizeof *known)
            return bad_word(word, e);
        *known[k].value = arena_strdup(a, equals + 1);
    }
    q->leaves_out = strcmp(incomplete, "leave_out") == 0;
    if (!q->leaves_out && strcmp(incomplete, "refuse") != 0)
        return bad_word(incomplete, e);
    q->file = o->output;
    return (q->brand && q->period && q->file) || bad_word(o->word_count ? o->words[0] : "coretax", e);
}

static void say_gaps(const struct coretax_result *result)
{
    for (size_t i = 0; i < result->gap_count; i++)
        cli_say(_("%s (%s): %s is missing"), result->gaps[i].customer, result->gaps[i].invoice_number,
                result->gaps[i].missing);
}

static void say_result(const struct coretax_result *result)
{
    char base[AMOUNT_TEXT], dpp[AMOUNT_TEXT], tax[AMOUNT_TEXT];
    cli_say(_("%zu tax invoices in %zu files: price %s, DPP nilai lain %s, PPN %s; read again and compared"),
            result->invoices, result->files, rp_shown(base, result->base_rp), rp_shown(dpp, result->dpp_rp),
            rp_shown(tax, result->tax_rp));
}

int cli_coretax(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    struct coretax_request q = { .brand = NULL };
    struct coretax_result result = { .gap_count = 0 };
    struct session *s = session_open(&(struct session_options){
        .config = config, .pace = SESSION_BULK, .name = "hotspot-console coretax", .read_only = true });
    struct context *ctx = session_context(s);
    bool ok = read_words(ctx->arena, o, &q, &e) && session_ready(s, &e) && coretax_write(ctx, &q, &result, &e);
    say_gaps(&result);
    if (ok)
        say_result(&result);
    session_close(s);
    return ok ? 0 : cli_fail(&e);
}
