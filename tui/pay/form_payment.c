/* What a form about a payment asks for. */
#include "tui/pay/form_payment.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
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

static bool is_among(const char *const *words, const char *word)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

/* Of an argument's choices those that are offered, and those that always are. */
static const char *const *offered_of(struct arena *a, const struct action_arg *arg, const char *words,
                                     const char *const *always)
{
    size_t count = 0, room = 1;
    for (const char *const *choice = arg->choices; *choice; choice++)
        room++;
    const char **kept = ARENA_ARRAY(a, const char *, room);
    for (const char *const *choice = arg->choices; *choice; choice++)
        if (text_has_word(words, *choice) || is_among(always, *choice))
            kept[count++] = *choice;
    return kept;
}

/* On Snap's page the customer chooses among what is offered; the charge names one of these. OVO is not on that
 * page: asked for directly where nothing else is offered. NULL: nothing is offered. */
static const char *method_of_page(const struct action_arg *methods, const struct action_arg *banks, const char *words,
                                  const char **bank)
{
    const char *chosen = NULL;
    *bank = NULL;
    for (const char *const *m = methods->choices; *m && !chosen; m++)
        if (text_has_word(words, *m) && strcmp(*m, "ovo") != 0)
            chosen = *m;
    for (const char *const *b = banks->choices; *b && !chosen && !*bank; b++)
        if (text_has_word(words, *b))
            *bank = *b;
    if (!chosen && !*bank && text_has_word(words, "ovo"))
        chosen = "ovo";
    return *bank ? "va" : chosen;
}

/* The page, and what is no way of the gateway's, where the action takes money in other ways, too. */
static const char *const *beside_page(struct arena *a, const struct action_arg *methods, const char *page)
{
    static const char *const others[] = { "balance", "cash", "transfer", NULL };
    const char **kept = ARENA_ARRAY(a, const char *, sizeof others / sizeof *others + 1);
    size_t count = 0;
    if (page)
        kept[count++] = page;
    for (const char *const *m = others; *m; m++)
        if (is_among(methods->choices, *m))
            kept[count++] = *m;
    return kept;
}

/* With Snap its page asks for the way to pay; what is left to ask is whether it is paid there, or here. */
static void fit_to_snap(struct arena *a, struct form *f, const struct action *action, size_t method, size_t bank,
                        const char *words)
{
    const struct action_arg *methods = &action->args[method], *banks = &action->args[bank];
    const char *page_bank = NULL, *page = words ? method_of_page(methods, banks, words, &page_bank) : methods->fallback;
    if (words)
        form_settle(f, bank, page_bank);
    else
        form_leave_out(f, bank);
    if (!is_among(methods->choices, "cash")) {
        if (words)
            form_settle(f, method, page);
        else
            form_leave_out(f, method);
        return;
    }
    form_keep_choices(f, a, method, beside_page(a, methods, page));
    if (page)
        form_call(f, method, page, _("on the gateway's page"));
}

static void narrow(struct arena *a, struct form *f, const struct action *action, size_t method, size_t bank,
                   const char *words)
{
    static const char *const no_bank[] = { NULL };
    const char *const *banks = offered_of(a, &action->args[bank], words, no_bank);
    const char *const always[] = { "balance", "cash", "transfer", *banks ? "va" : NULL, NULL };
    form_keep_choices(f, a, method, offered_of(a, &action->args[method], words, always));
    if (*banks)
        form_keep_choices(f, a, bank, banks);
}

/* The way that the operator took money by last; without a gateway there is cash. */
static void follow_habit(struct form *f, size_t method, const struct config *config, const struct health *health)
{
    const char *habit = health ? health->payment_habit : NULL;
    if (habit && *habit)
        form_begin_with(f, method, habit);
    else if (!config->midtrans)
        form_begin_with(f, method, "cash");
}

void form_payment_fit(struct arena *a, struct form *f, const struct action *action, const char *const *given,
                      const struct config *config, const struct health *health)
{
    size_t method = action_arg_index(action, "method"), bank = action_arg_index(action, "bank");
    const char *mode = health ? health->payment_mode : NULL, *words = health ? health->payment_methods : NULL;
    bool is_snap = config->midtrans && config_midtrans_is_snap(config->midtrans, mode);
    if (method == action->arg_count)
        return;
    if (bank != action->arg_count && is_snap && !(given && given[method])) {
        fit_to_snap(a, f, action, method, bank, words);
    } else if (bank != action->arg_count) {
        if (words)
            narrow(a, f, action, method, bank, words);
        form_ask_only_with(f, bank, method, "va");
    }
    follow_habit(f, method, config, health);
}
