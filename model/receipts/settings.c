/* What stands on each receipt. */
#include "model/receipts/room.h"

#include "base/i18n.h"

enum {
    LONGEST = 200
};

const struct setting receipts_settings[] = {
    { .key = "receipt_shop",
      .help = N_("The shop's name, at the head of receipts"),
      .kind = SETTING_TEXT,
      .fallback = "",
      .maximum = 64 },
    { .key = "receipt_address",
      .help = N_("The shop's address and phone, below its name on receipts"),
      .kind = SETTING_TEXT,
      .fallback = "",
      .maximum = LONGEST },
    { .key = "receipt_foot",
      .help = N_("What stands at the foot of receipts"),
      .kind = SETTING_TEXT,
      .fallback = "",
      .maximum = LONGEST },
    { .key = "receipt_qr",
      .help =
          N_("What the QR code of receipts says, an address for example; {number}: the receipt's; off: there is none"),
      .kind = SETTING_TEXT,
      .fallback = "{number}",
      .maximum = LONGEST },
    { .key = "receipt_printer",
      .help = N_("The printer that receipts go to, where none is named and there are several"),
      .kind = SETTING_TEXT,
      .fallback = "",
      .maximum = 32 },
    { .key = NULL },
};
