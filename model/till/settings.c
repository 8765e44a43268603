/* What may be set about tills and receipts. */
#include "model/till/room.h"

#include "base/i18n.h"

static const char *const openings[] = { "by_sale", "by_hand", NULL };

const struct setting till_settings[] = {
    { .key = "till_opening",
      .help =
          N_("How a till is opened: by_sale, by the first money that its operator takes, or by_hand; then cash is not "
             "taken before"),
      .kind = SETTING_CHOICE,
      .fallback = "by_sale",
      .choices = openings },
    { .key = "receipt_number",
      .help = N_("How receipts are numbered: {number} runs from 1 in each {year} (or {yy}) and {brand}"),
      .kind = SETTING_TEXT,
      .fallback = "KW-{year}-{number}",
      .minimum = 1,
      .maximum = 40 },
    { .key = NULL },
};
