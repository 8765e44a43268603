/* `export PANE`: a pane's rows to a file. */
#include "base/arena.h"
#include "base/i18n.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "model/config/config.h"
#include "model/values/amount.h"
#include "model/worker/session.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_signal(int number)
{
    export_abandon();
    raise(number); /* what it does by default: the handler is gone */
}

static void watch_signals(void)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is said like a full disk */
}

static void tell_progress(void *progress_ctx, const char *what, size_t done, size_t total)
{
    (void)progress_ctx;
    (void)total;
    fprintf(stderr, "\r%zu %s", done, what);
}

static bool choose_format(const struct cli_options *o, struct export_request *q, struct error *e)
{
    if (!o->output && q->format == ROWS_XLSX) {
        error_set(e, ERR_USAGE, _("can't understand the command line"), _("a workbook goes to a file"));
        return error_hint(e, _("for example: --output owed.xlsx"));
    }
    if (o->has_format || !o->output || export_format_of_file(o->output, &q->format))
        return true;
    error_set(e, ERR_USAGE, _("can't understand the command line"), _("the name of the file does not tell its format"));
    return error_hint(e, _("--format xlsx, csv, json or text; or a name that ends like that"));
}

static void tell_result(const struct export_request *q, const struct export_result *result)
{
    char size[AMOUNT_TEXT];
    cli_say(_("%zu rows, %s MB in %s"), result->rows, tenths_shown(size, (result->bytes + 50000) / 100000), q->file);
    if (result->cut)
        cli_say(_("%zu cells were longer than a spreadsheet takes, and were cut; JSON holds them whole"), result->cut);
}

static bool export_to_file(struct context *ctx, const struct export_request *q, struct error *e)
{
    struct export_result result;
    bool tells = isatty(STDERR_FILENO);
    if (tells)
        ctx->progress = tell_progress;
    watch_signals();
    bool ok = export_file(ctx, q, &result, e);
    if (tells)
        fputs("\r\033[K", stderr);
    if (ok)
        tell_result(q, &result);
    return ok;
}

static bool write_pane(struct session *s, const struct cli_options *o, struct error *e)
{
    struct context *ctx = session_context(s);
    struct export_request q;
    if (!rows_request(ctx, o, &q, e) || !choose_format(o, &q, e))
        return false;
    if ((q.file && !export_file_is_possible(q.file, e)) || !session_ready(s, e))
        return false;
    return q.file ? export_to_file(ctx, &q, e) : export_stream(ctx, &q, stdout, e);
}

int cli_export(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    if (!o->word_count) {
        error_set(&e, ERR_USAGE, _("can't export that"), _("name one pane"));
        error_hint(&e, _("for example: hotspot-console export debts --output owed.xlsx"));
        return cli_fail(&e);
    }
    if (o->where && o->word_count > 1) {
        error_set(&e, ERR_USAGE, _("can't understand the command line"), _("what is '%s' for?"), o->words[1]);
        return cli_fail(&e);
    }
    struct session *s = session_open(&(struct session_options){
        .config = config, .pace = SESSION_BULK, .name = "hotspot-console export", .read_only = true });
    bool ok = write_pane(s, o, &e);
    session_close(s);
    return ok ? 0 : cli_fail(&e);
}
