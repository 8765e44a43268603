/* What a form about a payment asks for: a bank only where there is one, and with Snap, whose own page asks for the
 * rest, neither method nor bank. */
#ifndef TUI_PAY_FORM_PAYMENT_H
#define TUI_PAY_FORM_PAYMENT_H

#include "model/engine/action.h"
#include "tui/engine/form.h"

struct arena;
struct config;
struct health;

/* What the operator has given, and with it the debt item that he stands on: he wants that one paid. All but given
 * live in the arena or longer; NULL: nothing at all. */
const char *const *form_payment_given(struct arena *a, const struct action *action, const struct selection *s,
                                      const char *const *given);

/* Any other form stays as it is. given: what the operator has given already, an entry an argument (NULL: nothing):
 * what he gave is shown; NULL: nothing at all. health, of which it takes the mode of payments and which ways to pay are
 * offered: NULL: not read yet. */
void form_payment_fit(struct arena *a, struct form *f, const struct action *action, const char *const *given,
                      const struct config *config, const struct health *health);

#endif
