/* The worker under systemd: the unit's file, and what to type so that it runs. Where a package laid down a unit that
 * runs this configuration, that one is it, and nothing is written. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/config/config.h"
#include "model/config/config_write.h"
#include "model/setup/step.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    UNIT,
    ACCOUNT
};

#define UNIT_NAME "hotspot-console-worker.service"
#define SYSTEM_UNIT "/etc/systemd/system/" UNIT_NAME

static const struct action_arg args[] = {
    { .name = "unit",
      .label = N_("Unit file"),
      .help = N_("where it is written; a package's own is used as it is"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 400 },
    { .name = "account",
      .label = N_("Account"),
      .help = N_("whom the worker runs as: the owner of the configuration and its secrets"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 64 },
};

static const struct action form = STEP_FIELDS("worker", args);

static bool look(struct setup *s, struct setup_look *found, struct error *e)
{
    struct setup_facts facts;
    if (!setup_read_facts(s, &facts, e))
        return false;
    found->state = facts.worker_is_alive ? SETUP_DONE : SETUP_MISSING;
    found->what = facts.worker_is_alive ? arena_printf(s->arena, _("runs on %s"), facts.worker)
                  : facts.worker        ? arena_printf(s->arena, _("none runs; the last one was on %s"), facts.worker)
                                        : _("none runs");
    return true;
}

static const char *owner_of(struct setup *s)
{
    struct stat file;
    char text[1024];
    struct passwd entry, *found = NULL;
    uid_t uid = stat(s->file, &file) == 0 ? file.st_uid : geteuid();
    if (getpwuid_r(uid, &entry, text, sizeof text, &found) == 0 && found)
        return arena_strdup(s->arena, entry.pw_name);
    return arena_printf(s->arena, "%u", (unsigned)uid);
}

/* A unit of a package, as far as it matters here. */
struct unit {
    const char *path; /* NULL: there is none for this configuration */
    const char *account;
};

static bool is_same_file(const char *one, const char *other)
{
    struct stat a, b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* The word behind --config, if this line starts the worker. */
static const char *config_named(struct arena *a, const char *line)
{
    const char *at = strncmp(line, "ExecStart=", 10) == 0 ? strstr(line, " --config ") : NULL;
    if (!at)
        return NULL;
    at += strlen(" --config ");
    return arena_copy(a, at, strcspn(at, " \n"));
}

static bool unit_runs_it(struct setup *s, struct unit *unit)
{
    char line[1024];
    bool fits = false;
    FILE *f = fopen(unit->path, "re");
    while (f && fgets(line, sizeof line, f)) {
        const char *config = config_named(s->arena, line);
        fits |= config && is_same_file(config, s->file);
        if (strncmp(line, "User=", 5) == 0)
            unit->account = arena_copy(s->arena, line + 5, strcspn(line + 5, " \n"));
    }
    if (f)
        fclose(f);
    return fits && unit->account;
}

/* Where packages put units, as systemd itself looks for them. */
static struct unit packaged_unit(struct setup *s)
{
    const char *folders = getenv("SYSTEMD_UNIT_PATH");
    folders = folders ? folders : "/usr/local/lib/systemd/system:/usr/lib/systemd/system:/lib/systemd/system";
    for (size_t length; *folders; folders += length + (folders[length] == ':')) {
        length = strcspn(folders, ":");
        struct unit found = { .path = arena_printf(s->arena, "%.*s/" UNIT_NAME, (int)length, folders) };
        if (unit_runs_it(s, &found))
            return found;
    }
    return (struct unit){ .path = NULL };
}

static bool fill(struct setup *s, const char **values, struct error *e)
{
    (void)e;
    struct unit packaged = packaged_unit(s);
    if (packaged.path) {
        values[UNIT] = packaged.path;
        values[ACCOUNT] = packaged.account;
        return true;
    }
    values[UNIT] = access("/etc/systemd/system", W_OK) == 0 ? SYSTEM_UNIT : setup_beside(s, UNIT_NAME);
    values[ACCOUNT] = owner_of(s);
    return true;
}

static const char *own_program(struct arena *a)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    return length > 0 ? arena_copy(a, path, (size_t)length) : "/usr/local/bin/hotspot-console";
}

/* Words of a unit's line: a blank would end one, and % means something there. */
static const char *unit_word(struct arena *a, const char *text)
{
    struct strbuf out = { .arena = a };
    strbuf_add(&out, "\"");
    for (; *text; text++)
        strbuf_printf(&out, "%s%c", *text == '%' ? "%" : *text == '"' || *text == '\\' ? "\\" : "", *text);
    strbuf_add(&out, "\"");
    return strbuf_text(&out);
}

static const char *unit_text(struct setup *s, const char *const *values)
{
    char real[PATH_MAX];
    const char *file = realpath(s->file, real) ? real : s->file;
    return arena_printf(s->arena,
                        "[Unit]\n"
                        "Description=hotspot-console worker\n"
                        "After=network-online.target postgresql.service\n"
                        "Wants=network-online.target\n"
                        "StartLimitIntervalSec=0\n"
                        "\n"
                        "[Service]\n"
                        "User=%s\n"
                        "ExecStart=%s --config %s worker\n"
                        "Restart=always\n"
                        "RestartSec=5\n"
                        "TimeoutStopSec=15\n"
                        "LogsDirectory=hotspot-console\n"
                        "NoNewPrivileges=yes\n"
                        "ProtectSystem=full\n"
                        "\n"
                        "[Install]\n"
                        "WantedBy=multi-user.target\n",
                        values[ACCOUNT], unit_word(s->arena, own_program(s->arena)), unit_word(s->arena, file));
}

static bool is_that_of(const struct unit *packaged, const char *const *values)
{
    return packaged->path && values[UNIT] && strcmp(values[UNIT], packaged->path) == 0;
}

static bool test(struct setup *s, const char *const *values, struct error *e)
{
    struct setup_facts facts;
    struct unit packaged = packaged_unit(s);
    if (strpbrk(values[ACCOUNT], " \t%\"\\"))
        return error_set(e, ERR_USAGE, _("this does not fit"), "account=: %s", _("it is no name of an account"));
    if (is_that_of(&packaged, values) && strcmp(values[ACCOUNT], packaged.account) != 0) {
        error_set(e, ERR_USAGE, _("this does not fit"), _("account=: %s runs the worker as %s"), packaged.path,
                  packaged.account);
        return error_hint(e, _("leave the account as it is, or name another file: unit=%s"), SYSTEM_UNIT);
    }
    if (!setup_read_facts(s, &facts, e))
        return false;
    if (facts.worker_is_alive)
        setup_say(s, SETUP_GOOD, _("a worker runs on %s already"), facts.worker);
    return true;
}

static void paste(struct setup *s, const char *const *values)
{
    const char *unit = values[UNIT] ? values[UNIT] : SYSTEM_UNIT;
    struct unit packaged = packaged_unit(s);
    bool is_packaged = is_that_of(&packaged, values);
    setup_say(s, SETUP_PLAIN, _("In a shell, so that it runs from now on and after each start of this host:"));
    if (!is_packaged && strcmp(unit, SYSTEM_UNIT) != 0) {
        setup_say(s, SETUP_COPY, "sudo cp %s \\", unit);
        setup_say(s, SETUP_COPY, "    /etc/systemd/system/");
    }
    if (!is_packaged)
        setup_say(s, SETUP_COPY, "sudo systemctl daemon-reload");
    setup_say(s, SETUP_COPY, "sudo systemctl enable --now \\");
    setup_say(s, SETUP_COPY, "    hotspot-console-worker");
}

static bool apply(struct setup *s, const char *const *values, struct error *e)
{
    struct unit packaged = packaged_unit(s);
    if (is_that_of(&packaged, values)) {
        setup_say(s, SETUP_GOOD, _("the package's unit is used: %s, as %s"), packaged.path, packaged.account);
        paste(s, values);
        return true;
    }
    if (!file_put(s->arena, values[UNIT], unit_text(s, values), 0644, e))
        return false;
    setup_say(s, SETUP_GOOD, _("written to %s"), values[UNIT]);
    paste(s, values);
    return true;
}

const struct setup_step setup_step_worker = {
    .name = "worker",
    .label = N_("Worker"),
    .help = N_("Under systemd: it reads usage, runs the jobs, finishes what others began."),
    .needs = "database",
    .form = &form,
    .look = look,
    .fill = fill,
    .test = test,
    .apply = apply,
    .paste = paste,
};
