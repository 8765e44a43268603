/* `receipt NUMBER`: a receipt as text on stdout, or in a file, there also in the language of receipt printers. */
#include "model/receipts/receipt.h"
#include "base/arena.h"
#include "base/i18n.h"
#include "cli/cli.h"
#include "model/config/config.h"
#include "model/receipts/escpos.h"
#include "model/worker/session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LEAST_COLUMNS = 24,
    USUAL_COLUMNS = 32,
    MOST_COLUMNS = 64,
    DOTS = 12
};
static const char escpos_end[] = ".escpos";

static bool read_columns(const struct cli_options *o, int *columns, struct error *e)
{
    char *end = NULL;
    long given = o->columns ? strtol(o->columns, &end, 10) : USUAL_COLUMNS;
    *columns = (int)given;
    return (!end || !*end) && given >= LEAST_COLUMNS && given <= MOST_COLUMNS
               ? true
               : error_set(e, ERR_USAGE, _("can't understand the command line"), _("--columns wants %d to %d"),
                           LEAST_COLUMNS, MOST_COLUMNS);
}

static bool is_escpos(const struct cli_options *o)
{
    size_t length = o->output ? strlen(o->output) : 0, end = sizeof escpos_end - 1;
    return length > end && strcmp(o->output + length - end, escpos_end) == 0;
}

static bool write_file(const char *file, const char *bytes, size_t size, struct error *e)
{
    FILE *out = fopen(file, "we");
    bool ok = out && fwrite(bytes, 1, size, out) == size;
    int why = errno;
    ok = out && fclose(out) == 0 && ok;
    return ok || error_set(e, ERR_REFUSED, _("the receipt was not written"), "%s: %s", file, strerror(why));
}

static bool write_receipt(struct session *s, const struct cli_options *o, struct error *e)
{
    struct context *ctx = session_context(s);
    struct receipt receipt;
    struct receipt_line *lines;
    size_t count, size;
    struct receipt_form form = { .charset = is_escpos(o) ? RECEIPT_CP437 : RECEIPT_UTF8 };
    if (!read_columns(o, &form.columns, e) || !session_ready(s, e) || !receipt_read(ctx, o->words[0], &receipt, e))
        return false;
    receipt_set_copy(ctx, &receipt, receipt.is_copy);
    if (!receipt_lay_out(ctx, &receipt, &form, &lines, &count, e))
        return false;
    const struct config_printer head = { .columns = form.columns, .dots = form.columns * DOTS, .qr = "raster" };
    const char *bytes =
        is_escpos(o) ? receipt_escpos(ctx, &head, &receipt, lines, count, &size) : receipt_text(ctx, lines, count);
    if (!is_escpos(o))
        size = strlen(bytes);
    if (o->output)
        return write_file(o->output, bytes, size, e);
    return fwrite(bytes, 1, size, stdout) == size ||
           error_set(e, ERR_REFUSED, _("the receipt was not written"), "%s", strerror(errno));
}

int cli_receipt(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    if (o->word_count != 1) {
        error_set(&e, ERR_USAGE, _("can't understand the command line"), _("name one receipt, order or invoice"));
        error_hint(&e, _("for example: hotspot-console receipt JKN-202612-000012 --columns 48"));
        return cli_fail(&e);
    }
    struct session *s = session_open(&(struct session_options){
        .config = config, .pace = SESSION_BULK, .name = "hotspot-console receipt", .read_only = true });
    bool ok = write_receipt(s, o, &e);
    session_close(s);
    return ok ? 0 : cli_fail(&e);
}
