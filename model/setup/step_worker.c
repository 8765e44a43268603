/* The worker under systemd: the unit's file, and what to type so that it runs. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/config/config.h"
#include "model/config/config_write.h"
#include "model/setup/step.h"

#include <limits.h>
#include <pwd.h>
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
      .help = N_("where it is written; what it takes to start it is said then"),
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

static bool fill(struct setup *s, const char **values, struct error *e)
{
    (void)e;
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

static bool test(struct setup *s, const char *const *values, struct error *e)
{
    struct setup_facts facts;
    if (strpbrk(values[ACCOUNT], " \t%\"\\"))
        return error_set(e, ERR_USAGE, _("this does not fit"), "account=: %s", _("it is no name of an account"));
    if (!setup_read_facts(s, &facts, e))
        return false;
    if (facts.worker_is_alive)
        setup_say(s, SETUP_GOOD, _("a worker runs on %s already"), facts.worker);
    return true;
}

static void paste(struct setup *s, const char *const *values)
{
    const char *unit = values[UNIT] ? values[UNIT] : SYSTEM_UNIT;
    setup_say(s, SETUP_PLAIN, _("In a shell, so that it runs from now on and after each start of this host:"));
    if (strcmp(unit, SYSTEM_UNIT) != 0) {
        setup_say(s, SETUP_COPY, "sudo cp %s \\", unit);
        setup_say(s, SETUP_COPY, "    /etc/systemd/system/");
    }
    setup_say(s, SETUP_COPY, "sudo systemctl daemon-reload");
    setup_say(s, SETUP_COPY, "sudo systemctl enable --now \\");
    setup_say(s, SETUP_COPY, "    hotspot-console-worker");
}

static bool apply(struct setup *s, const char *const *values, struct error *e)
{
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
