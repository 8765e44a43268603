/* `check`, `migrate` and `worker`. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/notify.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "model/config/config.h"
#include "model/routers/router.h"
#include "model/settings/setup.h"
#include "model/worker/check.h"
#include "model/worker/session.h"
#include "model/worker/worker.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool no_words(const struct cli_options *o, struct error *e)
{
    return o->word_count == 0 || error_set(e, ERR_USAGE, _("can't understand the command line"),
                                           _("'%s' takes no further words"), o->command);
}

static const struct column finding_columns[] = {
    { .name = "name", .type = COL_TEXT },    { .name = "what", .type = COL_TEXT }, { .name = "count", .type = COL_INT },
    { .name = "example", .type = COL_TEXT }, { .name = "mend", .type = COL_TEXT },
};
enum {
    FINDING_COLUMNS = sizeof finding_columns / sizeof finding_columns[0]
};

static int write_findings(const struct cli_options *o, const struct finding *findings, size_t count)
{
    int code = 0;
    struct row_writer *out = rows_open(o->format, finding_columns, FINDING_COLUMNS);
    for (size_t i = 0; i < count; i++) {
        char number[24];
        snprintf(number, sizeof number, "%lld", (long long)findings[i].count);
        row_writer_row(out, (const char *const[]){ findings[i].name, findings[i].what, number, findings[i].example,
                                                   findings[i].mend });
        int own = findings[i].is_unreachable ? 3 : 1;
        code = own > code ? own : code;
    }
    rows_close(out);
    return code;
}

int cli_check(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    struct finding *findings = NULL;
    size_t count = 0;
    if (!no_words(o, &e))
        return cli_fail(&e);
    struct session *s = session_open(&(struct session_options){ .config = config,
                                                                .pace = SESSION_BULK,
                                                                .name = "hotspot-console check",
                                                                .with_routers = true,
                                                                .read_only = true });
    int code;
    bool is_ready = session_ready(s, &e);
    /* It tells the database nothing of this host; what it finds is kept. */
    session_context(s)->read_only = config->read_only || session_context(s)->looks_only;
    if (is_ready && health_check(session_context(s), &findings, &count, &e)) {
        code = write_findings(o, findings, count);
        if (count == 0)
            cli_say(_("all is well"));
        else
            cli_say(_("%zu findings"), count);
    } else {
        code = cli_fail(&e);
    }
    session_close(s);
    return code;
}

static const struct column migration_columns[] = {
    { .name = "migration", .type = COL_TEXT },
    { .name = "state", .type = COL_TEXT },
};

static void report_migration(void *ctx, const char *migration, const char *state)
{
    row_writer_row(ctx, (const char *const[]){ migration, state });
}

static void say_line(void *ctx, const char *line)
{
    (void)ctx;
    cli_say("%s", line);
}

enum {
    FACES = 3
};
static const char *const face_names[FACES] = { "owner", "operator", "viewer" };

/* "viewer=kasir_baca" */
static bool take_role(const char *word, const char *roles[FACES], struct error *e)
{
    const char *equals = strchr(word, '=');
    for (int i = 0; equals && i < FACES; i++)
        if (strlen(face_names[i]) == (size_t)(equals - word) && strncmp(word, face_names[i], strlen(face_names[i])) == 0) {
            roles[i] = equals + 1;
            if (*roles[i] && strspn(roles[i], "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(roles[i]) &&
                strlen(roles[i]) < 64 && !strchr("0123456789", *roles[i]))
                return true;
            error_set(e, ERR_USAGE, _("can't understand the command line"), _("%s is no name of a role"), word);
            return error_hint(e, _("small letters, digits and _, at most 63"));
        }
    error_set(e, ERR_USAGE, _("can't understand the command line"), _("what is '%s' for?"), word);
    return error_hint(e, _("--roles takes owner=NAME, operator=NAME and viewer=NAME"));
}

static bool take_roles(const struct cli_options *o, const char *roles[FACES], struct error *e)
{
    for (size_t i = 0; i < o->word_count; i++)
        if (!take_role(o->words[i], roles, e))
            return false;
    for (int i = 0; i < FACES; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(roles[i], roles[k]) == 0)
                return error_set(e, ERR_USAGE, _("can't understand the command line"), _("%s and %s are to be two roles"),
                                 face_names[k], face_names[i]);
    return true;
}

int cli_migrate(const struct cli_options *o, const struct config *config)
{
    const char *roles[FACES] = { "hotspot_owner", "hotspot_operator", "hotspot_viewer" };
    struct error e = { .code = ERR_NONE };
    if (o->roles ? !take_roles(o, roles, &e) : !no_words(o, &e))
        return cli_fail(&e);
    if (config->read_only && !o->dry_run) {
        error_set(&e, ERR_REFUSED, _("nothing was migrated"),
                  o->read_only ? _("--read-only was given") : _("this host's configuration says read_only"));
        return cli_fail(&e);
    }
    struct row_writer *out = rows_open(o->format, migration_columns, 2);
    bool ok = setup_migrate(config,
                            &(struct setup_options){
                                .dry_run = o->dry_run,
                                .enforce = o->enforce,
                                .roles = o->roles ? roles : NULL,
                                .report = report_migration,
                                .finding = say_line,
                                .portal = say_line,
                                .ctx = out,
                            },
                            &e);
    rows_close(out);
    return ok ? 0 : cli_fail(&e);
}

/* From the signal on: when the first thread's waits for the database are given up, and when the process ends, whatever
 * it still waits for. */
enum {
    GIVE_UP_MS = 1500,
    GIVE_UP_ONCE_MS = 6000, /* it holds rows itself, and is to give them back */
    END_MS = 9500
};

static atomic_bool stop_worker, has_ended;

struct ending {
    struct session *session;
    bool once;
};

static void ending_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
}

/* Who started it by hand ends it by closing the terminal; a service's files are rotated. */
static bool is_rotation(int signal_number)
{
    return signal_number == SIGHUP && !isatty(STDERR_FILENO);
}

static void reopen_log(void)
{
    if (log_reopen())
        log_line(LOG_LEVEL_INFO, "the log was opened anew");
    else
        log_line(LOG_LEVEL_ERROR, "the log can't be opened anew: %s; the former file is kept", strerror(errno));
}

/* Waits in a thread of its own for the signals that end the worker: it may then wake what waits. A worker that holds
 * rows and ends all the same is like one that was killed: the next one rescues them. */
static void *wait_for_end(void *arg)
{
    const struct ending *ending = arg;
    sigset_t set;
    int signal_number;
    ending_signals(&set);
    while (sigwait(&set, &signal_number) == 0 && is_rotation(signal_number))
        reopen_log();
    int64_t now = clock_ms(), until = now + END_MS;
    atomic_store(&stop_worker, true);
    session_end_by(ending->session, now + (ending->once ? GIVE_UP_ONCE_MS : GIVE_UP_MS));
    session_interrupt(ending->session);
    while (!atomic_load(&has_ended) && now < until) {
        const struct timespec left = { .tv_sec = (until - now) / 1000, .tv_nsec = (until - now) % 1000 * 1000000 };
        sigtimedwait(&set, NULL, &left);
        now = clock_ms();
    }
    if (atomic_load(&has_ended))
        return NULL;
    log_line(LOG_LEVEL_WARNING, "the worker did not end in time: it is cut off");
    _exit(3);
}

static bool block_ending_signals(void)
{
    sigset_t ending;
    ending_signals(&ending);
    return pthread_sigmask(SIG_BLOCK, &ending, NULL) == 0;
}

int cli_worker(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    pthread_t waiter;
    if (!no_words(o, &e))
        return cli_fail(&e);
    if (o->read_only || config->read_only) {
        error_set(&e, ERR_REFUSED, _("the worker was not started"), _("it changes data, and this is read-only mode"));
        return cli_fail(&e);
    }
    if (!log_open(config->log_file, true, LOG_LEVEL_INFO)) {
        error_set(&e, ERR_CONFIG, _("the worker was not started"), _("%s can't be opened: %s"), config->log_file,
                  strerror(errno));
        error_hint(&e, _("give this account the right to write there, or name another log_file"));
        return cli_fail(&e);
    }
    block_ending_signals();
    notify_begin();
    struct session *s = session_open(&(struct session_options){ .config = config,
                                                                .pace = o->once ? SESSION_JOB : SESSION_WATCH,
                                                                .name = "hotspot-console worker",
                                                                .with_routers = true,
                                                                .with_gateways = true });
    struct ending ending = { s, o->once };
    session_context(s)->cancel = &stop_worker;
    if (pthread_create(&waiter, NULL, wait_for_end, &ending) != 0) {
        error_set(&e, ERR_INTERNAL, _("the worker was not started"), _("no thread for its signals"));
        session_close(s);
        return cli_fail(&e);
    }
    bool all_ended = true;
    bool ok = (!o->once || session_ready(s, &e)) && worker_run(session_context(s), o->once, &all_ended, &e);
    if (!all_ended)
        _exit(3);
    atomic_store(&has_ended, true);
    pthread_kill(waiter, SIGTERM);
    pthread_join(waiter, NULL);
    session_close(s);
    log_close();
    return ok ? 0 : cli_fail(&e);
}
