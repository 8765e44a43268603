/* Colour themes: data files, read through one code path. */
#include "tui/terminal/theme.h"

#include "base/embedded.h"
#include "base/i18n.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <libconfig.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLOUR_DEFAULT = -1,
    COLOUR_BLACK = 16,
    COLOUR_WHITE = 231,
    THEME_NAME = 32
};

struct look {
    bool is_given;
    int fg, bg;
    attr_t attrs;
    attr_t plain; /* where there are no colours */
};

struct theme {
    char name[THEME_NAME];
    struct look looks[ROLE_COUNT_];
    struct look basic[ROLE_COUNT_]; /* for terminals with 8 colours, where it differs */
};

/* The theme in force belongs to the screen, of which there is one. */
static struct theme current;
static attr_t ready_attrs[ROLE_COUNT_];
static bool is_started;

static const char *const role_names[ROLE_COUNT_] = {
    [ROLE_TEXT] = "text",
    [ROLE_DIM] = "dim",
    [ROLE_HEADER] = "header",
    [ROLE_TITLE] = "title",
    [ROLE_COLUMN_HEAD] = "column_head",
    [ROLE_CURSOR] = "cursor",
    [ROLE_MARKED] = "marked",
    [ROLE_FOOTER] = "footer",
    [ROLE_FOOTER_KEY] = "footer_key",
    [ROLE_GOOD] = "good",
    [ROLE_WARN] = "warn",
    [ROLE_BAD] = "bad",
    [ROLE_INFO] = "info",
    [ROLE_INPUT] = "input",
    [ROLE_INPUT_BAD] = "input_bad",
    [ROLE_MATCH] = "match",
    [ROLE_DIALOG] = "dialog",
    [ROLE_DIALOG_TITLE] = "dialog_title",
    [ROLE_QR] = "qr",
    [ROLE_QR_DARK] = "qr_dark",
};

/* What a theme need not say, since it is no matter of taste. */
static const struct theme no_theme = {
    .looks[ROLE_QR] = { .is_given = true, .fg = COLOUR_BLACK, .bg = COLOUR_WHITE, .plain = A_REVERSE },
    .basic[ROLE_QR] = { .is_given = true, .fg = COLOR_BLACK, .bg = COLOR_WHITE },
};

static const char *const colour_names[] = { "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white" };

static const struct {
    const char *name;
    attr_t attr;
} attr_names[] = {
    { "bold", A_BOLD },       { "dim", A_DIM },           { "italic", A_ITALIC },
    { "reverse", A_REVERSE }, { "standout", A_STANDOUT }, { "underline", A_UNDERLINE },
};

static bool refuse(const config_setting_t *s, const char *why, const char *value, struct error *e)
{
    error_set(e, ERR_CONFIG, _("the theme can't be used"), "%s, line %d: %s %s",
              config_setting_source_file(s) ? config_setting_source_file(s) : "-", config_setting_source_line(s), why,
              value);
    return false;
}

static int find_role(const char *name)
{
    for (int i = 0; i < ROLE_COUNT_; i++)
        if (strcmp(role_names[i], name) == 0)
            return i;
    return -1;
}

static const char *nearest_role(const char *name)
{
    int best = 0;
    for (int i = 1; i < ROLE_COUNT_; i++)
        if (text_distance(name, role_names[i]) < text_distance(name, role_names[best]))
            best = i;
    return role_names[best];
}

static bool read_colour_name(const config_setting_t *s, int *colour, struct error *e)
{
    const char *name = config_setting_get_string(s);
    const char *plain = strncmp(name, "bright_", 7) == 0 ? name + 7 : name;
    *colour = COLOUR_DEFAULT;
    if (strcmp(name, "default") == 0)
        return true;
    for (int i = 0; i < 8; i++) {
        if (strcmp(colour_names[i], plain) != 0)
            continue;
        *colour = plain == name ? i : i + 8;
        return true;
    }
    refuse(s, _("no such colour:"), name, e);
    return error_hint(e, _("colours are default, black, red, green, yellow, blue, magenta, cyan, white, "
                           "bright_… and 0 to 255"));
}

static bool read_colour(const config_setting_t *s, int *colour, struct error *e)
{
    if (config_setting_type(s) == CONFIG_TYPE_STRING)
        return read_colour_name(s, colour, e);
    if (config_setting_type(s) != CONFIG_TYPE_INT)
        return refuse(s, _("a colour is a name or a number:"), config_setting_name(s), e);
    *colour = config_setting_get_int(s);
    if (*colour < 0 || *colour > 255)
        return refuse(s, _("a colour's number is from 0 to 255:"), config_setting_name(s), e);
    return true;
}

/* "bold underline" */
static bool read_attrs(const config_setting_t *s, attr_t *attrs, struct error *e)
{
    const char *text = config_setting_get_string(s);
    char words[128], *rest = words;
    if (!text || strlen(text) >= sizeof words)
        return refuse(s, _("attributes are a text of words:"), config_setting_name(s), e);
    strcpy(words, text);
    *attrs = A_NORMAL;
    for (char *word; (word = strsep(&rest, " ,"));) {
        bool is_known = !*word;
        for (size_t i = 0; i < sizeof attr_names / sizeof attr_names[0]; i++)
            if (strcmp(attr_names[i].name, word) == 0) {
                *attrs |= attr_names[i].attr;
                is_known = true;
            }
        if (!is_known) {
            refuse(s, _("no such attribute:"), word, e);
            return error_hint(e, _("attributes are bold, dim, italic, reverse, standout, underline"));
        }
    }
    return true;
}

static bool read_look(const config_setting_t *group, struct look *look, struct look *basic, struct error *e)
{
    *look = (struct look){ .is_given = true, .fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT };
    if (!config_setting_is_group(group))
        return refuse(group, _("a role is a group { fg; bg; attr; }:"), config_setting_name(group), e);
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *s = config_setting_get_elem(group, (unsigned)i);
        const char *name = config_setting_name(s);
        bool ok;
        if (strcmp(name, "fg") == 0)
            ok = read_colour(s, &look->fg, e);
        else if (strcmp(name, "bg") == 0)
            ok = read_colour(s, &look->bg, e);
        else if (strcmp(name, "attr") == 0)
            ok = read_attrs(s, &look->attrs, e);
        else if (strcmp(name, "plain") == 0)
            ok = read_attrs(s, &look->plain, e);
        else if (basic && strcmp(name, "basic") == 0)
            ok = read_look(s, basic, NULL, e);
        else
            ok = refuse(s, _("unknown setting"), name, e);
        if (!ok)
            return false;
    }
    return true;
}

static bool read_roles(const config_setting_t *root, struct theme *t, struct error *e)
{
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *s = config_setting_get_elem(root, (unsigned)i);
        int role = find_role(config_setting_name(s));
        if (role < 0) {
            refuse(s, _("unknown role"), config_setting_name(s), e);
            return error_hint(e, _("did you mean %s?"), nearest_role(config_setting_name(s)));
        }
        if (!read_look(s, &t->looks[role], &t->basic[role], e))
            return false;
    }
    return true;
}

/* The theme's text into c: the user's own file first, then the shipped one. */
static bool open_theme(config_t *c, const char *name, const char *theme_dir, struct error *e)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s.theme", theme_dir ? theme_dir : "", name);
    FILE *file = theme_dir && *theme_dir ? fopen(path, "r") : NULL;
    if (file) {
        bool ok = config_read(c, file) == CONFIG_TRUE;
        fclose(file);
        return ok || error_set(e, ERR_CONFIG, _("the theme can't be read"), "%s, line %d: %s", path,
                               config_error_line(c), config_error_text(c));
    }
    snprintf(path, sizeof path, "themes/%s.theme", name);
    const struct embedded_file *shipped = embedded_find(path);
    if (!shipped) {
        error_set(e, ERR_CONFIG, _("there is no such theme"), "%s", name);
        return error_hint(e, _("shipped are dark, light, contrast, mono; others are looked for in ui.theme_dir"));
    }
    return config_read_string(c, shipped->text) == CONFIG_TRUE ||
           error_set(e, ERR_CONFIG, _("the theme can't be read"), "%s, line %d: %s", path, config_error_line(c),
                     config_error_text(c));
}

bool theme_load(const char *name, const char *theme_dir, struct error *e)
{
    struct theme t = no_theme;
    config_t c;
    bool ok = false;

    name = name && *name && strcmp(name, "default") != 0 ? name : "dark";
    config_init(&c);
    if (strchr(name, '/') || strlen(name) >= sizeof t.name) {
        error_set(e, ERR_CONFIG, _("there is no such theme"), "%s", name);
        goto out;
    }
    strcpy(t.name, name);
    if (!open_theme(&c, name, theme_dir, e) || !read_roles(config_root_setting(&c), &t, e))
        goto out;
    current = t;
    if (is_started)
        theme_apply();
    ok = true;
out:
    config_destroy(&c);
    return ok;
}

const char *theme_name(void)
{
    return current.name;
}

/* One of the 8 basic colours for a colour that the terminal does not have. */
static int reduce_colour(int colour, attr_t *attrs)
{
    static const int levels[] = { 0, 95, 135, 175, 215, 255 };
    if (colour < COLORS)
        return colour;
    if (colour < 16) {
        *attrs |= A_BOLD;
        return colour - 8;
    }
    if (colour >= 232)
        return colour >= 244 ? COLOR_WHITE : COLOR_BLACK;
    colour -= 16;
    return (levels[colour / 36] > 127 ? COLOR_RED : 0) | (levels[colour / 6 % 6] > 127 ? COLOR_GREEN : 0) |
           (levels[colour % 6] > 127 ? COLOR_BLUE : 0);
}

static attr_t attr_for(int role, bool has_default)
{
    const struct look *look = &current.looks[role];
    if (!look->is_given)
        look = &current.looks[ROLE_TEXT];
    if (COLORS < 256 && current.basic[role].is_given)
        look = &current.basic[role];
    attr_t attrs = look->attrs, unused = A_NORMAL;
    int fg = reduce_colour(look->fg, &attrs), bg = reduce_colour(look->bg, &unused);
    if (!has_default) {
        fg = fg == COLOUR_DEFAULT ? COLOR_WHITE : fg;
        bg = bg == COLOUR_DEFAULT ? COLOR_BLACK : bg;
    }
    /* A pair even for the terminal's own colours: going back to no attributes at all costs curses
     * a longer sequence than going to another pair. */
    init_pair((short)(role + 1), (short)fg, (short)bg);
    return attrs | (attr_t)COLOR_PAIR(role + 1);
}

static struct look turned_around(struct look look)
{
    int fg = look.fg;
    look.fg = look.bg;
    look.bg = fg;
    look.plain ^= A_REVERSE;
    return look;
}

static void complete_qr(void)
{
    if (current.looks[ROLE_QR_DARK].is_given)
        return;
    current.looks[ROLE_QR_DARK] = turned_around(current.looks[ROLE_QR]);
    current.basic[ROLE_QR_DARK] = turned_around(current.basic[ROLE_QR]);
}

/* A QR code is a picture, no decoration: without its colours no phone reads it on a light ground. */
static bool is_picture(int role)
{
    return role == ROLE_QR || role == ROLE_QR_DARK;
}

void theme_apply(void)
{
    const char *no_color = getenv("NO_COLOR");
    bool is_plain = !has_colors() || (no_color && *no_color);
    if (has_colors() && !is_started)
        start_color();
    bool has_default = has_colors() && use_default_colors() == OK;
    is_started = true;
    complete_qr();
    for (int role = 0; role < ROLE_COUNT_; role++)
        ready_attrs[role] =
            is_plain && !(has_colors() && is_picture(role)) ? current.looks[role].plain : attr_for(role, has_default);
    bkgdset(' ' | ready_attrs[ROLE_TEXT]);
}

attr_t theme_attr(enum theme_role role)
{
    return ready_attrs[role];
}

/* The theme that a path names: "themes/dark.theme" is "dark"; false: none. */
static bool theme_of_path(const char *path, char name[THEME_NAME])
{
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t length = strlen(base), ending = strlen(".theme");
    if (length <= ending || length - ending >= THEME_NAME || strcmp(base + length - ending, ".theme") != 0)
        return false;
    memcpy(name, base, length - ending);
    name[length - ending] = '\0';
    return true;
}

static size_t add_name(char names[][THEME_NAME], size_t count, size_t room, const char *path)
{
    char name[THEME_NAME];
    if (count == room || !theme_of_path(path, name))
        return count;
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return count;
    strcpy(names[count], name);
    return count + 1;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

size_t theme_list(const char *theme_dir, char names[][THEME_NAME], size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < embedded_file_count; i++)
        if (strncmp(embedded_files[i].path, "themes/", 7) == 0)
            count = add_name(names, count, room, embedded_files[i].path);
    DIR *dir = theme_dir && *theme_dir ? opendir(theme_dir) : NULL;
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        count = add_name(names, count, room, entry->d_name);
    if (dir)
        closedir(dir);
    qsort(names, count, sizeof names[0], compare_names);
    return count;
}
