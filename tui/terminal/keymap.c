/* Which key does what. */
#include "tui/terminal/keymap.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/action.h"
#include "model/lists/pane.h"
#include "tui/terminal/command.h"
#include "tui/terminal/view.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum { KEY_NAME = 24, FUNCTION_KEYS = 24 };

struct binding {
    const char *pane, *command;
    char key[KEY_NAME];
};

struct keymap {
    struct binding *bindings;
    size_t count;
};

/* Views that are no pane of the model, as the configuration names them. */
static const char *const other_views[] = { "form", "palette", "help", "messages", "sort", "search" };

static const struct {
    const char *name;
    int code; /* of curses; 0: a character that has a name */
} named_keys[] = {
    { "up", KEY_UP },         { "down", KEY_DOWN },       { "left", KEY_LEFT },   { "right", KEY_RIGHT },
    { "home", KEY_HOME },     { "end", KEY_END },         { "pageup", KEY_PPAGE }, { "pagedown", KEY_NPAGE },
    { "insert", KEY_IC },     { "delete", KEY_DC },       { "backspace", KEY_BACKSPACE },
    { "backtab", KEY_BTAB },  { "enter", KEY_ENTER },     { "S-left", KEY_SLEFT }, { "S-right", KEY_SRIGHT },
    { "S-up", KEY_SR },       { "S-down", KEY_SF },       { "S-home", KEY_SHOME }, { "S-end", KEY_SEND },
    { "S-delete", KEY_SDC },  { "mouse", KEY_MOUSE },     { "tab", 0 },            { "esc", 0 },
    { "space", 0 },           { "C-space", 0 },           { "C-\\", 0 },           { "C-]", 0 },
    { "C-^", 0 },             { "C-_", 0 },
};
enum { NAMED_KEYS = sizeof named_keys / sizeof named_keys[0] };

static const struct {
    const char *alias, *name;
} aliases[] = {
    { "pgup", "pageup" },   { "page-up", "pageup" },   { "ppage", "pageup" },  { "pgdn", "pagedown" },
    { "pgdown", "pagedown" }, { "page-down", "pagedown" }, { "npage", "pagedown" }, { "del", "delete" },
    { "ins", "insert" },    { "bs", "backspace" },     { "return", "enter" },  { "escape", "esc" },
    { "S-tab", "backtab" }, { "btab", "backtab" },     { "C-i", "tab" },       { "C-m", "enter" },
    { "C-j", "enter" },     { "C-h", "backspace" },    { "C-[", "esc" },       { "C-@", "C-space" },
};

static bool is_one_character(const char *name)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)name, (utf8proc_ssize_t)strlen(name), &c);
    return n > 0 && name[n] == '\0' && c > ' ' && c != 0x7F;
}

static bool is_function_key(const char *name)
{
    int number, used = 0;
    return sscanf(name, "F%2d%n", &number, &used) == 1 && !name[used] && number >= 1 && number <= FUNCTION_KEYS;
}

static bool is_control_letter(const char *name)
{
    return strncmp(name, "C-", 2) == 0 && name[2] >= 'a' && name[2] <= 'z' && !name[3];
}

static bool is_key_name(const char *name)
{
    for (size_t i = 0; i < NAMED_KEYS; i++)
        if (strcmp(named_keys[i].name, name) == 0)
            return true;
    return is_one_character(name) || is_function_key(name) || is_control_letter(name);
}

static const char *canonical_key(const char *name, char out[KEY_NAME])
{
    const char *plain = strncmp(name, "M-", 2) == 0 && name[2] ? name + 2 : name;
    const char *meant = strcmp(plain, " ") == 0 ? "space" : plain;
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (strcmp(aliases[i].alias, plain) == 0)
            meant = aliases[i].name;
    if (!is_key_name(meant))
        return NULL;
    snprintf(out, KEY_NAME, "%s%s", plain == name ? "" : "M-", meant);
    return out;
}

/* "g /": the second key right behind the first. */
const char *keymap_canonical(const char *name, char out[KEY_NAME])
{
    const char *blank = strchr(name, ' ');
    char given[KEY_NAME], first[KEY_NAME], second[KEY_NAME];
    if (!blank || blank == name || (size_t)(blank - name) >= sizeof given)
        return canonical_key(name, out);
    snprintf(given, sizeof given, "%.*s", (int)(blank - name), name);
    if (!blank[1] || !canonical_key(given, first) || !canonical_key(blank + 1, second))
        return NULL;
    return snprintf(out, KEY_NAME, "%s %s", first, second) < KEY_NAME ? out : NULL;
}

/* The candidate that is nearest to a word; keeps the best so far. */
struct nearest {
    const char *word, *best;
    int distance;
};

static void consider(struct nearest *n, const char *candidate)
{
    int distance = text_distance(n->word, candidate);
    if (distance >= n->distance)
        return;
    n->distance = distance;
    n->best = candidate;
}

static bool check_command(const char *name, struct error *e)
{
    struct nearest n = { .word = name, .distance = INT_MAX };
    const struct action *a = action_find(name);
    if (!*name || command_find(name) || (a && action_is_offered(a)))
        return true;
    for (size_t i = 0; i < command_count(); i++)
        consider(&n, command_at(i)->name);
    for (size_t i = 0; i < action_count(); i++)
        if (action_is_offered(action_at(i)))
            consider(&n, action_at(i)->name);
    error_set(e, ERR_CONFIG, _("a key is bound to an unknown command"), "keys: %s", name);
    return error_hint(e, _("did you mean %s?"), n.best);
}

static bool check_pane(const char *name, struct error *e)
{
    struct nearest n = { .word = name, .distance = INT_MAX };
    bool is_known = !*name;
    for (size_t i = 0; pane_at(i); i++) {
        is_known |= strcmp(pane_at(i)->name, name) == 0;
        consider(&n, pane_at(i)->name);
    }
    for (size_t i = 0; i < sizeof other_views / sizeof other_views[0]; i++) {
        is_known |= strcmp(other_views[i], name) == 0;
        consider(&n, other_views[i]);
    }
    if (is_known)
        return true;
    error_set(e, ERR_CONFIG, _("keys are given for an unknown pane"), "keys: %s", name);
    return error_hint(e, _("did you mean %s?"), n.best);
}

static bool check_key(const char *name, char out[KEY_NAME], struct error *e)
{
    struct nearest n = { .word = name, .distance = INT_MAX };
    if (keymap_canonical(name, out))
        return true;
    for (size_t i = 0; i < NAMED_KEYS; i++)
        consider(&n, named_keys[i].name);
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        consider(&n, aliases[i].alias);
    error_set(e, ERR_CONFIG, _("no key is called so"), "keys: %s", name);
    return error_hint(e, _("did you mean %s? Keys are written as a, A, C-l, M-x, F5, enter, space"), n.best);
}

struct keymap *keymap_new(struct arena *a, const struct config *config, struct error *e)
{
    struct keymap *m = ARENA_NEW(a, struct keymap);
    m->bindings = ARENA_ARRAY(a, struct binding, config->key_count + 1);
    for (size_t i = 0; i < config->key_count; i++) {
        const struct config_key *k = &config->keys[i];
        struct binding *b = &m->bindings[m->count++];
        b->pane = k->pane;
        b->command = k->command;
        if (!check_pane(k->pane, e) || !check_key(k->key, b->key, e) || !check_command(k->command, e))
            return NULL;
    }
    return m;
}

/* The binding in force of a key in exactly this pane. */
static const struct binding *find_in(const struct keymap *m, const char *pane, const char *key)
{
    for (size_t i = m->count; i-- > 0;)
        if (strcmp(m->bindings[i].key, key) == 0 && strcmp(m->bindings[i].pane, pane) == 0)
            return &m->bindings[i];
    return NULL;
}

static const struct binding *find(const struct keymap *m, const char *pane, const char *key)
{
    const struct binding *own = find_in(m, pane, key);
    return own ? own : find_in(m, "", key);
}

const char *keymap_command(const struct keymap *m, const char *pane, const char *key)
{
    const struct binding *b = find(m, pane, key);
    return b && *b->command ? b->command : NULL;
}

const char *keymap_key(const struct keymap *m, const char *pane, const char *command)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct binding *b = &m->bindings[i];
        if (strcmp(b->command, command) == 0 && find(m, pane, b->key) == b)
            return b->key;
    }
    return NULL;
}

const char *keymap_pair(const struct keymap *m, const char *pane, const char *first, const char *second)
{
    char both[2 * KEY_NAME];
    snprintf(both, sizeof both, "%s %s", first, second);
    return keymap_command(m, pane, both);
}

static void name_character(struct key *k)
{
    utf8proc_uint8_t bytes[4];
    if (k->code == 0)
        strcpy(k->name, "C-space");
    else if (k->code == '\t')
        strcpy(k->name, "tab");
    else if (k->code == '\r' || k->code == '\n')
        strcpy(k->name, "enter");
    else if (k->code == 0x1B)
        strcpy(k->name, "esc");
    else if (k->code == 0x7F || k->code == '\b')
        strcpy(k->name, "backspace");
    else if (k->code < ' ')
        snprintf(k->name, sizeof k->name, "C-%c", k->code <= 26 ? 'a' + k->code - 1 : '@' + k->code);
    else if (k->code == ' ')
        strcpy(k->name, "space");
    else if (utf8proc_codepoint_valid(k->code))
        snprintf(k->name, sizeof k->name, "%.*s", (int)utf8proc_encode_char(k->code, bytes), (const char *)bytes);
}

void keymap_name_key(struct key *k)
{
    k->name[0] = '\0';
    if (!k->is_function) {
        name_character(k);
        return;
    }
    if (k->code >= KEY_F(1) && k->code <= KEY_F(FUNCTION_KEYS))
        snprintf(k->name, sizeof k->name, "F%d", k->code - KEY_F0);
    for (size_t i = 0; i < NAMED_KEYS; i++)
        if (named_keys[i].code == k->code)
            strcpy(k->name, named_keys[i].name);
}
