/* --help, drawn from the tables of panes and actions. */
#include "base/i18n.h"
#include "cli/cli.h"
#include "model/engine/action.h"
#include "model/lists/pane.h"
#include "model/values/amount.h"

#include <stdio.h>
#include <string.h>

static void put_usage(void)
{
    puts(_("The console of a MikroTik hotspot: users, quota, debt and the router, side by side.\n"
           "\n"
           "  hotspot-console [PANE]                    the full-screen console, opened on a pane\n"
           "  hotspot-console worker [--once]           jobs and outbox, headless; --once does what is due and ends\n"
           "  hotspot-console show PANE [--where EXPR | --id ID…] [--sort COLUMN] [--limit N]\n"
           "  hotspot-console act ACTION [--where EXPR | --id ID…] [NAME=VALUE…] [--dry-run] [--yes]\n"
           "  hotspot-console check                     invariants of the data, health of the parts\n"
           "  hotspot-console migrate [--dry-run] [--enforce]   create, adopt or upgrade the database\n"
           "\n"
           "For all: --config FILE, --format table|json|csv, --read-only, --help, --version.\n"
           "`show --help`, `show PANE --help`, `act --help` and `act ACTION --help` say more.\n"
           "Exit code: 0 done, 1 findings or refused, 2 wrong usage or configuration,\n"
           "3 something outside could not be reached."));
}

static void put_panes(void)
{
    puts(_("hotspot-console show PANE [--where EXPR | --id ID…] [--sort COLUMN] [--limit N]\n\nPanes:"));
    for (size_t i = 0; pane_at(i); i++)
        printf("  %-12s %s\n", pane_at(i)->name, _(pane_at(i)->help));
    printf("  %-12s %s\n", "config", _("The settings in force, secrets left out."));
}

static void put_pane(const struct pane *p)
{
    printf("%s: %s\n\n%s\n", p->name, _(p->help), _("Columns and filter fields (* can be sorted by, default sort first):"));
    printf("  --sort %s\n", p->default_sort);
    for (size_t i = 0; i < p->column_count; i++) {
        const struct column *c = &p->columns[i];
        printf("  %c %-22s %s\n", c->sort ? '*' : ' ', c->name, c->help ? _(c->help) : "");
    }
    puts(_("\nEXPR: status:blocked debt>10GB budi -router:north \"siti aminah\" created>=2026-01-01"));
}

static void put_actions(void)
{
    puts(_("hotspot-console act ACTION [--where EXPR | --id ID…] [NAME=VALUE…] [--dry-run] [--yes]\n\nActions:"));
    for (size_t i = 0; i < action_count(); i++)
        if (!action_at(i)->is_internal)
            printf("  %-24s %s%s\n", action_at(i)->name, _(action_at(i)->help),
                   action_at(i)->danger == DANGER_TYPE ? _(" (wants --yes)") : "");
}

static void put_bounds(const struct action_arg *arg)
{
    char low[AMOUNT_TEXT], high[AMOUNT_TEXT];
    if (arg->type == ARG_MB)
        printf(" (%s … %s)", mb_human(low, arg->minimum), mb_human(high, arg->maximum));
    else if (arg->type == ARG_RP)
        printf(" (%s … %s)", rp_human(low, arg->minimum), rp_human(high, arg->maximum));
    else if (arg->type == ARG_INT)
        printf(" (%lld … %lld)", (long long)arg->minimum, (long long)arg->maximum);
    for (size_t i = 0; arg->type == ARG_CHOICE && arg->choices && arg->choices[i]; i++)
        printf("%s%s", i ? ", " : ": ", arg->choices[i]);
}

/* Whom it works on, and how a script says so. */
static void put_selection(const struct action *a)
{
    if (a->selects_itself)
        printf(_("  finds its %s itself; --where EXPR or --id ID… narrow that down\n"), a->pane);
    else if (strcmp(a->pane, "users") == 0 && action_arg_index(a, "user") == a->arg_count)
        puts(_("  on users: --where EXPR, --id ID… or user=PHONE"));
    else
        printf(_("  on %s: --where EXPR or --id ID…\n"), a->pane);
}

static void put_action(const struct action *a)
{
    printf("%s: %s\n", a->name, _(a->help));
    for (size_t i = 0; i < a->arg_count; i++) {
        const struct action_arg *arg = &a->args[i];
        printf("  %s=%s  %s", arg->name, arg->is_required ? "" : arg->fallback ? arg->fallback : _("(optional)"),
               _(arg->help));
        put_bounds(arg);
        putchar('\n');
    }
    put_selection(a);
    if (a->is_undoable)
        puts(_("  can be undone: act audit.undo --id OPERATION"));
}

void cli_help(const struct cli_options *o)
{
    const char *word = o->word_count ? o->words[0] : NULL;
    if (o->command && strcmp(o->command, "show") == 0) {
        const struct pane *p = word ? pane_find(word) : NULL;
        if (p)
            put_pane(p);
        else
            put_panes();
    } else if (o->command && strcmp(o->command, "act") == 0) {
        const struct action *a = word ? action_find(word) : NULL;
        if (a && !a->is_internal)
            put_action(a);
        else
            put_actions();
    } else {
        put_usage();
    }
}
