/* Drawing inside a view: clipped to its rectangle, every text made safe. */
#include "tui/app/draw.h"

#include "base/text.h"
#include "tui/app/app_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum {
    DRAW_BYTES = 2048
};

/* The columns of [x, x + columns) that lie inside the view; 0: none, or the line is outside. */
static int visible_columns(const struct view *v, int y, int x, int columns)
{
    if (y < 0 || y >= v->height || x < 0 || x >= v->width)
        return 0;
    return columns < v->width - x ? columns : v->width - x;
}

/* Signs that no decomposition leads to, and what says the same. */
static const struct {
    utf8proc_int32_t sign;
    char plain;
} signs[] = {
    { 0x25CB, 'o' }, { 0x25CF, '*' }, { 0x2039, '<' }, { 0x203A, '>' }, { 0x2190, '<' },
    { 0x2192, '>' }, { 0x2191, '^' }, { 0x2193, 'v' }, { 0x25B2, '^' }, { 0x25BC, 'v' },
    { 0x00D7, 'x' }, { 0x00B7, '.' }, { 0x2026, '.' }, { 0x00D8, 'O' }, { 0x00F8, 'o' },
    { 0x0110, 'D' }, { 0x0111, 'd' }, { 0x0141, 'L' }, { 0x0142, 'l' }, { 0x0131, 'i' },
};

/* "e" of "é", "-" of "—"; '?' where there is nothing like it. */
static char plain_of(utf8proc_int32_t c)
{
    utf8proc_int32_t parts[8] = { 0 };
    int last = 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].sign == c)
            return signs[i].plain;
    utf8proc_ssize_t n =
        utf8proc_decompose_char(c, parts, sizeof parts / sizeof *parts, UTF8PROC_DECOMPOSE | UTF8PROC_LUMP, &last);
    return n > 0 && parts[0] >= ' ' && parts[0] < 0x7F ? (char)parts[0] : '?';
}

static bool is_of_ascii(utf8proc_int32_t c)
{
    return c < 0x80;
}

/* What all fonts have that Debian gives the kernel's console for European languages; for any other it draws a box. */
static bool is_of_console(utf8proc_int32_t c)
{
    static const utf8proc_int32_t others[] = {
        0x2013, 0x2014, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2264, 0x2265, 0x2500,
        0x2502, 0x250C, 0x2510, 0x2514, 0x2518, 0x2588, 0x2591, 0x2592, 0x25A0, 0x25B2, 0x25B6, 0x25BC, 0x25C0, 0x25CF,
    };
    if (c < 0x80 || (c >= 0xA0 && c <= 0xFF))
        return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i] == c)
            return true;
    return false;
}

/* Never longer, and as wide as it was. */
static void reduce(char *text, bool (*is_there)(utf8proc_int32_t c))
{
    char *out = text;
    for (const char *p = text; *p;) {
        utf8proc_int32_t c = '?';
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &c);
        n = n > 0 ? n : 1;
        if (c >= 0 && is_there(c)) {
            memmove(out, p, (size_t)n);
            out += n;
        } else {
            for (int width = c >= 0 ? utf8proc_charwidth(c) : 1; width > 0; width--)
                *out++ = plain_of(c);
        }
        p += n;
    }
    *out = '\0';
}

/* The text as it goes to the screen, in at most columns; returns the columns taken. */
static int prepare(const struct view *v, char out[DRAW_BYTES], const char *text, int columns)
{
    char safe[DRAW_BYTES];
    text_safe(safe, sizeof safe, text, strlen(text));
    if (v->app->is_ascii)
        reduce(safe, is_of_ascii);
    else if (!v->app->has_blocks)
        reduce(safe, is_of_console);
    return text_fit(out, DRAW_BYTES, safe, columns, v->app->is_ascii);
}

int draw_text(const struct view *v, int y, int x, int columns, enum theme_role role, const char *text)
{
    char ready[DRAW_BYTES];
    columns = visible_columns(v, y, x, columns);
    if (columns <= 0)
        return 0;
    int taken = prepare(v, ready, text, columns);
    attrset(theme_attr(role));
    mvaddstr(v->y + y, v->x + x, ready);
    return taken;
}

int draw_printf(const struct view *v, int y, int x, int columns, enum theme_role role, const char *format, ...)
{
    char text[DRAW_BYTES];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    return draw_text(v, y, x, columns, role, text);
}

void draw_blank(const struct view *v, int y, int x, int columns, enum theme_role role)
{
    columns = visible_columns(v, y, x, columns);
    attrset(theme_attr(role));
    for (int i = 0; i < columns; i++)
        mvaddch(v->y + y, v->x + x + i, ' ');
}

void draw_field(const struct view *v, int y, int x, int columns, enum theme_role role, const char *text)
{
    int taken = draw_text(v, y, x, columns, role, text);
    draw_blank(v, y, x + taken, columns - taken, role);
}

/* One glyph only, with a colour for each of its halves: between glyphs that touch, fonts leave hairlines, in which
 * a camera sees other modules. */
void draw_qr(const struct view *v, int y, int x, int columns, const char *text)
{
    static const struct {
        const char *mark, *drawn;
        enum theme_role role;
    } marks[] = {
        { " ", " ", ROLE_QR }, { "#", " ", ROLE_QR_DARK }, { "█", " ", ROLE_QR_DARK },
        { "▄", "▄", ROLE_QR }, { "▀", "▄", ROLE_QR_DARK },
    };
    for (int at = 0; *text && at < columns; at++) {
        size_t i = 0;
        while (i + 1 < sizeof marks / sizeof *marks && strncmp(text, marks[i].mark, strlen(marks[i].mark)) != 0)
            i++;
        if (visible_columns(v, y, x + at, 1) == 1) {
            attrset(theme_attr(marks[i].role));
            mvaddstr(v->y + y, v->x + x + at, marks[i].drawn);
        }
        text += strlen(marks[i].mark);
    }
}

void draw_field_right(const struct view *v, int y, int x, int columns, enum theme_role role, const char *text)
{
    char ready[DRAW_BYTES];
    columns = visible_columns(v, y, x, columns);
    if (columns <= 0)
        return;
    int taken = prepare(v, ready, text, columns);
    draw_blank(v, y, x, columns - taken, role);
    mvaddstr(v->y + y, v->x + x + columns - taken, ready);
}

/* The bytes of text that fit in columns, broken at the last blank if there is one. */
static size_t line_length(const char *text, int columns)
{
    size_t length = 0, at_blank = 0;
    int taken = 0;
    while (text[length]) {
        utf8proc_int32_t c = '?';
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text + length, -1, &c);
        char one[8] = "";
        n = n > 0 ? n : 1;
        memcpy(one, text + length, (size_t)n);
        taken += text_width(one);
        if (taken > columns)
            return at_blank ? at_blank : length ? length : (size_t)n;
        if (c == ' ')
            at_blank = length;
        length += (size_t)n;
    }
    return length;
}

static const char *skip_blanks(const char *text)
{
    while (*text == ' ')
        text++;
    return text;
}

int draw_wrapped(const struct view *v, int y, int x, int columns, int lines, enum theme_role role, const char *text)
{
    char safe[DRAW_BYTES], line[DRAW_BYTES];
    int drawn = 0;
    text_safe(safe, sizeof safe, text, strlen(text));
    const char *rest = safe;
    columns = columns < v->width - x ? columns : v->width - x;
    while (*rest && drawn < lines && columns > 0) {
        size_t n = drawn + 1 == lines ? strlen(rest) : line_length(rest, columns);
        memcpy(line, rest, n);
        line[n] = '\0';
        draw_field(v, y + drawn++, x, columns, role, line);
        rest = skip_blanks(rest + n);
    }
    return drawn;
}

int draw_wrapped_lines(const struct view *v, int columns, const char *text)
{
    char safe[DRAW_BYTES];
    int lines = 0;
    (void)v;
    text_safe(safe, sizeof safe, text, strlen(text));
    for (const char *rest = safe; *rest && columns > 0; lines++)
        rest = skip_blanks(rest + line_length(rest, columns));
    return lines;
}

static void draw_edge(const struct view *v, int y, const char *left, const char *middle, const char *right)
{
    move(v->y + y, v->x);
    addstr(left);
    for (int x = 1; x < v->width - 1; x++)
        addstr(middle);
    addstr(right);
}

void draw_box(const struct view *v, const char *title)
{
    bool ascii = v->app->is_ascii;
    if (v->height < 2 || v->width < 2)
        return;
    for (int y = 0; y < v->height; y++)
        draw_blank(v, y, 0, v->width, ROLE_DIALOG);
    draw_edge(v, 0, ascii ? "+" : "┌", ascii ? "-" : "─", ascii ? "+" : "┐");
    for (int y = 1; y < v->height - 1; y++) {
        mvaddstr(v->y + y, v->x, ascii ? "|" : "│");
        mvaddstr(v->y + y, v->x + v->width - 1, ascii ? "|" : "│");
    }
    draw_edge(v, v->height - 1, ascii ? "+" : "└", ascii ? "-" : "─", ascii ? "+" : "┘");
    if (title && v->width > 6) {
        int taken = draw_text(v, 0, 3, v->width - 6, ROLE_DIALOG_TITLE, title);
        draw_blank(v, 0, 2, 1, ROLE_DIALOG_TITLE);
        draw_blank(v, 0, 3 + taken, 1, ROLE_DIALOG_TITLE);
    }
}

void draw_hints(const struct view *v, int y, int x, int columns, const struct draw_hint *hints, size_t count)
{
    int end = x + visible_columns(v, y, x, columns);
    draw_blank(v, y, x, columns, ROLE_FOOTER);
    for (size_t i = 0; i < count; i++) {
        if (!hints[i].key)
            continue;
        int width = text_width(hints[i].key) + 1 + text_width(hints[i].label);
        if (x + width > end)
            break;
        x += draw_text(v, y, x, end - x, ROLE_FOOTER_KEY, hints[i].key) + 1;
        x += draw_text(v, y, x, end - x, ROLE_FOOTER, hints[i].label) + 2;
    }
}

void draw_caret(const struct view *v, int y, int x)
{
    if (visible_columns(v, y, x, 1) <= 0)
        return;
    v->app->has_caret = true;
    v->app->caret_y = v->y + y;
    v->app->caret_x = v->x + x;
}

void draw_body(struct view *v, int screen_height, int screen_width)
{
    v->y = 1;
    v->x = 0;
    v->height = screen_height > 2 ? screen_height - 2 : 0;
    v->width = screen_width;
}

void draw_centre(struct view *v, int screen_height, int screen_width, int height, int width)
{
    struct view body = { 0 };
    draw_body(&body, screen_height, screen_width);
    v->height = height < body.height ? height : body.height;
    v->width = width < body.width ? width : body.width;
    v->y = body.y + (body.height - v->height) / 2;
    v->x = (body.width - v->width) / 2;
}
