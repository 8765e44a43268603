/* What a form about a payment asks for. */
#include "tui/pay/form_payment.h"

#include "base/arena.h"
#include "model/config/config.h"
#include "model/worker/health.h"

#include <string.h>

const char *const *form_payment_given(struct arena *a, const struct action *action, const struct selection *s,
                                      const char *const *given)
{
    size_t debt = action_arg_index(action, "debt");
    bool is_one_item = s->ids && s->id_count == 1 && s->pane && strcmp(s->pane->name, "debts") == 0;
    if (debt == action->arg_count || !action->takes_debts || !is_one_item || (given && given[debt]))
        return given;
    const char **values = ARENA_ARRAY(a, const char *, action->arg_count + 1);
    for (size_t i = 0; given && i < action->arg_count; i++)
        values[i] = given[i];
    values[debt] = s->ids[0];
    return values;
}

void form_payment_fit(struct form *f, const struct action *action, const char *const *given,
                      const struct config *config, const struct health *health)
{
    size_t method = action_arg_index(action, "method"), bank = action_arg_index(action, "bank");
    bool is_snap = config->midtrans && config_midtrans_is_snap(config->midtrans, health ? health->payment_mode : NULL);
    if (method == action->arg_count || bank == action->arg_count)
        return;
    if (is_snap && !(given && given[method])) {
        form_leave_out(f, method);
        form_leave_out(f, bank);
        return;
    }
    form_ask_only_with(f, bank, method, "va");
}
