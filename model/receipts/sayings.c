/* What is said of receipts and printers, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/receipts/room.h"

#include <stddef.h>

const struct saying receipts_sayings[] = {
    { N_("is not paid: it has no receipt"), NULL },
    { N_("printed by {text}"), NULL },
    { N_("printed by {text} as a copy"), NULL },
    { N_("sent to {text}"), NULL },
    { N_("there is no printer {text}"), NULL },
    { N_("there is no printer: name one under printers in the configuration"), NULL },
    { N_("there are several printers: choose one with printer=, or set receipt_printer"), NULL },
    { N_("handed to the printer"), NULL },
    { N_("handed to the printer as a copy"), NULL },
    { N_("a part of it may be on paper: look, and try again; it will say that it is a copy"), NULL },
    { N_("there is no receipt to show"), NULL },
    { N_("nothing that was paid is called {text}"), NULL },
    { N_("nobody asked for this print"), NULL },
    { N_("npwp={text} has no 16 digits, nor 15 of an older one"), NULL },
    { N_("nik={text} has no 16 digits"), NULL },
    { N_("tku={text} has no six digits"), NULL },
    { N_("not known to the tax office"), NULL },
    /* what went wrong */
    { N_("the tax invoices were not written"), NULL },
    { N_("period={text} is neither a month like 2026-11 nor a year like 2026"), NULL },
    { N_("brand {text} is not registered for PPN"), NULL },
    { N_("set its pkp_npwp in the configuration"), NULL },
    { N_("brand {text} has no invoices with PPN in {date}"), NULL },
    { N_("{text}: it is there already"), NULL },
    { N_("{text} of invoice {text2} is read again as {text3} in place of {text4}"), NULL },
    { N_("invoice {text} is read again as another"), NULL },
    { N_("price and discount of invoice {text} are not its tax base"), NULL },
    { N_("the head of the file is read again as another"), NULL },
    { N_("there is more in the file than was written"), NULL },
    { N_("what was written can't be read again"), NULL },
    { N_("the file does not come to what the books say: invoices changed meanwhile"), NULL },
    { N_("there is no layout {text}"), NULL },
    { N_("something is missing of {n} customers"), NULL },
    { N_("give it by users.tax_identity, or write the others with incomplete=leave_out"), NULL },
    { N_("something is missing of every customer"), NULL },
    { NULL, NULL },
};
