/* The man page, written from the tables of commands, actions, panes and settings. */
#include "tui/console/manual.h"

#include "base/embedded.h"
#include "model/engine/action.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/setup/setup.h"
#include "model/values/amount.h"
#include "tui/engine/action_text.h"
#include "tui/terminal/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char head[] =
    ".TH HOTSPOT\\-CONSOLE 1 \"\" \"hotspot\\-console " HC_VERSION "\" \"User Commands\"\n"
    ".SH NAME\n"
    "hotspot\\-console \\- run a MikroTik hotspot or small ISP from a terminal\n"
    ".SH SYNOPSIS\n"
    ".nf\n"
    "hotspot\\-console [PANE]\n"
    "hotspot\\-console worker [\\-\\-once]\n"
    "hotspot\\-console show PANE [\\-\\-where EXPR | \\-\\-id ID...] [\\-\\-sort COLUMN] [\\-\\-limit N]\n"
    "hotspot\\-console export PANE [EXPR] [\\-\\-output FILE] [\\-\\-columns all|shown|NAMES] [\\-\\-sort COLUMN] "
    "[\\-\\-limit N]\n"
    "hotspot\\-console act ACTION [\\-\\-where EXPR | \\-\\-id ID...] [NAME=VALUE...] [\\-\\-dry\\-run] [\\-\\-yes]\n"
    "hotspot\\-console import KIND FILE [\\-\\-template] [\\-\\-dry\\-run] [\\-\\-skip\\-bad] [\\-\\-existing "
    "keep|update] [\\-\\-output FILE] [\\-\\-yes]\n"
    "hotspot\\-console import \\-\\-resume ID [\\-\\-dry\\-run] [\\-\\-skip\\-bad] [\\-\\-yes]\n"
    "hotspot\\-console setup [STEP [NAME=VALUE...]] [\\-\\-list] [\\-\\-dry\\-run]\n"
    "hotspot\\-console receipt NUMBER [\\-\\-columns N] [\\-\\-output FILE]\n"
    "hotspot\\-console coretax brand=BRAND period=MONTH|YEAR [layout=VERSION] [incomplete=leave_out] \\-\\-output "
    "FILE\n"
    "hotspot\\-console check\n"
    "hotspot\\-console migrate [\\-\\-dry\\-run] [\\-\\-enforce] [\\-\\-roles [owner=NAME] [operator=NAME] "
    "[viewer=NAME]]\n"
    "hotspot\\-console completion bash|zsh\n"
    ".fi\n"
    ".SH DESCRIPTION\n"
    "One program with three faces on the same data: a full\\-screen console, a worker that finishes what must happen "
    "on\n"
    "routers, and a command line for scripts. Every change is planned, shown, applied in one database transaction and\n"
    "audited; what must happen outside is written to an outbox in the same transaction and done at once, or by the\n"
    "next worker.\n"
    ".SH OPTIONS\n"
    "For all: \\-\\-config FILE, \\-\\-format table|json|csv (of export also xlsx), \\-\\-read\\-only, \\-\\-help, "
    "\\-\\-version.\n"
    ".SH EXIT STATUS\n"
    "0 done; 1 findings, or refused; 2 wrong usage or configuration; 3 something outside could not be reached.\n";

static const char tail[] = ".SH FILES\n"
                           ".I $XDG_CONFIG_HOME/hotspot\\-console/hotspot\\-console.conf\n"
                           ".br\n"
                           ".I /etc/hotspot\\-console/hotspot\\-console.conf\n"
                           ".PP\n"
                           "The first that is there is read; \\-\\-config names another.\n";

/* Text that roff takes as it is: backslashes, hyphens and a dot at the start of a line would be commands. */
static void put(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
        if (*text == '\n' && (text[1] == '.' || text[1] == '\''))
            fputs("\\&", stdout);
    }
}

static void put_entry(const char *term, const char *text)
{
    fputs(".TP\n.B ", stdout);
    put(term);
    putchar('\n');
    put(text);
    putchar('\n');
}

static void put_commands(void)
{
    const char *group = "";
    puts(".SH COMMANDS OF THE CONSOLE\nBound to keys in the configuration, and found in the palette (:).");
    for (size_t i = 0; i < command_count(); i++) {
        const struct command *c = command_at(i);
        if (strcmp(group, c->group) != 0) {
            group = c->group;
            fputs(".SS ", stdout);
            put(group);
            putchar('\n');
        }
        put_entry(c->name, c->help);
    }
}

/* "one of keep, add." */
static void put_choices(const char *const *choices)
{
    for (size_t i = 0; choices[i]; i++) {
        fputs(i ? ", " : " One of ", stdout);
        put(choices[i]);
    }
    putchar('.');
}

static void put_arg(const struct action_arg *arg)
{
    fputs(".br\n.I ", stdout);
    put(arg->name);
    fputs("=\n", stdout);
    put(arg->help);
    fputs(arg->is_required ? " (required)." : ".", stdout);
    if (arg->choices)
        put_choices(arg->choices);
    if (arg->choices_sql)
        fputs(" One of those that the database holds.", stdout);
    if (arg->fallback) {
        fputs(" Left out: ", stdout);
        put(arg->fallback);
        putchar('.');
    }
    putchar('\n');
}

/* What a script must know of it beside its help. */
static void put_notes(const struct action *a)
{
    const char *notes[ACTION_NOTES];
    size_t count = action_notes(a, notes);
    if (action_is_undoable(a))
        notes[count++] = "can be undone";
    if (action_wants_yes(a))
        notes[count++] = "`act' wants --yes";
    for (size_t i = 0; i < count; i++) {
        fputs(i ? ", " : " (", stdout);
        put(notes[i]);
    }
    puts(count ? ")." : ".");
    if (a->reverse == REVERSE_NONE)
        printf("On the screen the word\n.B %s\nis typed.\n", a->word);
    for (size_t i = 0; a->reverse == REVERSE_ACTION && a->taken_back_by[i]; i++)
        printf("%s\n.BR %s %s\n", i ? "or" : "Taken back by", a->taken_back_by[i], a->taken_back_by[i + 1] ? "," : ".");
}

static void put_action(const struct action *a)
{
    fputs(".TP\n.B ", stdout);
    put(a->name);
    putchar('\n');
    put(a->help);
    put_notes(a);
    for (size_t i = 0; i < a->arg_count; i++)
        put_arg(&a->args[i]);
}

static void put_confirming(void)
{
    struct confirm_rule rule;
    puts(".SS What confirms a change on the screen");
    for (size_t i = 0; confirm_rule_at(i, &rule); i++)
        put_entry(rule.by, rule.what);
}

static void put_actions(void)
{
    puts(".SH ACTIONS\nBy key, from the palette, or by `act'.");
    put_confirming();
    puts(".SS Actions, one by one");
    for (size_t i = 0; i < action_count(); i++)
        if (!action_at(i)->is_internal)
            put_action(action_at(i));
}

static void put_panes(void)
{
    puts(".SH PANES\nTheir columns are the keys of JSON, the headings of CSV and the fields of filters.");
    for (size_t i = 0; pane_at(i); i++) {
        fputs(".SS ", stdout);
        put(pane_at(i)->name);
        putchar('\n');
        put(pane_at(i)->help);
        putchar('\n');
        for (size_t k = 0; k < pane_at(i)->column_count; k++)
            put_entry(pane_at(i)->columns[k].name, pane_at(i)->columns[k].help ? pane_at(i)->columns[k].help : "");
    }
}

static void put_steps(void)
{
    puts(".SH SET\\-UP\nThe steps of `setup', in their order. On a terminal it leads through them; by STEP NAME=VALUE "
         "it does one.\n"
         "Secrets come by a file (NAME_file=FILE) or by standard input (NAME_file=\\-).");
    for (size_t i = 0; setup_step_at(i); i++) {
        const struct action *fields = setup_fields(setup_step_at(i));
        fputs(".TP\n.B ", stdout);
        put(setup_step_at(i)->name);
        putchar('\n');
        put(setup_step_at(i)->help);
        putchar('\n');
        for (size_t k = 0; k < fields->arg_count; k++)
            put_arg(&fields->args[k]);
    }
}

static void put_bounds(const struct setting *s)
{
    char low[AMOUNT_TEXT], high[AMOUNT_TEXT];
    if (s->kind == SETTING_INTEGER)
        printf(" %" PRId64 " to %" PRId64 ".", s->minimum, s->maximum);
    else if (s->kind == SETTING_MB)
        printf(" %s to %s.", mb_shown(low, s->minimum * CMB_PER_MB), mb_shown(high, s->maximum * CMB_PER_MB));
    else if (s->kind == SETTING_RP)
        printf(" %s to %s.", rp_shown(low, s->minimum), rp_shown(high, s->maximum));
    else if (s->choices)
        put_choices(s->choices);
}

/* Those in the database, which all hosts share. */
static void put_settings(void)
{
    puts(".SH SETTINGS\nPolicies and limits that all hosts share: kept in the database, shown by `show settings',\n"
         "changed in that pane or by `act settings.set \\-\\-id KEY value=VALUE'; value=\\- goes back to the default.");
    const struct setting *s;
    for (size_t i = 0; (s = setting_at(i)); i++) {
        fputs(".TP\n.B ", stdout);
        put(s->key);
        putchar('\n');
        put(s->help);
        putchar('.');
        put_bounds(s);
        fputs(*s->fallback ? " Default: " : " Default: empty", stdout);
        put(s->fallback);
        puts(s->is_portal ? ". The portal reads it too." : ".");
    }
}

/* What is looked for by itself, and what to do about it. */
static void put_incidents(void)
{
    puts(".SH INCIDENTS\nWhat a worker looks for each half minute, shown by `show incidents'.");
    const struct detector *d;
    for (size_t i = 0; (d = detector_at(i)); i++) {
        fputs(".TP\n.B ", stdout);
        put(d->name);
        putchar('\n');
        const char *const texts[] = { d->what, ". ", d->means, "\n", d->comes, "\n", d->mend, "\n" };
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k += 2) {
            put(texts[k]);
            fputs(texts[k + 1], stdout);
        }
    }
}

static void put_configuration(void)
{
    const struct embedded_file *file = embedded_find("tui/defaults.conf");
    puts(".SH CONFIGURATION\nThe shipped defaults; a file of yours overrides them setting by setting.\n.PP\n.nf");
    put(file ? file->text : "");
    puts(".fi");
}

void manual_write(void)
{
    fputs(head, stdout);
    put_commands();
    put_actions();
    put_panes();
    put_steps();
    put_settings();
    put_incidents();
    put_configuration();
    fputs(tail, stdout);
}
