/* What is done about vouchers on paper. */
#include "model/sheets/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

static const char *const which[] = { "unprinted", "everything", NULL };

#define PRINTER                                                                                                        \
    {                                                                                                                  \
        .name = "printer", .label = N_("Printer"),                                                                     \
        .help = N_("a receipt printer, for a ticket each; left out: to a file"), .type = ARG_CHOICE,                   \
        .choices_sql = "printer_choices"                                                                               \
    }
#define TO_FILE                                                                                                        \
    {                                                                                                                  \
        .name = "file", .label = N_("File"),                                                                           \
        .help = N_("its name in the folder sheets_dir: .pdf, .txt, .csv or .escpos; left out: a PDF"),                 \
        .type = ARG_TEXT, .maximum = 110                                                                               \
    }

static const struct action_arg lot_args[] = {
    PRINTER,
    TO_FILE,
    { .name = "which",
      .label = N_("Which"),
      .help = N_("unprinted: what is on no paper yet; everything: what can be sold or was sold"),
      .type = ARG_CHOICE,
      .choices = which,
      .fallback = "unprinted" },
};
static const struct action_arg voucher_args[] = { PRINTER, TO_FILE };

const struct action sheets_actions[] = {
    { .name = "lots.print",
      .label = N_("Print vouchers"),
      .help = N_("Print the vouchers of a lot: sheets to cut up, or tickets"),
      .sql = "lot_print",
      .pane = "lots",
      .entity = "voucher_lot",
      .done = N_("to be printed"),
      ARGS(lot_args),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .can_be_withdrawn = true },
    { .name = "vouchers.print",
      .label = N_("Print these vouchers"),
      .help = N_("Print chosen vouchers: sheets to cut up, or tickets"),
      .sql = "voucher_print",
      .pane = "vouchers",
      .entity = "voucher",
      .done = N_("to be printed"),
      ARGS(voucher_args),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .can_be_withdrawn = true },
    { .name = NULL },
};
