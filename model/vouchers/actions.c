/* What is done with vouchers. */
#include "model/vouchers/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

enum {
    MOST_AT_ONCE = 20000,
    LONGEST_PREFIX = 6,
    SHORTEST_CODE = 4,
    LONGEST_CODE = 16,
    LONGEST_NAME = 100,
    LONGEST_TIME = 16
};

const char *const voucher_alphabets[] = { "lower_digits", "upper_digits", "lower_letters", "upper_letters", "only_digits", NULL };
static const char *const passwords[] = { "code", "own_password", NULL };

static const struct action_arg generate_args[] = {
    { .name = "quantity", .label = N_("Quantity"), .help = N_("how many vouchers"), .type = ARG_INT, .is_required = true, .minimum = 1,
      .maximum = MOST_AT_ONCE },
    { .name = "package", .label = N_("Package"), .help = N_("whose validity, volume, profile and price they have"), .type = ARG_CHOICE,
      .choices_sql = "lot_package_choices" },
    { .name = "router", .label = N_("Router"), .help = N_("where they are let in; left out: the only one"), .type = ARG_CHOICE,
      .choices_sql = "lot_router_choices" },
    { .name = "profile", .label = N_("Profile"), .help = N_("of the hotspot; left out: that of the package"), .type = ARG_TEXT,
      .minimum = 1, .maximum = LONGEST_NAME },
    { .name = "validity", .label = N_("Validity"), .help = N_("from the first login: 30d, 12h; left out: the days of the package"),
      .type = ARG_TEXT, .minimum = 2, .maximum = LONGEST_TIME },
    { .name = "uptime", .label = N_("Time online"), .help = N_("all sessions together: 3h, 90m; left out: no limit"), .type = ARG_TEXT,
      .minimum = 2, .maximum = LONGEST_TIME },
    { .name = "volume", .label = N_("Volume"), .help = N_("both ways together: 5GB; left out: that of the package"), .type = ARG_MB,
      .minimum = CMB_PER_MB, .maximum = MOST_CMB },
    { .name = "price", .label = N_("Price"), .help = N_("of one: 5000, 5rb; left out: that of the package"), .type = ARG_RP,
      .minimum = 0, .maximum = MOST_RP },
    { .name = "commission", .label = N_("Commission"), .help = N_("of that, what the seller keeps"), .type = ARG_RP, .fallback = "0",
      .minimum = 0, .maximum = MOST_RP },
    { .name = "seller", .label = N_("Seller"), .help = N_("who sells them; left out: whoever takes the money"), .type = ARG_TEXT,
      .minimum = 1, .maximum = LONGEST_NAME },
    { .name = "prefix", .label = N_("Prefix"), .help = N_("what each code begins with"), .type = ARG_TEXT, .minimum = 1,
      .maximum = LONGEST_PREFIX },
    { .name = "length", .label = N_("Length"), .help = N_("how many characters are drawn for each"), .type = ARG_INT, .fallback = "6",
      .minimum = SHORTEST_CODE, .maximum = LONGEST_CODE },
    { .name = "alphabet", .label = N_("Alphabet"), .help = N_("what codes are drawn from; nothing in it looks like something else"),
      .type = ARG_CHOICE, .choices = voucher_alphabets, .fallback = "lower_digits" },
    { .name = "password", .label = N_("Password"), .help = N_("code: the code is typed alone; own_password: digits beside it"),
      .type = ARG_CHOICE, .choices = passwords, .fallback = "code" },
    { .name = "server", .label = N_("Server"), .help = N_("of the hotspot that lets them in"), .type = ARG_TEXT, .fallback = "all",
      .minimum = 1, .maximum = LONGEST_NAME },
    { .name = "note", .label = N_("Note"), .help = N_("what to know about the lot"), .type = ARG_TEXT, .minimum = 1,
      .maximum = LONGEST_NOTE },
};

static const struct action_arg change_args[] = {
    { .name = "profile", .label = N_("Profile"), .help = N_("of the hotspot; left out: as it is"), .type = ARG_TEXT, .minimum = 1,
      .maximum = LONGEST_NAME },
    { .name = "server", .label = N_("Server"), .help = N_("of the hotspot, or all; left out: as it is"), .type = ARG_TEXT, .minimum = 1,
      .maximum = LONGEST_NAME },
};

#define ON_LOTS(stem, does, said)                                                                                      \
    .sql = (stem), .pane = "lots", .entity = "voucher_lot", .done = (said), .help = (does), .role = ROLE_OPERATOR,     \
    .has_effects = true

static const char *const methods[] = { "cash", "transfer", "balance", NULL };
static const struct action_arg sell_args[] = {
    { .name = "method", .label = N_("Method"), .help = N_("cash and transfer: taken here; balance: from the deposit of the customer"),
      .type = ARG_CHOICE, .choices = methods, .fallback = "cash" },
    { .name = "customer", .label = N_("Customer"), .help = N_("phone number of who buys; left out: somebody at the counter"),
      .also = (const char *const[]){ "user", NULL }, .type = ARG_PHONE },
    { .name = "note", .label = N_("Note"), .help = N_("of a payment that is taken here; it stands on the receipt"), .type = ARG_TEXT,
      .maximum = LONGEST_NOTE },
};

static const char *const goods_after[] = { "void", "stock", NULL };
static const struct action_arg return_args[] = {
    { .name = "reason", .label = N_("Reason"), .help = N_("why the money goes back"), .type = ARG_TEXT, .is_required = true,
      .minimum = 1, .maximum = LONGEST_NOTE },
    { .name = "goods", .label = N_("Voucher"), .help = N_("void: let in no more, for its code is known; stock: sold again"),
      .type = ARG_CHOICE, .choices = goods_after, .fallback = "void" },
};

static const struct action_arg block_args[] = {
    { .name = "reason", .label = N_("Reason"), .help = N_("why it is let in no more for now"), .type = ARG_TEXT, .is_required = true,
      .minimum = 1, .maximum = LONGEST_NOTE },
};

const struct action voucher_actions[] = {
    { .name = "vouchers.generate",
      .also = "vouchers.add",
      .label = N_("Make vouchers"),
      .help = N_("Make a lot of vouchers with codes that nobody ever had, and put them on the router"),
      .sql = "lot_generate",
      .pane = "lots",
      .entity = "voucher_lot",
      .done = N_("made"),
      ARGS(generate_args),
      TAKEN_BACK_BY("vouchers.block"),
      .role = ROLE_ADMIN,
      .makes_new = true,
      .opens = "lots",
      .has_effects = true },
    { .name = "lots.retry",
      .label = N_("Put on the router again"),
      ON_LOTS("lot_retry", N_("Put on the router once more what it lacks of lots"), N_("put there again")),
      .reverse = REVERSE_REPEAT },
    { .name = "lots.change",
      .label = N_("Change lot"),
      ON_LOTS("lot_change", N_("Change profile or server of lots of which nothing is on the router yet, and put them there"),
              N_("changed")),
      ARGS(change_args),
      TAKEN_BACK_BY("lots.change") },
    { .name = "lots.remove",
      .label = N_("Give up what is not there"),
      ON_LOTS("lot_remove", N_("Make those vouchers of lots void that their router never got; nobody had them"), N_("made void")),
      NOT_TAKEN_BACK(N_("remove")) },
    { .name = "vouchers.sell",
      .label = N_("Sell vouchers"),
      .help = N_("Sell vouchers at the counter: the money is in the till, one receipt for all of them"),
      .sql = "voucher_sell",
      .pane = "vouchers",
      .entity = "voucher",
      .done = N_("sold"),
      ARGS(sell_args),
      TAKEN_BACK_BY("vouchers.return"),
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "vouchers.return",
      .label = N_("Take vouchers back"),
      .help = N_("Take back vouchers that nobody used: their money goes back out of the till"),
      .sql = "voucher_return",
      .pane = "vouchers",
      .entity = "voucher",
      .done = N_("taken back"),
      ARGS(return_args),
      NOT_TAKEN_BACK(N_("refund")),
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "vouchers.block",
      .label = N_("Block vouchers"),
      .help = N_("Let vouchers in no more for now: sessions and cookies end; their time goes on"),
      .sql = "voucher_block",
      .pane = "vouchers",
      .entity = "voucher",
      .done = N_("blocked"),
      ARGS(block_args),
      TAKEN_BACK_BY("vouchers.unblock"),
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "vouchers.unblock",
      .label = N_("Unblock vouchers"),
      .help = N_("Let vouchers in again that were blocked"),
      .sql = "voucher_unblock",
      .pane = "vouchers",
      .entity = "voucher",
      .done = N_("unblocked"),
      TAKEN_BACK_BY("vouchers.block"),
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = NULL },
};
