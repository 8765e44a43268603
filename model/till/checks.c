/* What must hold for tills and receipts. */
#include "model/till/room.h"

#include "base/i18n.h"

const struct check till_checks[] = {
    { "receipts_without_gap", "check_receipt_numbers", N_("numbers of receipts have a gap"),
      N_("somebody changed console.receipt by hand: look into the database's log and a backup") },
    { "receipts_are_the_ledger", "check_receipts_of_ledger",
      N_("receipts do not come to what was taken at the counter"),
      N_("compare them in show receipts and show payments --where gateway:counter") },
    { "tills_are_their_receipts", "check_till_sums", N_("a closed till is not what its receipts come to"),
      N_("compare it in show till and show receipts --where till_id:ID") },
    { .name = NULL },
};
