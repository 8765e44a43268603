/* The words of the command line, taken apart once for every face. */
#include "cli/options.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/lists/export.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum option_id {
    OPTION_CONFIG = 256,
    OPTION_FORMAT,
    OPTION_READ_ONLY,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_WHERE,
    OPTION_ID,
    OPTION_SORT,
    OPTION_LIMIT,
    OPTION_DRY_RUN,
    OPTION_YES,
    OPTION_ONCE,
    OPTION_ENFORCE,
    OPTION_LIST,
    OPTION_COLUMNS,
    OPTION_EXISTING,
    OPTION_RESUME,
    OPTION_TEMPLATE,
    OPTION_SKIP_BAD,
    OPTION_ROLES,
    OPTION_LIVE,
    OPTION_NAGIOS,
    OPTION_INTO,
    OPTION_CONFIRM,
    OPTION_OUTPUT
};

static const struct option known[] = {
    { "config", required_argument, NULL, OPTION_CONFIG },
    { "format", required_argument, NULL, OPTION_FORMAT },
    { "read-only", no_argument, NULL, OPTION_READ_ONLY },
    { "help", no_argument, NULL, OPTION_HELP },
    { "version", no_argument, NULL, OPTION_VERSION },
    { "where", required_argument, NULL, OPTION_WHERE },
    { "id", required_argument, NULL, OPTION_ID },
    { "sort", required_argument, NULL, OPTION_SORT },
    { "limit", required_argument, NULL, OPTION_LIMIT },
    { "dry-run", no_argument, NULL, OPTION_DRY_RUN },
    { "yes", no_argument, NULL, OPTION_YES },
    { "once", no_argument, NULL, OPTION_ONCE },
    { "enforce", no_argument, NULL, OPTION_ENFORCE },
    { "list", no_argument, NULL, OPTION_LIST },
    { "columns", required_argument, NULL, OPTION_COLUMNS },
    { "output", required_argument, NULL, OPTION_OUTPUT },
    { "existing", required_argument, NULL, OPTION_EXISTING },
    { "resume", required_argument, NULL, OPTION_RESUME },
    { "template", no_argument, NULL, OPTION_TEMPLATE },
    { "skip-bad", no_argument, NULL, OPTION_SKIP_BAD },
    { "roles", no_argument, NULL, OPTION_ROLES },
    { "live", no_argument, NULL, OPTION_LIVE },
    { "nagios", no_argument, NULL, OPTION_NAGIOS },
    { "into", required_argument, NULL, OPTION_INTO },
    { "confirm", required_argument, NULL, OPTION_CONFIRM },
    { NULL, 0, NULL, 0 },
};

/* Options that only some commands understand: given elsewhere they are a mistake, not decoration. */
static const struct {
    enum option_id option;
    const char *commands;
} belongs[] = {
    { OPTION_LIVE, " explain " }, { OPTION_NAGIOS, " health " }, { OPTION_WHERE, " show export act " }, { OPTION_ID, " show act " },   { OPTION_SORT, " show export " },
    { OPTION_COLUMNS, " show export receipt " },   { OPTION_OUTPUT, " export import receipt coretax " }, { OPTION_LIMIT, " show export " },
    { OPTION_DRY_RUN, " act migrate import setup " },   { OPTION_YES, " act import " },       { OPTION_ONCE, " worker " },
    { OPTION_ENFORCE, " migrate " }, { OPTION_ROLES, " migrate " },       { OPTION_EXISTING, " import " }, { OPTION_RESUME, " import " },
    { OPTION_TEMPLATE, " import " },       { OPTION_SKIP_BAD, " import " },     { OPTION_LIST, " setup " },
    { OPTION_INTO, " restore " },          { OPTION_CONFIRM, " restore " },
};

static const char *option_name(enum option_id id)
{
    for (const struct option *o = known; o->name; o++)
        if (o->val == (int)id)
            return o->name;
    return "?";
}

const char *cli_option_at(size_t i, bool *wants_value, const char **commands)
{
    *commands = NULL;
    *wants_value = known[i].has_arg == required_argument;
    for (size_t k = 0; k < sizeof belongs / sizeof *belongs; k++)
        if ((int)belongs[k].option == known[i].val)
            *commands = belongs[k].commands;
    return known[i].name;
}

static bool unknown_option(const char *given, struct error *e)
{
    const char *nearest = NULL;
    int best = 4;
    char word[32];
    strncpy(word, given + strspn(given, "-"), sizeof word - 1);
    word[sizeof word - 1] = '\0';
    word[strcspn(word, "=")] = '\0';
    for (const struct option *o = known; o->name; o++) {
        int d = text_distance(word, o->name);
        if (d < best) {
            best = d;
            nearest = o->name;
        }
    }
    error_set(e, ERR_USAGE, _("can't understand the command line"), _("there is no option %s"), given);
    return nearest ? error_hint(e, _("did you mean --%s? `hotspot-console --help` lists them"), nearest)
                   : error_hint(e, _("`hotspot-console --help` lists them"));
}

static bool parse_format(struct cli_options *o, const char *text, struct error *e)
{
    o->has_format = export_format_of(text, &o->format);
    if (o->has_format)
        return true;
    error_set(e, ERR_USAGE, _("can't understand the command line"), _("there is no format '%s'"), text);
    return error_hint(e, _("one of table, json, csv; of export also xlsx"));
}

static bool parse_limit(struct cli_options *o, const char *text, struct error *e)
{
    char *end;
    errno = 0;
    o->limit = strtoll(text, &end, 10);
    if (errno || *end || end == text || o->limit < 1)
        return error_set(e, ERR_USAGE, _("can't understand the command line"),
                         _("--limit wants a whole number above 0, not '%s'"), text);
    return true;
}

/* Options that are kept as they are given. */
static const struct {
    enum option_id option;
    size_t at; /* a text, or of a flag a bool */
} texts[] =
    {
        { OPTION_CONFIG, offsetof(struct cli_options, config) },
        { OPTION_WHERE, offsetof(struct cli_options, where) },
        { OPTION_SORT, offsetof(struct cli_options, sort) },
        { OPTION_COLUMNS, offsetof(struct cli_options, columns) },
        { OPTION_OUTPUT, offsetof(struct cli_options, output) },
        { OPTION_EXISTING, offsetof(struct cli_options, existing) },
        { OPTION_RESUME, offsetof(struct cli_options, resume) },
        { OPTION_INTO, offsetof(struct cli_options, into) },
        { OPTION_CONFIRM, offsetof(struct cli_options, confirm) },
    },
  flags[] = {
      { OPTION_READ_ONLY, offsetof(struct cli_options, read_only) },
      { OPTION_HELP, offsetof(struct cli_options, help) },
      { OPTION_VERSION, offsetof(struct cli_options, version) },
      { OPTION_DRY_RUN, offsetof(struct cli_options, dry_run) },
      { OPTION_YES, offsetof(struct cli_options, yes) },
      { OPTION_ONCE, offsetof(struct cli_options, once) },
      { OPTION_ENFORCE, offsetof(struct cli_options, enforce) },
      { OPTION_TEMPLATE, offsetof(struct cli_options, template) },
      { OPTION_SKIP_BAD, offsetof(struct cli_options, skip_bad) },
      { OPTION_ROLES, offsetof(struct cli_options, roles) },
      { OPTION_LIST, offsetof(struct cli_options, list) },
      { OPTION_LIVE, offsetof(struct cli_options, live) },
      { OPTION_NAGIOS, offsetof(struct cli_options, nagios) },
  };

static bool take_option(struct cli_options *o, enum option_id option, const char **ids, struct error *e)
{
    if (option == OPTION_FORMAT)
        return parse_format(o, optarg, e);
    if (option == OPTION_LIMIT)
        return parse_limit(o, optarg, e);
    if (option == OPTION_ID)
        ids[o->id_count++] = optarg;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].option == option)
            *(const char **)((char *)o + texts[i].at) = optarg;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (flags[i].option == option)
            *(bool *)((char *)o + flags[i].at) = true;
    return true;
}

static bool check_belonging(const struct cli_options *o, const bool *given, struct error *e)
{
    char wrapped[40];
    if (o->help)
        return true;
    snprintf(wrapped, sizeof wrapped, " %.30s ", o->command ? o->command : "");
    for (size_t i = 0; i < sizeof belongs / sizeof belongs[0]; i++)
        if (given[belongs[i].option - OPTION_CONFIG] && !strstr(belongs[i].commands, wrapped))
            return error_set(e, ERR_USAGE, _("can't understand the command line"), _("--%s goes with:%s"),
                             option_name(belongs[i].option), belongs[i].commands);
    if (o->has_format && o->format == ROWS_XLSX && strcmp(wrapped, " export ") != 0)
        return error_set(e, ERR_USAGE, _("can't understand the command line"), _("--%s goes with:%s"), "format xlsx",
                         " export ");
    if (o->where && o->ids)
        return error_set(e, ERR_USAGE, _("can't understand the command line"), _("either --where or --id, not both"));
    return true;
}

bool cli_options_parse(struct arena *a, int argc, char **argv, struct cli_options *o, struct error *e)
{
    bool given[OPTION_OUTPUT - OPTION_CONFIG + 1] = { false };
    const char **words = ARENA_ARRAY(a, const char *, argc + 1);
    const char **ids = ARENA_ARRAY(a, const char *, argc + 1);
    int option;

    *o = (struct cli_options){ .words = words };
    opterr = 0;
    optind = 1;
    /* the leading "-" hands bare words over in their place, ":" tells a missing value apart */
    while ((option = getopt_long(argc, argv, "-:h", known, NULL)) != -1) {
        if (option == 1 && optarg) {
            if (!o->command)
                o->command = optarg;
            else if (o->id_count && !strchr(optarg, '='))
                ids[o->id_count++] = optarg;
            else
                words[o->word_count++] = optarg;
        } else if (option == 'h') {
            o->help = true;
        } else if (option == ':') {
            return error_set(e, ERR_USAGE, _("can't understand the command line"), _("%s wants a value"),
                             argv[optind - 1]);
        } else if (option == '?') {
            return unknown_option(argv[optind - 1], e);
        } else {
            given[option - OPTION_CONFIG] = true;
            if (!take_option(o, (enum option_id)option, ids, e))
                return false;
        }
    }
    for (; optind < argc; optind++)
        words[o->word_count++] = argv[optind];
    o->ids = o->id_count ? ids : NULL;
    return check_belonging(o, given, e);
}
