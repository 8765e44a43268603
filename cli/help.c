/* --help, drawn from the tables of panes and actions. */
#include "base/i18n.h"
#include "cli/cli.h"
#include "model/engine/action.h"
#include "model/imports/kind.h"
#include "model/lists/pane.h"
#include "model/setup/setup.h"
#include "model/values/amount.h"

#include <stdio.h>
#include <string.h>

static void put_usage(void)
{
    puts(_(
        "The console of a MikroTik hotspot: users, quota, debt and the router, side by side.\n"
        "\n"
        "  hotspot-console [PANE]                    the full-screen console, opened on a pane\n"
        "  hotspot-console worker [--once]           jobs and outbox, headless; --once does what is due and ends\n"
        "  hotspot-console show PANE [--where EXPR | --id ID…] [--sort COLUMN] [--limit N]\n"
        "  hotspot-console export PANE [EXPR] [--output FILE] [--columns all|shown|NAMES] [--sort COLUMN] [--limit N]\n"
        "  hotspot-console act ACTION [--where EXPR | --id ID…] [NAME=VALUE…] [--dry-run] [--yes]\n"
        "  hotspot-console import KIND FILE [--template] [--dry-run] [--skip-bad] [--resume ID] [--yes]\n"
        "  hotspot-console setup [STEP [NAME=VALUE…]] [--list]   from nothing to a running hotspot, step by step\n"
        "  hotspot-console receipt NUMBER [--columns N] [--output FILE]   a receipt as text, or for a receipt printer "
        "(.escpos)\n"
        "  hotspot-console router NAME…                 a router now: load, interfaces, talkers, sessions, log\n"
        "  hotspot-console ping CUSTOMER…               from the router to the customer's devices\n"
        "  hotspot-console explain CUSTOMER… [--live]   what is wrong with a customer, why, and what mends it\n"
        "  hotspot-console coretax brand=B period=2026-11 --output FILE   tax invoices for Coretax\n"
        "  hotspot-console check                     invariants of the data, health of the parts\n"
        "  hotspot-console health [--nagios]         each part in a line: database, routers, disks, backups …\n"
        "  hotspot-console backup [FILE]             the database to a file, with checksum and counts beside it\n"
        "  hotspot-console restore FILE --into DATABASE [--confirm DATABASE]   into a new or empty database, or in "
        "place of one\n"
        "  hotspot-console drill [FILE]              a backup into a scratch database, compared figure by figure\n"
        "  hotspot-console migrate [--dry-run] [--enforce] [--roles]   create, adopt or upgrade the database\n"
        "  hotspot-console completion bash|zsh       what the shell completes commands with\n"
        "\n"
        "For all: --config FILE, --format table|json|csv (of export also xlsx), --read-only, --help, --version.\n"
        "`show --help`, `export --help`, `import --help`, `show PANE --help`, `act --help` and `act ACTION --help` say "
        "more.\n"
        "Exit code: 0 done, 1 findings or refused, 2 wrong usage or configuration,\n"
        "3 something outside could not be reached."));
}

static void put_export(void)
{
    puts(
        _("hotspot-console export PANE [EXPR] [--output FILE] [--columns all|shown|NAMES] [--sort COLUMN] [--limit N]\n"
          "\n"
          "All rows that match, in their order, to a file that is not there yet; without --output to standard output.\n"
          "The format is that of --format, else of the file's name:\n"
          "  .xlsx   a workbook, for people: money and quota are numbers, times are dates, the rest is text\n"
          "  .json   for programs: loses nothing\n"
          "  .csv    for programs: control characters are shown, a text like a formula gets a ' in front\n"
          "  .txt    a table, for reading\n"
          "--columns: all (.json and .csv, unless you say otherwise), those shown on the list, or full_name,debt_mb\n"
          "`show PANE --help` lists the columns and the fields of EXPR."));
}

static void put_panes(void)
{
    puts(_(
        "hotspot-console show PANE [--where EXPR | --id ID…] [--sort COLUMN] [--columns NAMES] [--limit N]\n\nPanes:"));
    for (size_t i = 0; pane_at(i); i++)
        printf("  %-12s %s\n", pane_at(i)->name, _(pane_at(i)->help));
    printf("  %-12s %s\n", "config", _("The settings in force, secrets left out."));
}

static void put_pane(const struct pane *p)
{
    printf("%s: %s\n\n%s\n", p->name, _(p->help),
           _("Columns and filter fields (* can be sorted by, default sort first):"));
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
                   action_wants_yes(action_at(i)) ? _(" (wants --yes)") : "");
}

static void put_bounds(const struct action_arg *arg)
{
    char low[AMOUNT_TEXT], high[AMOUNT_TEXT];
    if (arg->type == ARG_MB)
        printf(" (%s … %s)", mb_shown(low, arg->minimum), mb_shown(high, arg->maximum));
    else if (arg->type == ARG_RP)
        printf(" (%s … %s)", rp_shown(low, arg->minimum), rp_shown(high, arg->maximum));
    else if (arg->type == ARG_INT)
        printf(" (%lld … %lld)", (long long)arg->minimum, (long long)arg->maximum);
    for (size_t i = 0; arg->type == ARG_CHOICE && arg->choices && arg->choices[i]; i++)
        printf("%s%s", i ? ", " : ": ", arg->choices[i]);
}

/* Whom it works on, and how a script says so. */
static void put_selection(const struct action *a)
{
    if (a->makes_new)
        puts(_("  makes a new one: it takes no --where and no --id"));
    else if (a->selects_itself)
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
        printf("  %s%s=%s  %s", arg->name, arg->is_goods ? "_file" : "",
               arg->is_required ? ""
               : arg->fallback  ? arg->fallback
                                : _("(optional)"),
               _(arg->help));
        put_bounds(arg);
        for (const char *const *also = arg->also; also && *also; also++)
            printf(", %s=", *also);
        putchar('\n');
    }
    put_selection(a);
    if (action_is_undoable(a))
        puts(_("  can be undone: act audit.undo --id OPERATION"));
}

static void put_import(void)
{
    puts(
        _("hotspot-console import KIND FILE [--dry-run] [--skip-bad] [--existing keep|update] [--output FILE] [--yes]\n"
          "hotspot-console import KIND --template\n"
          "hotspot-console import --resume ID [--dry-run] [--skip-bad] [--output FILE] [--yes]\n"
          "\n"
          "A CSV file's lines into the database: read, checked, shown, then written as one operation, all or nothing.\n"
          "FILE may be - for standard input. `import KIND --help` lists the columns.\n"
          "  --template  a file to begin with\n"
          "  --dry-run   only look: what would be made, what is wrong with which line\n"
          "  --skip-bad  leave faulty lines out, and write them to a file\n"
          "  --existing  what is there already and differs: keep it (unless you say otherwise), or update it\n"
          "  --output    the file that all faulty lines go to, with a column why\n"
          "  --resume    go on with what was read before, by its number\n"
          "  --yes       write without asking\n"
          "\nKinds:"));
    for (size_t i = 0; import_kind_at(i); i++)
        printf("  %-14s %s\n", import_kind_at(i)->name, _(import_kind_at(i)->help));
}

static void put_kind(const struct import_kind *k)
{
    printf("%s: %s\n\n%s\n", k->name, _(k->help),
           _("Columns (* must be there), in any order, and the headers that are taken:"));
    for (size_t i = 0; i < k->column_count; i++) {
        const struct import_column *c = &k->columns[i];
        printf("  %c %-11s %s", c->is_required ? '*' : ' ', c->name, _(c->help));
        if (c->checked)
            printf("; %s", _(c->checked));
        putchar('\n');
        if (c->also)
            printf("                %s\n", c->also);
    }
}

static void put_steps(void)
{
    puts(_("hotspot-console setup [STEP [NAME=VALUE…]] [--list] [--dry-run]\n"
           "\n"
           "On a terminal it opens on the first step that is missing, or on STEP. With values it does STEP at once:\n"
           "tests them and, where that works, writes them down; --dry-run only tests. --list says how far all is.\n"
           "Secrets come by a file (password_file=FILE) or by standard input (password_file=-).\n"
           "\nSteps:"));
    for (size_t i = 0; setup_step_at(i); i++)
        printf("  %-12s %s\n", setup_step_at(i)->name, _(setup_step_at(i)->help));
}

static void put_step(const struct setup_step *step)
{
    const struct action *fields = setup_fields(step);
    printf("%s: %s\n", step->name, _(step->help));
    for (size_t i = 0; i < fields->arg_count; i++) {
        printf("  %s%s=  %s", fields->args[i].name, fields->args[i].is_secret ? "_file" : "", _(fields->args[i].help));
        put_bounds(&fields->args[i]);
        putchar('\n');
    }
}

/* A command, and what its --help can be asked about by one word more. */
struct topic {
    const char *command;
    void (*all)(void);
    bool (*one)(const char *word); /* false: there is no such thing; NULL: it takes no word */
    const char *unknown;
};

static bool put_pane_named(const char *word)
{
    const struct pane *p = pane_find(word);
    if (p)
        put_pane(p);
    return p;
}

static bool put_action_named(const char *word)
{
    const struct action *a = action_find(word);
    if (!a || a->is_internal)
        return false;
    put_action(a);
    return true;
}

static bool put_kind_named(const char *word)
{
    const struct import_kind *k = import_kind_find(word);
    if (k)
        put_kind(k);
    return k;
}

static bool put_step_named(const char *word)
{
    const struct setup_step *step = setup_step_find(word);
    if (step)
        put_step(step);
    return step;
}

static const struct topic topics[] = {
    { "show", put_panes, put_pane_named, N_("there is no pane '%s'") },
    { "act", put_actions, put_action_named, N_("there is no action '%s'") },
    { "import", put_import, put_kind_named, N_("there is no kind of import '%s'") },
    { "setup", put_steps, put_step_named, N_("there is no step '%s'") },
    { "export", put_export, NULL, NULL },
    { NULL, put_usage, NULL, NULL },
};

int cli_help(const struct cli_options *o)
{
    const struct topic *t = topics;
    struct error e = { .code = ERR_NONE };
    while (t->command && !(o->command && strcmp(t->command, o->command) == 0))
        t++;
    if (!t->one || !o->word_count) {
        t->all();
        return cli_end(0);
    }
    if (t->one(o->words[0]))
        return cli_end(0);
    error_set(&e, ERR_USAGE, _("nothing is known of that"), _(t->unknown), o->words[0]);
    error_hint(&e, _("`hotspot-console %s --help` lists what there is"), t->command);
    return cli_fail(&e);
}
