/* Reading what is sold from a file. */
#include "cli/goods.h"

#include "base/arena.h"
#include "base/i18n.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ENDING "_file"

static bool refuse(const char *file, const char *why, struct error *e)
{
    return error_set(e, ERR_USAGE, _("nothing was done"), "%s: %s", file, why);
}

static bool is_text(FILE *in, const char *file, const char *text, size_t length, size_t most, struct error *e)
{
    if (ferror(in))
        return refuse(file, strerror(errno), e);
    if (!length)
        return refuse(file, _("the file is empty"), e);
    if (length > most) {
        refuse(file, _("too long"), e);
        return error_hint(e, _("`hotspot-console import` takes files of any length"));
    }
    return !memchr(text, '\0', length) || refuse(file, _("not a text file: UTF-8 is expected"), e);
}

/* NULL with e. */
static const char *read_text(struct arena *a, const char *file, size_t most, struct error *e)
{
    bool is_stdin = strcmp(file, "-") == 0;
    FILE *in = is_stdin ? stdin : fopen(file, "re");
    if (!in) {
        refuse(file, strerror(errno), e);
        return NULL;
    }
    char *text = arena_alloc(a, most + 2);
    size_t length = fread(text, 1, most + 1, in);
    bool ok = is_text(in, is_stdin ? _("standard input") : file, text, length, most, e);
    text[length] = '\0';
    if (!is_stdin)
        fclose(in);
    return ok ? text : NULL;
}

bool goods_take(struct arena *arena, const struct action *a, const char **name, const char **value, struct error *e)
{
    size_t length = strlen(*name), ending = strlen(ENDING), i = action_arg_index(a, *name);
    if (i < a->arg_count && a->args[i].is_goods) {
        error_set(e, ERR_USAGE, _("nothing was done"), _("what is sold would be seen on the command line by others"));
        return error_hint(e, _("%s_file=FILE, or %s_file=- and write it to standard input"), *name, *name);
    }
    if (length <= ending || strcmp(*name + length - ending, ENDING) != 0)
        return true;
    const char *of = arena_copy(arena, *name, length - ending);
    i = action_arg_index(a, of);
    if (i == a->arg_count || !a->args[i].is_goods)
        return true;
    *value = read_text(arena, *value, (size_t)a->args[i].maximum, e);
    *name = of;
    return *value != NULL;
}
