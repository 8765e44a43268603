/* What must hold for vouchers on paper. */
#include "model/sheets/room.h"

#include "base/i18n.h"

const struct check sheets_checks[] = {
    { "login_takes_qr", "check_login_ways", N_("a hotspot turns away who follows the QR code of a voucher"),
      N_("add http-pap to login-by of its server profile on the router: with http-chap alone the page wants a "
         "challenge to be answered") },
    { .name = NULL },
};
