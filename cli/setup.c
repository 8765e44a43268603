/* `setup`: the steps of a set-up without a screen, for scripts. */
#include "model/setup/setup.h"
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "model/config/config.h"
#include "model/config/config_secret.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SECRET_ROOM = 4096
};

static const struct column step_columns[] = {
    { .name = "step", .type = COL_TEXT },
    { .name = "state", .type = COL_TEXT },
    { .name = "what", .type = COL_TEXT },
    { .name = "command", .type = COL_TEXT },
};

static const char *const states[] = { [SETUP_DONE] = "done",
                                      [SETUP_MISSING] = "missing",
                                      [SETUP_UNSET] = "not set",
                                      [SETUP_WAITING] = "waits",
                                      [SETUP_BROKEN] = "fails" };

/* What is to paste elsewhere is what was asked for; the rest is about it. */
static void tell(void *to, enum setup_tone tone, const char *line)
{
    char safe[1024];
    (void)to;
    if (tone != SETUP_COPY) {
        cli_say("%s", line);
        return;
    }
    text_safe(safe, sizeof safe, line, strlen(line));
    puts(safe);
}

static int list_steps(struct setup *s, const struct cli_options *o)
{
    struct row_writer *out = rows_open(o->format, step_columns, sizeof step_columns / sizeof *step_columns);
    int code = 0;
    for (size_t i = 0; setup_step_at(i); i++) {
        const struct setup_step *step = setup_step_at(i);
        struct setup_look look = setup_look_at(s, step);
        bool is_wanted = look.state != SETUP_DONE && look.state != SETUP_UNSET;
        row_writer_row(out, (const char *const[]){
                                step->name, states[look.state], look.what,
                                is_wanted ? arena_printf(s->arena, "hotspot-console setup %s", step->name) : NULL });
        code |= is_wanted;
    }
    rows_close(out);
    return code;
}

static bool no_such_step(struct arena *a, const char *name, struct error *e)
{
    struct strbuf known = { .arena = a };
    for (size_t i = 0; setup_step_at(i); i++)
        strbuf_printf(&known, "%s%s", i ? ", " : "", setup_step_at(i)->name);
    error_set(e, ERR_USAGE, _("can't understand the command line"), _("setup has no step '%s'"), name);
    return error_hint(e, _("its steps are %s"), strbuf_text(&known));
}

/* --- values --- */

static const char *read_stdin(struct setup *s, const char *name, struct error *e)
{
    char text[SECRET_ROOM];
    if (!fgets(text, sizeof text, stdin))
        text[0] = '\0';
    text[strcspn(text, "\r\n")] = '\0';
    const char *secret = *text ? arena_strdup(s->arena, text) : NULL;
    explicit_bzero(text, sizeof text);
    if (!secret)
        error_set(e, ERR_USAGE, _("an argument is missing"), _("%s=- : standard input holds nothing"), name);
    return secret;
}

/* Everybody on the host sees a command line; so a secret comes by a file, or by standard input ("-"). */
static bool take_secret(struct setup *s, const struct action *fields, const char **name, const char **value,
                        struct error *e)
{
    size_t length = strlen(*name), plain = action_arg_index(fields, *name);
    if (plain < fields->arg_count) {
        if (!fields->args[plain].is_secret)
            return true;
        error_set(e, ERR_USAGE, _("nothing was done"), _("a secret on the command line can be seen by others"));
        return error_hint(e, _("%s_file=FILE, or %s_file=- and write it to standard input"), *name, *name);
    }
    if (length < 6 || strcmp(*name + length - 5, "_file") != 0)
        return true;
    const char *of = arena_copy(s->arena, *name, length - 5);
    size_t i = action_arg_index(fields, of);
    if (i == fields->arg_count || !fields->args[i].is_secret)
        return true;
    *value = strcmp(*value, "-") == 0 ? read_stdin(s, *name, e) : secret_from_file(s->arena, of, *value, e);
    *name = of;
    return *value != NULL;
}

static bool take_words(struct setup *s, const struct cli_options *o, const struct action *fields, const char **names,
                       const char **values, struct error *e)
{
    for (size_t i = 1; i < o->word_count; i++) {
        const char *equals = strchr(o->words[i], '=');
        if (!equals) {
            error_set(e, ERR_USAGE, _("nothing was done"), _("can't make sense of '%s'"), o->words[i]);
            return error_hint(e, _("arguments are written NAME=VALUE"));
        }
        names[i - 1] = arena_copy(s->arena, o->words[i], (size_t)(equals - o->words[i]));
        values[i - 1] = equals + 1;
        if (!take_secret(s, fields, &names[i - 1], &values[i - 1], e))
            return false;
        /* the one place where a secret may stand within another value */
        if (strcmp(names[i - 1], "url") == 0 &&
            strcmp(secret_hide_in_conninfo(s->arena, equals + 1), equals + 1) != 0) {
            error_set(e, ERR_USAGE, _("nothing was done"), _("a secret on the command line can be seen by others"));
            return error_hint(e, _("leave the password out of url=, and give it by password_file=FILE"));
        }
    }
    return true;
}

static bool do_step(struct setup *s, const struct cli_options *o, const struct setup_step *step, struct error *e)
{
    const char **names = ARENA_ARRAY(s->arena, const char *, o->word_count + 1);
    const char **given = ARENA_ARRAY(s->arena, const char *, o->word_count + 1);
    const char *const *values;
    if (!take_words(s, o, setup_fields(step), names, given, e) ||
        !setup_take(s, step, names, given, o->word_count - 1, &values, e) || !setup_test(s, step, values, e))
        return false;
    if (s->question.text) {
        error_set(e, ERR_REFUSED, _("nothing was written"), "%s", s->question.text);
        return error_hint(e, _("to agree, add %s=%s"), s->question.field, s->question.value);
    }
    return o->dry_run || setup_apply(s, step, values, e);
}

/* What there is, what can be said, and what is to be pasted elsewhere. */
static bool show_step(struct setup *s, const struct setup_step *step, struct error *e)
{
    const struct action *fields = setup_fields(step);
    const char *const *values;
    struct setup_look look = setup_look_at(s, step);
    cli_say("%s: %s%s%s", _(step->label), states[look.state], *look.what ? ", " : "", look.what);
    cli_say("%s", _(step->help));
    if (!setup_fill(s, step, &values, e))
        return false;
    for (size_t i = 0; i < fields->arg_count; i++)
        cli_say("  %s%s=%s  %s", fields->args[i].name, fields->args[i].is_secret ? "_file" : "",
                values[i] ? values[i] : "", _(fields->args[i].help));
    if (step->paste)
        step->paste(s, values);
    return true;
}

int cli_setup(const struct cli_options *o)
{
    struct error e = { .code = ERR_NONE };
    struct arena *a = arena_new();
    const struct setup_step *step = o->word_count ? setup_step_find(o->words[0]) : NULL;
    struct setup s = setup_begin(a, o->config, o->read_only);
    int code = 0;
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is said like a full disk */
    s.say = tell;
    if (s.config->language)
        setenv("LANGUAGE", s.config->language, 1);
    if (o->word_count && !step) {
        no_such_step(a, o->words[0], &e);
        code = cli_fail(&e);
    } else if (!step) {
        code = list_steps(&s, o);
    } else if (!(o->word_count > 1 ? do_step(&s, o, step, &e) : show_step(&s, step, &e))) {
        code = cli_fail(&e);
    }
    setup_end(&s);
    arena_free(a);
    return code;
}

static void add_names(struct strbuf *out, const struct setup_step *step)
{
    strbuf_printf(out, "%s%s", out->length ? ", " : "", step->name);
}

int cli_setup_left(const struct cli_options *o, bool has_written)
{
    struct arena *a = arena_new();
    struct setup s = setup_begin(a, o->config, true);
    struct strbuf done = { .arena = a }, open = { .arena = a };
    for (size_t i = 0; setup_step_at(i); i++) {
        struct setup_look look = setup_look_at(&s, setup_step_at(i));
        if (look.state == SETUP_DONE)
            add_names(&done, setup_step_at(i));
        else if (look.state != SETUP_UNSET)
            add_names(&open, setup_step_at(i));
    }
    if (has_written)
        cli_say(_("kept in %s"), s.file);
    if (done.length)
        cli_say(_("done: %s"), strbuf_text(&done));
    if (open.length)
        cli_say(_("missing: %s; `hotspot-console setup` goes on there"), strbuf_text(&open));
    setup_end(&s);
    arena_free(a);
    return 0;
}
