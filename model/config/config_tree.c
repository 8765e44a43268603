/* A libconfig tree, read by a declared table of settings. */
#include "model/config/config_tree.h"

#include "base/arena.h"
#include "base/text.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
    const struct setting_source *source;
    const struct setting_group *group;
    char *record;
    struct error *e;
};

bool config_place_error(struct error *e, const struct setting_place *place, const char *what_format, ...)
{
    char what[192];
    va_list ap;
    va_start(ap, what_format);
    vsnprintf(what, sizeof what, what_format, ap);
    va_end(ap);
    return error_set(e, ERR_CONFIG, what, "%s:%d", place->file, place->line);
}

static struct setting_place place_of(const struct setting_source *source, const config_setting_t *s)
{
    /* only an included file has a name of its own: ours is read from memory */
    const char *included = config_setting_source_file(s);
    return (struct setting_place){ .file = included ? arena_strdup(source->arena, included) : source->file,
                                   .line = (int)config_setting_source_line(s) };
}

/* "routers.port" */
static const char *full_name(const struct walk *w, const char *name)
{
    return *w->group->name ? arena_printf(w->source->arena, "%s.%s", w->group->name, name) : name;
}

static const struct setting *find_setting(const struct setting_group *g, const char *name)
{
    for (size_t i = 0; i < g->count; i++)
        if (strcmp(g->settings[i].name, name) == 0)
            return &g->settings[i];
    return NULL;
}

static const char *nearest_setting(const struct setting_group *g, const char *name)
{
    const char *best = NULL;
    int best_distance = INT_MAX;
    for (size_t i = 0; i < g->count; i++) {
        const char *known = g->settings[i].name;
        int distance = text_distance(name, known);
        if (strncmp(known, name, strlen(name)) == 0)
            distance = 1;
        if (distance < best_distance) {
            best = known;
            best_distance = distance;
        }
    }
    return best_distance <= 1 + (int)strlen(name) / 3 ? best : NULL;
}

static bool unknown_setting(const struct walk *w, const config_setting_t *s, const char *name)
{
    struct setting_place place = place_of(w->source, s);
    const char *near = nearest_setting(w->group, name);
    config_place_error(w->e, &place, "unknown setting `%s`", full_name(w, name));
    if (near)
        return error_hint(w->e, "did you mean `%s`?", near);
    return error_hint(w->e, "hotspot-console.conf in the documentation lists the settings");
}

static bool wrong_type(const struct walk *w, const config_setting_t *s, const char *name, const char *wanted)
{
    struct setting_place place = place_of(w->source, s);
    return config_place_error(w->e, &place, "setting `%s` must be %s", full_name(w, name), wanted);
}

static void *field_of(const struct walk *w, const struct setting *d)
{
    return w->record + d->offset;
}

static bool read_int(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    int *field = field_of(w, d);
    if (config_setting_type(s) != CONFIG_TYPE_INT && config_setting_type(s) != CONFIG_TYPE_INT64)
        return wrong_type(w, s, d->name, "a whole number");
    long long value = config_setting_get_int64(s);
    if (config_setting_type(s) == CONFIG_TYPE_INT)
        value = config_setting_get_int(s);
    if (value < d->minimum || value > d->maximum) {
        char wanted[64];
        snprintf(wanted, sizeof wanted, "between %d and %d", d->minimum, d->maximum);
        return wrong_type(w, s, d->name, wanted);
    }
    *field = (int)value;
    return true;
}

/* Digits, and behind a point at most two more. */
static bool is_decimal(const char *text)
{
    size_t whole = strspn(text, "0123456789"), part = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    const char *rest = text + whole + (part ? part + 1 : 0);
    return whole && !*rest && whole <= 9 && part <= 2;
}

static bool read_decimal(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    const char **field = field_of(w, d), *text = NULL;
    int type = config_setting_type(s);
    if (type == CONFIG_TYPE_STRING)
        text = config_setting_get_string(s);
    else if (type == CONFIG_TYPE_INT)
        text = arena_printf(w->source->arena, "%d", config_setting_get_int(s));
    else if (type ==
             CONFIG_TYPE_FLOAT) /* the library knows no other: the shortest that reads the same is what was written */
        text = arena_printf(w->source->arena, "%.12g", config_setting_get_float(s));
    if (!text || !is_decimal(text))
        return wrong_type(w, s, d->name, "a number with two decimals at most");
    *field = arena_strdup(w->source->arena, text);
    return true;
}

static bool read_bool(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    bool *field = field_of(w, d);
    if (config_setting_type(s) != CONFIG_TYPE_BOOL)
        return wrong_type(w, s, d->name, "true or false, without quotes");
    *field = config_setting_get_bool(s);
    return true;
}

static bool is_choice(const char *const *choices, const char *value)
{
    for (; *choices; choices++)
        if (strcmp(*choices, value) == 0)
            return true;
    return false;
}

static bool wrong_choice(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    struct strbuf wanted = { .arena = w->source->arena };
    for (size_t i = 0; d->choices[i]; i++)
        strbuf_printf(&wanted, "%s\"%s\"", i ? " or " : "", d->choices[i]);
    return wrong_type(w, s, d->name, strbuf_text(&wanted));
}

/* "~/name" as a shell has it; of other accounts' homes nothing is known here. */
static const char *file_path(const struct walk *w, const config_setting_t *s, const struct setting *d, const char *value)
{
    struct arena *a = w->source->arena;
    const char *home = getenv("HOME");
    if (!*value || *value == '/')
        return arena_strdup(a, value);
    if (*value != '~')
        return arena_printf(a, "%s/%s", w->source->folder, value);
    if (value[1] == '/' && home && *home == '/')
        return arena_printf(a, "%s%s", home, value + 1);
    wrong_type(w, s, d->name, value[1] == '/' ? "a whole path: this account has no HOME" : "a whole path, or ~/ and the rest");
    return NULL;
}

static bool read_text(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    const char **field = field_of(w, d), *value = config_setting_get_string(s);
    if (config_setting_type(s) != CONFIG_TYPE_STRING)
        return wrong_type(w, s, d->name, "a text in quotes");
    if (d->is_required && !*value)
        return wrong_type(w, s, d->name, "a text that is not empty");
    if (d->choices && !is_choice(d->choices, value))
        return wrong_choice(w, s, d);
    *field = d->type == SETTING_FILE ? file_path(w, s, d, value) : arena_strdup(w->source->arena, value);
    return *field != NULL;
}

static bool is_sequence(const config_setting_t *s)
{
    return config_setting_type(s) == CONFIG_TYPE_LIST || config_setting_type(s) == CONFIG_TYPE_ARRAY;
}

static bool read_texts(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    static const char wanted[] = "a list of texts: ( \"one\", \"two\" )";
    const char *const **field = field_of(w, d);
    if (!is_sequence(s))
        return wrong_type(w, s, d->name, wanted);
    int count = config_setting_length(s);
    const char **texts = ARENA_ARRAY(w->source->arena, const char *, count + 1);
    for (int i = 0; i < count; i++) {
        const char *text = config_setting_get_string_elem(s, i);
        if (!text)
            return wrong_type(w, s, d->name, wanted);
        texts[i] = arena_strdup(w->source->arena, text);
    }
    *field = texts;
    return true;
}

static void list_grow(struct arena *a, struct setting_list *list, const struct setting_group *g, size_t more)
{
    struct setting_list grown = { .records = arena_alloc(a, (list->count + more) * g->size + 1),
                                  .places = ARENA_ARRAY(a, struct setting_place, list->count + more + 1),
                                  .count = list->count };
    if (list->count) {
        memcpy(grown.records, list->records, list->count * g->size);
        memcpy(grown.places, list->places, list->count * sizeof *grown.places);
    }
    *list = grown;
}

static bool read_groups(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    static const char wanted[] = "a list of groups: ( { … }, { … } )";
    struct setting_list *list = field_of(w, d);
    const struct setting_group *g = d->group;

    if (config_setting_type(s) != CONFIG_TYPE_LIST)
        return wrong_type(w, s, d->name, wanted);
    if (!g->appends)
        list->count = 0;
    list_grow(w->source->arena, list, g, (size_t)config_setting_length(s));
    for (int i = 0; i < config_setting_length(s); i++) {
        const config_setting_t *element = config_setting_get_elem(s, (unsigned)i);
        char *record = list->records + list->count * g->size;
        if (config_setting_type(element) != CONFIG_TYPE_GROUP)
            return wrong_type(w, element, d->name, wanted);
        if (g->fallback)
            memcpy(record, g->fallback, g->size);
        list->places[list->count++] = place_of(w->source, element);
        if (!config_tree_read(w->source, element, g, record, w->e))
            return false;
    }
    return true;
}

static bool read_record(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    struct setting_list *list = field_of(w, d);
    const struct setting_group *g = d->group;

    if (config_setting_type(s) != CONFIG_TYPE_GROUP)
        return wrong_type(w, s, d->name, "a group: { … }");
    list->count = 0;
    list_grow(w->source->arena, list, g, 1);
    if (g->fallback)
        memcpy(list->records, g->fallback, g->size);
    list->places[list->count++] = place_of(w->source, s);
    return config_tree_read(w->source, s, g, list->records, w->e);
}

static bool read_group(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    if (config_setting_type(s) != CONFIG_TYPE_GROUP)
        return wrong_type(w, s, d->name, "a group: { … }");
    return config_tree_read(w->source, s, d->group, w->record, w->e);
}

static bool read_setting(const struct walk *w, const config_setting_t *s, const struct setting *d)
{
    switch (d->type) {
    case SETTING_TEXT:
    case SETTING_FILE:
        return read_text(w, s, d);
    case SETTING_INT:
        return read_int(w, s, d);
    case SETTING_BOOL:
        return read_bool(w, s, d);
    case SETTING_DECIMAL:
        return read_decimal(w, s, d);
    case SETTING_TEXTS:
        return read_texts(w, s, d);
    case SETTING_GROUP:
        return read_group(w, s, d);
    case SETTING_RECORD:
        return read_record(w, s, d);
    case SETTING_GROUPS:
        return read_groups(w, s, d);
    }
    return false;
}

static bool check_required(const struct walk *w, const config_setting_t *tree)
{
    for (size_t i = 0; i < w->group->count; i++) {
        const struct setting *d = &w->group->settings[i];
        if (!d->is_required || config_setting_get_member(tree, d->name))
            continue;
        struct setting_place place = place_of(w->source, tree);
        return config_place_error(w->e, &place, "setting `%s` is missing", full_name(w, d->name));
    }
    return true;
}

bool config_tree_read(const struct setting_source *source, const config_setting_t *tree,
                      const struct setting_group *group, void *record, struct error *e)
{
    struct walk w = { .source = source, .group = group, .record = record, .e = e };
    for (int i = 0; i < config_setting_length(tree); i++) {
        const config_setting_t *s = config_setting_get_elem(tree, (unsigned)i);
        const struct setting *d = find_setting(group, config_setting_name(s));
        if (!d)
            return unknown_setting(&w, s, config_setting_name(s));
        if (!read_setting(&w, s, d))
            return false;
    }
    return check_required(&w, tree);
}
