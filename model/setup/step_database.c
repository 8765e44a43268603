/* The database: found or made, brought to the form that this program needs, and named in the configuration. */
#include "base/arena.h"
#include "base/i18n.h"
#include "db/conninfo.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/config/config_secret.h"
#include "model/config/config_write.h"
#include "model/settings/setup.h"
#include "model/setup/step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    URL,
    PASSWORD,
    CREATE,
    ADOPT
};

#define PASSFILE "database.pgpass"

static const char *const yes_no[] = { "yes", "no", NULL };

static const struct action_arg args[] = {
    { .name = "url",
      .label = N_("Address"),
      .help = N_("host=… dbname=… user=…, or postgresql://user@host/name as the portal's DATABASE_URL has it"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 900 },
    { .name = "password",
      .label = N_("Password"),
      .help = N_("kept in a file of its own; empty: none is needed, or the one that is there stays"),
      .type = ARG_TEXT,
      .is_secret = true,
      .maximum = 200 },
    { .name = "create",
      .label = N_("Make it"),
      .help = N_("yes: a database that is not there is made"),
      .type = ARG_CHOICE,
      .choices = yes_no },
    { .name = "adopt",
      .label = N_("Adopt it"),
      .help = N_("yes: a portal's database is taken over; its tables stay as the portal wants them"),
      .type = ARG_CHOICE,
      .choices = yes_no },
};

static const struct action form = STEP_FIELDS("database", args);

/* What is asked for, taken apart. */
struct wish {
    struct conninfo info;
    const char *password; /* NULL: none was given */
    const char *whole;    /* to connect with */
    bool creates, adopts;
};

static bool is_yes(const char *value)
{
    return value && strcmp(value, "yes") == 0;
}

/* The one that is in force stays where the same place is named without another one. */
static const char *whole_of(struct setup *s, const struct wish *w)
{
    if (w->password)
        return conninfo_with(s->arena, w->info.plain, "password", w->password);
    return w->info.plain;
}

/* The configuration may hold one in its connection string: it goes on for the same place, in a file from then on. */
static const char *present_password(struct setup *s, const char *plain)
{
    struct conninfo now;
    struct error ignored;
    bool is_same = s->is_there && conninfo_read(s->arena, s->config->database, &now, &ignored) &&
                   strcmp(now.plain, plain) == 0;
    return is_same ? now.password : NULL;
}

static bool read_wish(struct setup *s, const char *const *values, struct wish *w, struct error *e)
{
    *w = (struct wish){ .creates = is_yes(values[CREATE]), .adopts = is_yes(values[ADOPT]) };
    if (!conninfo_read(s->arena, values[URL], &w->info, e))
        return false;
    w->password = values[PASSWORD] ? values[PASSWORD] : w->info.password;
    if (!w->password)
        w->password = present_password(s, w->info.plain);
    w->whole = whole_of(s, w);
    return true;
}

static bool look(struct setup *s, struct setup_look *found, struct error *e)
{
    struct conninfo info;
    if (s->config_error.code != ERR_NONE) {
        *e = s->config_error;
        return false;
    }
    if (!s->is_there) {
        *found = (struct setup_look){ SETUP_MISSING, _("no configuration names one yet") };
        return true;
    }
    if (!setup_connect(s, e) || !conninfo_read(s->arena, s->config->database, &info, e))
        return false;
    found->what = info.host     ? arena_printf(s->arena, "%s, %s", info.dbname ? info.dbname : "", info.host)
                  : info.dbname ? info.dbname
                                : "";
    return true;
}

static const char *local_socket(void)
{
    static const char *const folders[] = { "/run/postgresql", "/var/run/postgresql", "/tmp" };
    for (size_t i = 0; i < STEP_COUNT(folders); i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/.s.PGSQL.5432", folders[i]);
        if (access(path, F_OK) == 0)
            return folders[i];
    }
    return NULL;
}

/* As the environment of libpq's programs has it; a worker under systemd has another one, so it is written down. */
static const char *from_environment(struct arena *a)
{
    static const struct {
        const char *variable, *keyword;
    } names[] = { { "PGSERVICE", "service" },
                  { "PGHOST", "host" },
                  { "PGPORT", "port" },
                  { "PGDATABASE", "dbname" },
                  { "PGUSER", "user" } };
    struct strbuf out = { .arena = a };
    for (size_t i = 0; i < STEP_COUNT(names); i++) {
        const char *value = getenv(names[i].variable);
        if (value && *value)
            strbuf_printf(&out, "%s%s=%s", out.length ? " " : "", names[i].keyword, value);
    }
    return out.length ? strbuf_text(&out) : NULL;
}

static const char *offered(struct setup *s)
{
    const char *environment = from_environment(s->arena), *socket = local_socket();
    if (environment)
        return environment;
    return socket ? arena_printf(s->arena, "host=%s dbname=hotspot", socket)
                  : "host=localhost dbname=hotspot user=hotspot";
}

static bool fill(struct setup *s, const char **values, struct error *e)
{
    struct conninfo info;
    values[URL] = offered(s);
    if (!s->is_there || s->config_error.code != ERR_NONE)
        return true;
    if (!conninfo_read(s->arena, s->config->database, &info, e))
        return false;
    values[URL] = info.plain;
    return true;
}

static void interrupt_db(void *db)
{
    db_cancel(db);
}

/* --- looking at what is there --- */

static bool say_account_hint(struct db *db, const struct wish *w, struct error *e)
{
    const char *user = w->info.user ? w->info.user : getenv("LOGNAME");
    if (strcmp(db_sqlstate(db), "28000") == 0 && !strstr(e->why, "pg_hba"))
        return error_hint(e, _("as an administrator of PostgreSQL: sudo -u postgres createuser --pwprompt %s"),
                          user ? user : "hotspot");
    return false;
}

struct there {
    bool has_portal, is_ours;
};

static bool judge(struct setup *s, const struct db_result *r, struct there *there, struct error *e)
{
    const char *account = arena_strdup(s->arena, db_value(r, 0, 1)),
               *database = arena_strdup(s->arena, db_value(r, 0, 2));
    setup_say(s, SETUP_GOOD, _("PostgreSQL %s answers: database %s, account %s"), db_value(r, 0, 0), database, account);
    *there = (struct there){ .has_portal = db_bool(r, 0, 6), .is_ours = db_bool(r, 0, 7) };
    if (db_bool(r, 0, 3)) {
        error_set(e, ERR_REFUSED, _("this database can't be used"), _("it is a standby: nothing can be written there"));
        return error_hint(e, _("name the server that takes writes"));
    }
    if (db_bool(r, 0, 4)) {
        error_set(e, ERR_REFUSED, _("this database can't be used"), _("account %s is read-only there"), account);
        return error_hint(e, _("ALTER ROLE %s RESET default_transaction_read_only, or use another account"), account);
    }
    if ((!there->is_ours && !db_bool(r, 0, 5)) || !db_bool(r, 0, 8)) {
        error_set(e, ERR_REFUSED, _("this database can't be used"), _("account %s may only read there"), account);
        return error_hint(e, _("make it the owner: ALTER DATABASE %s OWNER TO %s"), database, account);
    }
    return true;
}

enum reach {
    REACH_FAILED,
    REACH_FOUND,
    REACH_NO_DATABASE /* the server answers, and has none of that name */
};

static enum reach reach(struct setup *s, const struct wish *w, struct there *there, struct error *e)
{
    enum reach found = REACH_FAILED;
    struct db *db = db_new(w->whole, "hotspot-console setup");
    db_set_deadline_ms(db, DB_WATCH_MS);
    db_ignore_zone(db);
    if (!setup_wait_for(s->wait, interrupt_db, db)) {
        setup_is_over(e);
    } else if (!db_ready(db, e)) {
        found = strcmp(db_sqlstate(db), "3D000") == 0 ? REACH_NO_DATABASE : REACH_FAILED;
        say_account_hint(db, w, e);
    } else {
        struct db_result *r = db_query(db, "setup_database", NULL, 0, e);
        found = r && judge(s, r, there, e) ? REACH_FOUND : REACH_FAILED;
        db_result_free(r);
    }
    setup_wait_for(s->wait, NULL, NULL);
    db_free(db);
    return found;
}

/* --- migrating --- */

struct migration {
    struct setup *setup;
    size_t planned, applied;
    bool is_said; /* what a portal's settings come to is said before it is agreed to, not once more */
};

static void note_migration(void *ctx, const char *name, const char *state)
{
    struct migration *m = ctx;
    (void)name;
    m->planned += strcmp(state, "would apply") == 0;
    m->applied += strcmp(state, "applied") == 0;
}

static void note_finding(void *ctx, const char *line)
{
    const struct migration *m = ctx;
    setup_say(m->setup, SETUP_BAD, "%s", line);
}

static void note_portal(void *ctx, const char *line)
{
    const struct migration *m = ctx;
    if (!m->is_said)
        setup_say(m->setup, SETUP_PLAIN, "%s", line);
}

static bool migrate(struct migration *m, const struct wish *w, bool dry_run, struct error *e)
{
    struct config config = *m->setup->config;
    config.database = w->whole;
    config.database_direct = NULL;
    return setup_migrate(
        &config,
        &(struct setup_options){
            .dry_run = dry_run, .report = note_migration, .finding = note_finding, .portal = note_portal, .ctx = m },
        e);
}

static bool ask(struct setup *s, const char *text, const char *field)
{
    s->question = (struct setup_question){ .text = text, .field = field, .value = "yes" };
    return true;
}

static bool test(struct setup *s, const char *const *values, struct error *e)
{
    struct wish w;
    struct there there = { false, false };
    if (!read_wish(s, values, &w, e))
        return false;
    switch (reach(s, &w, &there, e)) {
    case REACH_FAILED:
        return false;
    case REACH_NO_DATABASE:
        if (w.creates)
            return true;
        setup_say(s, SETUP_PLAIN, "%s", e->why);
        return ask(s, _("Make this database?"), "create");
    case REACH_FOUND:
        break;
    }
    struct migration m = { .setup = s };
    if (!migrate(&m, &w, true, e))
        return false;
    if (m.planned)
        setup_say(s, SETUP_PLAIN, _("%zu migrations are to be applied"), m.planned);
    if (there.has_portal && !there.is_ours && !w.adopts)
        return ask(s, _("A portal made this database. Adopt it? The portal's tables stay as they are."), "adopt");
    return true;
}

/* --- making --- */

static bool run_create(struct setup *s, struct db *db, const char *name, struct error *e)
{
    struct db_result *r = db_query(db, "setup_create", DB_PARAMS(name), e);
    const char *statement = r ? arena_strdup(s->arena, db_value(r, 0, 0)) : NULL;
    db_result_free(r);
    struct db_result *made = statement ? db_text(db, statement, NULL, 0, e) : NULL;
    bool ok = made != NULL;
    db_result_free(made);
    if (!ok && strcmp(db_sqlstate(db), "42501") == 0)
        error_hint(e, _("as an administrator of PostgreSQL: sudo -u postgres createdb --owner ACCOUNT %s"), name);
    return ok;
}

static bool create(struct setup *s, const struct wish *w, struct error *e)
{
    const char *name = w->info.dbname ? w->info.dbname : w->info.user;
    struct db *db = db_new(conninfo_with(s->arena, w->whole, "dbname", "postgres"), "hotspot-console setup");
    db_set_deadline_ms(db, DB_SCREEN_MS);
    db_ignore_zone(db);
    bool ok = db_ready(db, e) && run_create(s, db, name ? name : "hotspot", e);
    db_free(db);
    if (ok)
        setup_say(s, SETUP_GOOD, _("database %s is made"), name ? name : "hotspot");
    return ok;
}

/* The configuration names a file in place of a password. */
static bool write_down(struct setup *s, const struct wish *w, struct error *e)
{
    const char *url = w->info.plain;
    const struct setup_secret secret = { PASSFILE, w->password ? conninfo_passfile_line(s->arena, w->password) : NULL };
    if (w->password)
        url = conninfo_with(s->arena, url, "passfile", setup_beside(s, PASSFILE));
    const struct setup_edit edit = { { .key = "database" }, config_quote(s->arena, url) };
    return setup_write(s, &edit, 1, &secret, 1, e);
}

static bool apply(struct setup *s, const char *const *values, struct error *e)
{
    struct wish w;
    struct there there = { false, false };
    struct migration m = { .setup = s, .is_said = true };
    if (!read_wish(s, values, &w, e))
        return false;
    enum reach found = reach(&(struct setup){ .arena = s->arena, .wait = s->wait }, &w, &there, e);
    if (found == REACH_FAILED || (found == REACH_NO_DATABASE && !create(s, &w, e)) || !migrate(&m, &w, false, e))
        return false;
    setup_say(s, SETUP_GOOD,
              m.applied ? _("%zu migrations applied: the database is ready") : _("the database is ready"), m.applied);
    return write_down(s, &w, e);
}

const struct setup_step setup_step_database = {
    .name = "database",
    .label = N_("Database"),
    .help = N_("Where customers, quota and debt stand: a new database, or a portal's."),
    .form = &form,
    .asked = 2,
    .look = look,
    .fill = fill,
    .test = test,
    .apply = apply,
};
