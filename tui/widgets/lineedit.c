/* One line of text under the operator's hands. */
#include "tui/widgets/lineedit.h"

#include "base/text.h"
#include "tui/app/draw.h"

#include <string.h>
#include <utf8proc.h>

static utf8proc_ssize_t read_char(const char *text, size_t length, utf8proc_int32_t *c)
{
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, c);
    if (n > 0)
        return n;
    *c = '?';
    return 1;
}

size_t lineedit_next(const char *text, size_t length, size_t at)
{
    utf8proc_int32_t before, after, state = 0;
    if (at >= length)
        return length;
    at += (size_t)read_char(text + at, length - at, &before);
    while (at < length) {
        utf8proc_ssize_t n = read_char(text + at, length - at, &after);
        if (utf8proc_grapheme_break_stateful(before, after, &state))
            break;
        at += (size_t)n;
        before = after;
    }
    return at;
}

size_t lineedit_previous(const char *text, size_t length, size_t at)
{
    size_t place = 0;
    for (size_t next = 0; next < at; next = lineedit_next(text, length, next))
        place = next;
    return place;
}

static size_t next_place(const struct lineedit *l, size_t at)
{
    return lineedit_next(l->text, l->length, at);
}

static size_t previous_place(const struct lineedit *l, size_t at)
{
    return lineedit_previous(l->text, l->length, at);
}

/* Back over blanks, then over the word before them. */
static size_t word_start(const struct lineedit *l, size_t at)
{
    while (at > 0 && l->text[at - 1] == ' ')
        at--;
    while (at > 0 && l->text[at - 1] != ' ')
        at--;
    return at;
}

static enum lineedit_answer cut(struct lineedit *l, size_t from, size_t to)
{
    if (from >= to)
        return LINEEDIT_MOVED;
    memmove(l->text + from, l->text + to, l->length - to + 1);
    l->length -= to - from;
    l->at = from;
    return LINEEDIT_CHANGED;
}

/* What is selected makes room for what takes its place. */
static enum lineedit_answer drop_selected(struct lineedit *l)
{
    bool was_selected = l->is_selected;
    l->is_selected = false;
    return was_selected ? cut(l, 0, l->length) : LINEEDIT_MOVED;
}

size_t lineedit_bytes(int c, char bytes[4])
{
    char safe[16];
    if (!utf8proc_codepoint_valid(c))
        return 0;
    size_t n = (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)bytes);
    return text_safe(safe, sizeof safe, bytes, n) == n && memcmp(safe, bytes, n) == 0 ? n : 0;
}

static enum lineedit_answer insert(struct lineedit *l, utf8proc_int32_t c)
{
    char bytes[4];
    size_t n = lineedit_bytes(c, bytes);
    if (!n || (!l->is_selected && l->length + n > LINEEDIT_BYTES))
        return LINEEDIT_MOVED;
    drop_selected(l);
    memmove(l->text + l->at + n, l->text + l->at, l->length - l->at + 1);
    memcpy(l->text + l->at, bytes, n);
    l->length += n;
    l->at += n;
    return LINEEDIT_CHANGED;
}

/* Line ends and tabs that stand together are one blank. */
static bool is_gap(utf8proc_int32_t c)
{
    return c == '\n' || c == '\t';
}

enum lineedit_answer lineedit_paste(struct lineedit *l, const char *text)
{
    size_t length = strlen(text), before = l->length;
    bool was_selected = l->is_selected;
    utf8proc_int32_t last = 0;
    for (size_t i = 0; i < length;) {
        utf8proc_int32_t c;
        i += (size_t)read_char(text + i, length - i, &c);
        if (!is_gap(c) || !is_gap(last))
            insert(l, is_gap(c) ? ' ' : c);
        last = c;
    }
    return l->length != before || was_selected != l->is_selected ? LINEEDIT_CHANGED : LINEEDIT_MOVED;
}

void lineedit_set(struct lineedit *l, const char *text)
{
    *l = (struct lineedit){ .length = 0 };
    lineedit_paste(l, text);
}

void lineedit_select(struct lineedit *l)
{
    l->is_selected = l->length > 0;
    l->at = l->length;
}

static enum lineedit_answer go(struct lineedit *l, size_t at)
{
    l->is_selected = false;
    l->at = at;
    return LINEEDIT_MOVED;
}

static bool is_key(const struct key *k, const char *name, const char *other)
{
    return strcmp(k->name, name) == 0 || (other && strcmp(k->name, other) == 0);
}

static enum lineedit_answer move_by_key(struct lineedit *l, const struct key *k)
{
    if (is_key(k, "left", "C-b"))
        return go(l, previous_place(l, l->at));
    if (is_key(k, "right", "C-f"))
        return go(l, next_place(l, l->at));
    if (is_key(k, "home", "C-a"))
        return go(l, 0);
    if (is_key(k, "end", "C-e"))
        return go(l, l->length);
    return LINEEDIT_IGNORED;
}

static bool cuts(const struct key *k)
{
    static const char *const keys[] = { "backspace", "C-h", "delete", "C-d", "C-u", "C-k", "C-w" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(k->name, keys[i]) == 0)
            return true;
    return false;
}

static enum lineedit_answer cut_by_key(struct lineedit *l, const struct key *k)
{
    if (l->is_selected && cuts(k))
        return drop_selected(l);
    if (is_key(k, "backspace", "C-h"))
        return cut(l, previous_place(l, l->at), l->at);
    if (is_key(k, "delete", "C-d"))
        return cut(l, l->at, next_place(l, l->at));
    if (is_key(k, "C-u", NULL))
        return cut(l, 0, l->at);
    if (is_key(k, "C-k", NULL))
        return cut(l, l->at, l->length);
    if (is_key(k, "C-w", NULL))
        return cut(l, word_start(l, l->at), l->at);
    return LINEEDIT_IGNORED;
}

enum lineedit_answer lineedit_key(struct lineedit *l, const struct key *k)
{
    if (!k->is_function && k->code >= ' ' && k->code != 0x7F)
        return insert(l, k->code);
    enum lineedit_answer answer = move_by_key(l, k);
    return answer != LINEEDIT_IGNORED ? answer : cut_by_key(l, k);
}

static int width_up_to(const struct lineedit *l, size_t at)
{
    char head[LINEEDIT_BYTES + 1];
    memcpy(head, l->text, at);
    head[at] = '\0';
    return text_width(head);
}

void lineedit_draw(struct lineedit *l, const struct view *v, int y, int x, int columns, enum theme_role role,
                   bool has_caret)
{
    int place = width_up_to(l, l->at);
    size_t first = 0;
    if (columns <= 0)
        return;
    if (place < l->scrolled)
        l->scrolled = place;
    if (place >= l->scrolled + columns)
        l->scrolled = place - columns + 1;
    while (first < l->length && width_up_to(l, first) < l->scrolled)
        first = next_place(l, first);
    draw_field(v, y, x, columns, role, l->text + first);
    if (l->is_selected && has_caret)
        draw_text(v, y, x, columns, ROLE_MATCH, l->text + first);
    if (has_caret)
        draw_caret(v, y, x + place - width_up_to(l, first));
}

void lineedit_draw_hidden(struct lineedit *l, const struct view *v, int y, int x, int columns, enum theme_role role,
                          bool has_caret)
{
    struct lineedit shown = { .scrolled = l->scrolled, .is_selected = l->is_selected };
    for (size_t at = 0; at < l->length; at = next_place(l, at)) {
        if (at == l->at)
            shown.at = shown.length;
        shown.text[shown.length++] = '*';
    }
    if (l->at == l->length)
        shown.at = shown.length;
    lineedit_draw(&shown, v, y, x, columns, role, has_caret);
    l->scrolled = shown.scrolled;
}
