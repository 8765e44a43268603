/* How vouchers look on paper. */
#include "model/sheets/room.h"

#include "base/i18n.h"
#include "model/sheets/sheet.h"

enum {
    LONGEST = 100
};

const struct setting sheets_settings[] = {
    { .key = "sheet_columns",
      .help = N_("How many vouchers stand beside each other on a sheet of A4"),
      .kind = SETTING_INTEGER,
      .fallback = "4",
      .minimum = LEAST_SHEET_COLUMNS,
      .maximum = MOST_SHEET_COLUMNS },
    { .key = "sheet_logo",
      .help = N_("What stands at the head of each voucher; left empty: the shop's name, as on receipts"),
      .kind = SETTING_TEXT,
      .fallback = "",
      .maximum = LONGEST },
    { .key = "sheet_foot",
      .help = N_("What stands at the foot of each voucher"),
      .kind = SETTING_TEXT,
      .fallback = "",
      .maximum = LONGEST },
    { .key = "sheet_fields",
      .help = N_(
          "What stands on a voucher beside its code: title, price, validity, limits, qr, number, with commas between"),
      .kind = SETTING_TEXT,
      .fallback = "title,price,validity,limits,qr,number",
      .maximum = LONGEST },
    { .key = "sheet_login_host",
      .help = N_("The hotspot's name in the QR codes of vouchers; left empty: its dns-name, as the router tells it"),
      .kind = SETTING_TEXT,
      .fallback = "",
      .maximum = LONGEST },
    { .key = NULL },
};
