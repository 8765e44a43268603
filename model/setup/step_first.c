/* The first package and the first customer: by the actions that make any. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/setup/step.h"

#include <string.h>

static bool package_look(struct setup *s, struct setup_look *found, struct error *e)
{
    struct setup_facts facts;
    if (!setup_read_facts(s, &facts, e))
        return false;
    found->state = facts.packages ? SETUP_DONE : SETUP_MISSING;
    found->what = facts.packages > 1 ? arena_printf(s->arena, _("%s and %ld more"), facts.package, facts.packages - 1)
                  : facts.package    ? facts.package
                                     : _("none can be sold yet");
    return true;
}

static bool customer_look(struct setup *s, struct setup_look *found, struct error *e)
{
    struct setup_facts facts;
    if (!setup_read_facts(s, &facts, e))
        return false;
    found->state = facts.customers ? SETUP_DONE : SETUP_MISSING;
    found->what = facts.customers > 1
                      ? arena_printf(s->arena, _("%s and %ld more"), facts.customer, facts.customers - 1)
                  : facts.customer ? facts.customer
                                   : _("none yet");
    return true;
}

/* The one that can be sold, where the customer's field is for it. */
static bool customer_fill(struct setup *s, const char **values, struct error *e)
{
    const struct action *a = setup_fields(&setup_step_customer);
    size_t package = action_arg_index(a, "package");
    struct setup_facts facts;
    if (!setup_read_facts(s, &facts, e))
        return false;
    if (package < a->arg_count && !values[package])
        values[package] = facts.package;
    return true;
}

static bool package_apply(struct setup *s, const char *const *values, struct error *e)
{
    return setup_act(s, setup_fields(&setup_step_package), NULL, values, e);
}

static bool customer_apply(struct setup *s, const char *const *values, struct error *e)
{
    return setup_act(s, setup_fields(&setup_step_customer), NULL, values, e);
}

const struct setup_step setup_step_package = {
    .name = "package",
    .label = N_("First package"),
    .help = N_("What customers buy: a price, a quota, a number of days."),
    .needs = "database",
    .action = "packages.add",
    .look = package_look,
    .apply = package_apply,
};

const struct setup_step setup_step_customer = {
    .name = "customer",
    .label = N_("First customer"),
    .help = N_("The customer's account is made on the router at once, where it can be reached."),
    .needs = "package",
    .action = "users.add",
    .asked = 3,
    .look = customer_look,
    .fill = customer_fill,
    .apply = customer_apply,
};
