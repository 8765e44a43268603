/* What is done with receipts: they go to paper, and to customers. The same for what a receipt was written for, be it a
 * payment or an invoice. */
#include "model/receipts/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

static const struct action_arg print_args[] = {
    { .name = "printer",
      .label = N_("Printer"),
      .help = N_("left out: the one of receipt_printer, or the only one"),
      .type = ARG_CHOICE,
      .choices_sql = "printer_choices" },
};

#define PRINT_RECEIPT(verb, of_pane, of)                                                                               \
    {                                                                                                                  \
        .name = verb, .label = N_("Print receipt"),                                                                    \
        .help = N_("Print the receipt on paper; what was printed before says that it is a copy"),                      \
        .sql = "receipt_print", .pane = of_pane, .entity = of, .counts = "receipt_print", .done = N_("to be printed"), \
        ARGS(print_args), .reverse = REVERSE_REPEAT, .role = ROLE_OPERATOR, .has_effects = true,                       \
        .can_be_withdrawn = true                                                                                       \
    }
#define SEND_RECEIPT(verb, of_pane, of)                                                                                \
    {                                                                                                                  \
        .name = verb, .label = N_("Send receipt"),                                                                     \
        .help = N_("Send the receipt to the customer by Telegram or WhatsApp"), .sql = "receipt_send",                 \
        .pane = of_pane, .entity = of, .counts = "receipt_print", .done = N_("to be sent"),                            \
        NOT_TAKEN_BACK(N_("send")), .role = ROLE_OPERATOR, .has_effects = true                                         \
    }

static const struct action_arg identity_args[] = {
    { .name = "npwp",
      .label = "NPWP",
      .help = N_("16 digits, or 15 of an older one; of a company, or of a person who has one"),
      .type = ARG_TEXT,
      .maximum = 30,
      .may_clear = true },
    { .name = "nik",
      .label = "NIK",
      .help = N_("16 digits, where there is no NPWP"),
      .type = ARG_TEXT,
      .maximum = 30,
      .may_clear = true },
    { .name = "name",
      .label = N_("Registered name"),
      .help = N_("left out: the customer's"),
      .type = ARG_TEXT,
      .maximum = 200,
      .may_clear = true },
    { .name = "address",
      .label = N_("Address"),
      .help = N_("in one line"),
      .type = ARG_TEXT,
      .maximum = 300,
      .may_clear = true },
    { .name = "tku",
      .label = "NITKU",
      .help = N_("six digits of its place of business; left out: the head office"),
      .type = ARG_TEXT,
      .maximum = 6,
      .may_clear = true },
    { .name = "email",
      .label = N_("E-mail"),
      .help = N_("of whoever takes tax invoices there"),
      .type = ARG_TEXT,
      .maximum = 254,
      .may_clear = true },
};

const struct action receipts_actions[] = {
    { .name = "users.tax_identity",
      .label = N_("Tax identity"),
      .help = N_("NPWP or NIK, registered name and address, for tax invoices (Coretax)"),
      .sql = "tax_identity",
      .pane = "users",
      .entity = "user",
      .counts = "tax_buyer",
      .values_sql = "tax_identity_values",
      .done = N_("written"),
      ARGS(identity_args),
      TAKEN_BACK_BY("users.tax_identity"),
      .role = ROLE_OPERATOR },

    PRINT_RECEIPT("receipts.print", "receipts", "receipt"),
    PRINT_RECEIPT("payments.print_receipt", "payments", "charge"),
    PRINT_RECEIPT("invoices.print_receipt", "invoices", "invoice"),
    SEND_RECEIPT("receipts.send", "receipts", "receipt"),
    SEND_RECEIPT("payments.send_receipt", "payments", "charge"),
    SEND_RECEIPT("invoices.send_receipt", "invoices", "invoice"),
    { .name = NULL },
};
