/* What is said of vouchers on paper, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/sheets/room.h"

#include <stddef.h>

const struct saying sheets_sayings[] = {
    { N_("to a printer or to a file: say one of them"), NULL },
    { N_("a roll has no room for more than 500: print them to a file"), NULL },
    { N_("file= is a name of letters and digits that ends with .pdf, .txt, .csv or .escpos"), NULL },
    { N_("none of it is left to be printed"), NULL },
    { N_("there is no such lot"), NULL },
    { N_("there is no such voucher"), NULL },
    { N_("it can be sold to nobody: {word}"), NULL },
    { N_("{n} of {n2} to print"), NULL },
    { N_("to the file {text}"), NULL },
    { N_("to the file {text} as a copy"), NULL },
    { N_("without QR codes: the address of the login page is not known, see sheet_login_host"), NULL },
    { N_("the QR codes will be turned away: router {text} lets in by {text2}, without http-pap"), NULL },
    { N_("{text}: {n} vouchers, {n2} pages"), NULL },
    { N_("{text}: {n} vouchers"), NULL },
    { N_("{n} vouchers were handed to the printer"), NULL },
    { N_("{n} of {n2} vouchers are on paper, a part of the next may be: look, and try again for the rest"), NULL },
    { N_("choose one lot"), NULL },
    { N_("there is a template of that name already"), NULL },
    { N_("there is no such template"), NULL },
    { N_("it has no quick-print package that is not a template yet"), NULL },
    { N_("{n} quick-print packages"), NULL },
    { N_("{n} templates"), NULL },
    { N_("to a PDF"), NULL },
    { N_("the router has not got them yet"), NULL },
    /* what went wrong */
    { N_("the vouchers were not printed"), NULL },
    { N_("the setting sheet_fields says {text}"), NULL },
    { N_("it may name title, price, validity, limits, qr and number, with commas between"), NULL },
    { N_("{text} is no name of a file"), NULL },
    { N_("the sheet was not written"), NULL },
    { N_("it can't be drawn: {text}"), NULL },
    { N_("is not on the router, so nobody would be let in: {text}"), NULL },
    { N_("{n} not on the router, left out"), NULL },
    { N_("is not on the router: its lot says why"), NULL },
    { NULL, NULL },
};
