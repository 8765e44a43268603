/* Picks a face: console, worker or command line. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "model/config/config.h"
#include "model/lists/pane.h"
#include "model/setup/setup.h"
#include "tui/console/manual.h"
#include "tui/console/tui.h"
#include "tui/setup/setup_view.h"

#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

struct face {
    const char *name;
    int (*run)(const struct cli_options *o, const struct config *config);
};

static const struct face faces[] = {
    { "show", cli_show },       { "export", cli_export }, { "act", cli_act },       { "check", cli_check },
    { "migrate", cli_migrate }, { "worker", cli_worker }, { "import", cli_import },
    { "receipt", cli_receipt }, { "coretax", cli_coretax }, { "explain", cli_explain },
    { "backup", cli_backup },   { "restore", cli_restore }, { "drill", cli_drill },
    { "router", cli_router },   { "ping", cli_ping },     { "health", cli_health },
};

/* Those that need no configuration, or look for it themselves. */
static const char *const other_commands[] = { "setup", "manual", "completion" };

enum {
    FACES = sizeof faces / sizeof faces[0],
    OTHERS = sizeof other_commands / sizeof other_commands[0]
};

static int run_completion(const struct cli_options *o)
{
    const char *commands[FACES + OTHERS + 1] = { NULL };
    for (size_t i = 0; i < FACES; i++)
        commands[i] = faces[i].name;
    for (size_t i = 0; i < OTHERS; i++)
        commands[FACES + i] = other_commands[i];
    return cli_completion(o, &(struct cli_words){ commands });
}

static const struct face *face_find(const char *name)
{
    for (size_t i = 0; i < sizeof faces / sizeof faces[0]; i++)
        if (strcmp(faces[i].name, name) == 0)
            return &faces[i];
    return NULL;
}

static bool unknown_command(const char *name, struct error *e)
{
    const char *nearest = NULL;
    int best = 4;
    for (size_t i = 0; i < sizeof faces / sizeof faces[0]; i++)
        if (text_distance(name, faces[i].name) < best) {
            nearest = faces[i].name;
            best = text_distance(name, nearest);
        }
    for (size_t i = 0; pane_at(i); i++)
        if (text_distance(name, pane_at(i)->name) < best) {
            nearest = pane_at(i)->name;
            best = text_distance(name, nearest);
        }
    error_set(e, ERR_USAGE, _("can't understand the command line"), _("'%s' is no command and no pane"), name);
    return nearest ? error_hint(e, _("did you mean '%s'?"), nearest)
                   : error_hint(e, _("`hotspot-console --help` lists the commands"));
}

static struct {
    const char *variable, *value; /* NULL: this host has all that the variables name */
} unknown_locale;

static const char *locale_warning(struct arena *a)
{
    if (!unknown_locale.variable)
        return NULL;
    return arena_printf(a, _("This host has no locale %s (%s): C.UTF-8 stands in for it"),
                        text_safe_copy(a, unknown_locale.value), unknown_locale.variable);
}

static const char *log_warning(struct arena *a, const char *file, int why)
{
    return arena_printf(a, _("Nothing is logged: %s can't be opened: %s"), text_safe_copy(a, file), strerror(why));
}

static int run_console(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        error_set(&e, ERR_USAGE, _("the console was not opened"), _("it needs a terminal"));
        error_hint(&e, _("scripts use `hotspot-console show` and `hotspot-console act`"));
        return cli_fail(&e);
    }
    struct arena *a = arena_new();
    const char *warning = log_open(config->log_file, false, LOG_LEVEL_INFO) ? locale_warning(a)
                                                                            : log_warning(a, config->log_file, errno);
    int code = tui_run(config, o->command, warning, &e) ? 0 : cli_fail(&e);
    arena_free(a);
    log_close();
    return code;
}

/* The config file's settings with what the command line adds. */
static bool load_config(struct arena *a, const struct cli_options *o, struct config *config, struct error *e)
{
    const struct config *loaded = config_load(a, o->config, e);
    if (!loaded || !config_is_private(loaded, e))
        return false;
    *config = *loaded;
    config->read_only |= o->read_only;
    if (config->language)
        setenv("LANGUAGE", config->language, 1);
    return true;
}

/* The same program once more, with what was written: nothing of the set-up stays behind. */
static int open_console(const char *file)
{
    execl("/proc/self/exe", "hotspot-console", "--config", file, (char *)NULL);
    cli_say(_("the console was not opened: hotspot-console opens it"));
    return cli_end(3);
}

static int setup_on_screen(const struct cli_options *o, const char *step, bool goes_on)
{
    struct error e = { .code = ERR_NONE };
    struct arena *a = arena_new();
    struct setup s = setup_begin(a, o->config, o->read_only);
    struct setup_session session = { .file = s.file, .step = step, .read_only = o->read_only, .may_open_console = goes_on };
    /* it is there from the start, so that a change of it moves nothing that another thread looks at */
    setenv("LANGUAGE", s.config->language ? s.config->language : "", s.config->language != NULL);
    bool ok = tui_setup(s.config, &session, &e);
    if (ok && session.opens_console)
        return open_console(session.file);
    int code = ok ? cli_end(cli_setup_left(o, session.has_written)) : cli_fail(&e);
    arena_free(a);
    return code;
}

/* It begins where there is no configuration yet, or one that can't be read. */
static int run_setup(const struct cli_options *o)
{
    bool is_scripted = o->list || o->word_count > 1 || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO);
    return is_scripted ? cli_end(cli_setup(o)) : setup_on_screen(o, o->word_count ? o->words[0] : NULL, false);
}

static int run_face(struct arena *a, const struct cli_options *o)
{
    struct error e = { .code = ERR_NONE };
    struct config config;
    const struct face *face = o->command ? face_find(o->command) : NULL;
    if (o->command && strcmp(o->command, "manual") == 0)
        return manual_write(), cli_end(0);
    if (o->command && strcmp(o->command, "completion") == 0)
        return cli_end(run_completion(o));
    if (o->command && strcmp(o->command, "setup") == 0)
        return run_setup(o);
    if (o->command && !face && !pane_find(o->command)) {
        unknown_command(o->command, &e);
        return cli_fail(&e);
    }
    if (!face && o->word_count) {
        error_set(&e, ERR_USAGE, _("can't understand the command line"), _("what is '%s' for?"), o->words[0]);
        return cli_fail(&e);
    }
    if (!o->command && !o->config && !config_found(a) && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return setup_on_screen(o, NULL, true);
    if (!load_config(a, o, &config, &e))
        return cli_fail(&e);
    return face ? cli_end(face->run(o, &config)) : run_console(o, &config);
}

static int tell_about_itself(const struct cli_options *o)
{
    if (!o->version)
        return cli_help(o);
    puts("hotspot-console " HC_VERSION);
    return cli_end(0);
}

/* Translations are installed below the prefix; a build that was not installed has them beside it. */
static void open_translations(void)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 16);
    path[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(path, '/');
    if (slash) {
        memcpy(slash, "/locale", sizeof "/locale");
        if (access(path, R_OK) != 0)
            slash = NULL;
    }
    bindtextdomain("hotspot-console", slash ? path : HC_LOCALEDIR);
    textdomain("hotspot-console");
}

/* The variable that decides a part of the locale, as setlocale() goes about it. */
static void note_unknown(const char *part)
{
    const char *const names[] = { "LC_ALL", part, "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names && !unknown_locale.variable; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue;
        unknown_locale.variable = names[i];
        unknown_locale.value = value;
    }
}

/* SSH brings the LC_… of the operator's own machine along: one of them that this host lacks would take all the
 * others away, UTF-8 first. C.UTF-8 is part of the C library. */
static void take_locale(void)
{
    static const struct {
        int part;
        const char *name;
    } parts[] = {
        { LC_CTYPE, "LC_CTYPE" },
        { LC_MESSAGES, "LC_MESSAGES" },
        { LC_COLLATE, "LC_COLLATE" },
        { LC_TIME, "LC_TIME" },
    };
    bool has_all = setlocale(LC_ALL, "") != NULL;
    for (size_t i = 0; !has_all && i < sizeof parts / sizeof *parts; i++) {
        if (setlocale(parts[i].part, ""))
            continue;
        note_unknown(parts[i].name);
        setlocale(parts[i].part, "C.UTF-8");
    }
    setlocale(LC_NUMERIC, "C");
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WATCHED_BY_A_SANITIZER true
#elif defined(__has_feature)
#define WATCHED_BY_A_SANITIZER (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define WATCHED_BY_A_SANITIZER false
#endif

/* The keys of gateways and routers' passwords are in memory: no core file takes them along, and no other program of the
 * same account looks in. A sanitizer has to look. */
static void keep_memory_private(void)
{
    const struct rlimit none = { .rlim_cur = 0, .rlim_max = 0 };
    if (WATCHED_BY_A_SANITIZER)
        return;
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

int main(int argc, char **argv)
{
    struct error e = { .code = ERR_NONE };
    struct cli_options o;
    struct arena *a = arena_new();
    int code;

    keep_memory_private();
    take_locale();
    open_translations();
    if (!cli_options_parse(a, argc, argv, &o, &e))
        code = cli_fail(&e);
    else
        code = o.version || o.help ? tell_about_itself(&o) : run_face(a, &o);
    arena_free(a);
    return code;
}
