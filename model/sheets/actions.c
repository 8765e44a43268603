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

static const struct action_arg template_args[] = {
    { .name = "name",
      .label = N_("Name"),
      .help = N_("what the template is called"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = 40 },
    { .name = "quantity",
      .label = N_("Quantity"),
      .help = N_("how many vouchers it makes at once"),
      .type = ARG_INT,
      .fallback = "1",
      .minimum = 1,
      .maximum = 500 },
    { .name = "printer",
      .label = N_("Printer"),
      .help = N_("left out: the usual one, or a PDF where there is none"),
      .type = ARG_CHOICE,
      .choices_sql = "printer_choices" },
};

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
    { .name = "templates.print",
      .label = N_("Make and print"),
      .help = N_("Make what the template says and print it, at the counter in two keys"),
      .sql = "template_print",
      .pane = "templates",
      .entity = "voucher_template",
      .done = N_("to be printed"),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "templates.add",
      .label = N_("Keep as template"),
      .help = N_("Keep the terms of a lot as a template, to make and print more of it in two keys"),
      .sql = "template_add",
      .pane = "lots",
      .entity = "voucher_lot",
      .counts = "voucher_template",
      .done = N_("made"),
      ARGS(template_args),
      TAKEN_BACK_BY("templates.remove"),
      .role = ROLE_ADMIN },
    { .name = "takeover.templates",
      .label = N_("Make templates"),
      .help = N_("Make templates of Mikhmon's quick-print packages"),
      .sql = "template_take",
      .pane = "takeovers",
      .entity = "takeover",
      .counts = "voucher_template",
      .done = N_("made"),
      TAKEN_BACK_BY("templates.remove"),
      .role = ROLE_ADMIN },
    { .name = "templates.remove",
      .label = N_("Remove template"),
      .help = N_("Remove templates; what was made from them stays"),
      .sql = "template_remove",
      .pane = "templates",
      .entity = "voucher_template",
      .done = N_("removed"),
      NOT_TAKEN_BACK(N_("remove")),
      .role = ROLE_ADMIN },
    { .name = NULL },
};
