/* A text of many lines under the operator's hands. */
#include "tui/widgets/textbox.h"

#include "base/arena.h"
#include "base/text.h"
#include "tui/app/draw.h"

#include <string.h>
#include <utf8proc.h>

enum {
    FIRST_ROOM = 256,
    NUMBER_COLUMNS = 5,     /* of a line, with the blank behind */
    COLUMN_BYTES_MOST = 32, /* of a character with its marks, as far as they are drawn */
    WIDEST = 512
};

void textbox_init(struct textbox *b, struct arena *a, size_t most)
{
    *b = (struct textbox){ .arena = a, .most = most };
    b->room = FIRST_ROOM;
    b->text = arena_alloc(a, b->room);
    b->text[0] = '\0';
}

static void make_room(struct textbox *b, size_t length)
{
    if (length < b->room)
        return;
    while (length >= b->room)
        b->room *= 2;
    char *text = arena_alloc(b->arena, b->room);
    memcpy(text, b->text, b->length + 1);
    b->text = text;
}

static enum lineedit_answer insert(struct textbox *b, const char *text, size_t length)
{
    b->is_full = length > b->most - b->length;
    if (b->is_full)
        return LINEEDIT_MOVED;
    make_room(b, b->length + length);
    memmove(b->text + b->at + length, b->text + b->at, b->length - b->at + 1);
    memcpy(b->text + b->at, text, length);
    b->length += length;
    b->at += length;
    return length ? LINEEDIT_CHANGED : LINEEDIT_MOVED;
}

enum lineedit_answer textbox_paste(struct textbox *b, const char *text)
{
    struct arena *scratch = arena_new();
    size_t length = strlen(text), taken = 0;
    char *clean = arena_alloc(scratch, length + 1);
    for (size_t i = 0; i < length;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(length - i), &c);
        i += n > 0 ? (size_t)n : 1;
        if (n > 0 && c == '\n')
            clean[taken++] = '\n';
        else if (n > 0 && c == '\t')
            clean[taken++] = ' ';
        else if (n > 0)
            taken += lineedit_bytes(c, clean + taken);
    }
    enum lineedit_answer answer = insert(b, clean, taken);
    arena_free(scratch);
    return answer;
}

void textbox_set(struct textbox *b, const char *text)
{
    b->length = b->at = b->top = 0;
    b->text[0] = '\0';
    textbox_paste(b, text);
}

static size_t line_start(const struct textbox *b, size_t at)
{
    while (at > 0 && b->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct textbox *b, size_t at)
{
    return at + strcspn(b->text + at, "\n");
}

bool textbox_is_on_empty_line(const struct textbox *b)
{
    size_t start = line_start(b, b->at);
    return strspn(b->text + start, " ") >= line_end(b, start) - start;
}

static enum lineedit_answer cut(struct textbox *b, size_t from, size_t to)
{
    if (from >= to)
        return LINEEDIT_MOVED;
    memmove(b->text + from, b->text + to, b->length - to + 1);
    b->length -= to - from;
    b->at = from;
    b->is_full = false;
    return LINEEDIT_CHANGED;
}

static size_t after(const struct textbox *b, size_t at)
{
    size_t end = line_end(b, at);
    return at < end ? at + lineedit_next(b->text + at, end - at, 0) : at + (at < b->length);
}

static size_t before(const struct textbox *b, size_t at)
{
    size_t start = line_start(b, at);
    return at > start ? start + lineedit_previous(b->text + start, at - start, at - start) : at - (at > 0);
}

/* The same place so many lines away; the first and the last line end it. */
static size_t lines_away(const struct textbox *b, int lines)
{
    size_t start = line_start(b, b->at), in_line = b->at - start, place = start;
    for (; lines < 0 && start > 0; lines++)
        start = line_start(b, start - 1);
    for (; lines > 0 && line_end(b, start) < b->length; lines--)
        start = line_end(b, start) + 1;
    size_t end = line_end(b, start);
    for (place = start; place < end && place - start < in_line;)
        place += lineedit_next(b->text + place, end - place, 0);
    return place;
}

static bool is_key(const struct key *k, const char *name, const char *other)
{
    return strcmp(k->name, name) == 0 || (other && strcmp(k->name, other) == 0);
}

static enum lineedit_answer go(struct textbox *b, size_t at)
{
    b->at = at;
    return LINEEDIT_MOVED;
}

/* Beyond its first and last line the keys are not its own. */
static enum lineedit_answer move_by_lines(struct textbox *b, const struct key *k)
{
    bool is_first = line_start(b, b->at) == 0, is_last = line_end(b, b->at) == b->length;
    if (is_key(k, "up", NULL))
        return is_first ? LINEEDIT_IGNORED : go(b, lines_away(b, -1));
    if (is_key(k, "down", NULL))
        return is_last ? LINEEDIT_IGNORED : go(b, lines_away(b, 1));
    if (is_key(k, "pageup", NULL))
        return go(b, lines_away(b, -TEXTBOX_ROWS));
    return is_key(k, "pagedown", NULL) ? go(b, lines_away(b, TEXTBOX_ROWS)) : LINEEDIT_IGNORED;
}

static enum lineedit_answer move_by_key(struct textbox *b, const struct key *k)
{
    if (is_key(k, "left", "C-b"))
        return go(b, before(b, b->at));
    if (is_key(k, "right", "C-f"))
        return go(b, after(b, b->at));
    if (is_key(k, "home", "C-a"))
        return go(b, line_start(b, b->at));
    if (is_key(k, "end", "C-e"))
        return go(b, line_end(b, b->at));
    return move_by_lines(b, k);
}

static enum lineedit_answer change_by_key(struct textbox *b, const struct key *k)
{
    if (is_key(k, "enter", NULL))
        return textbox_is_on_empty_line(b) ? LINEEDIT_IGNORED : insert(b, "\n", 1);
    if (is_key(k, "backspace", "C-h"))
        return cut(b, before(b, b->at), b->at);
    if (is_key(k, "delete", "C-d"))
        return cut(b, b->at, after(b, b->at));
    if (is_key(k, "C-u", NULL))
        return cut(b, line_start(b, b->at), b->at);
    if (is_key(k, "C-k", NULL))
        return cut(b, b->at, line_end(b, b->at));
    return LINEEDIT_IGNORED;
}

enum lineedit_answer textbox_key(struct textbox *b, const struct key *k)
{
    char bytes[4];
    if (!k->is_function && k->code >= ' ' && k->code != 0x7F)
        return insert(b, bytes, lineedit_bytes(k->code, bytes));
    enum lineedit_answer answer = move_by_key(b, k);
    return answer != LINEEDIT_IGNORED ? answer : change_by_key(b, k);
}

static size_t line_of(const struct textbox *b, size_t at)
{
    size_t line = 0;
    for (const char *p = b->text; (p = memchr(p, '\n', (size_t)(b->text + at - p))); p++)
        line++;
    return line;
}

/* Bytes from first up to `to`, as far as a screen shows them. */
static const char *piece(const struct textbox *b, size_t first, size_t to, char out[WIDEST])
{
    size_t length = to - first < WIDEST - 1 ? to - first : WIDEST - 1;
    memcpy(out, b->text + first, length);
    out[length] = '\0';
    if (length < to - first && !text_is_utf8(out, length)) /* not within a character */
        while (length && ((unsigned char)out[--length] & 0xC0) == 0x80)
            continue;
    out[length] = '\0';
    return out;
}

/* Where the line's part begins that is in sight: the place is in it. */
static size_t first_in_sight(const struct textbox *b, size_t start, int columns)
{
    char text[WIDEST];
    size_t first = b->at;
    while (first > start && b->at - first < WIDEST - COLUMN_BYTES_MOST) {
        size_t wider = before(b, first);
        if (text_width(piece(b, wider, b->at, text)) >= columns)
            break;
        first = wider;
    }
    return first;
}

static void draw_line(const struct textbox *b, const struct view *v, int y, int x, int columns, size_t start,
                      enum theme_role role, bool has_caret)
{
    char text[WIDEST];
    size_t end = line_end(b, start), first = start;
    bool has_place = b->at >= start && b->at <= end;
    if (has_place)
        first = first_in_sight(b, start, columns);
    draw_field(v, y, x, columns, role, piece(b, first, end, text));
    if (has_place && has_caret)
        draw_caret(v, y, x + text_width(piece(b, first, b->at, text)));
}

void textbox_draw(struct textbox *b, const struct view *v, int y, int x, int columns, int rows, enum theme_role role,
                  bool has_caret)
{
    size_t here = line_of(b, b->at), start = 0;
    bool is_past = false;
    if (columns <= NUMBER_COLUMNS || rows <= 0)
        return;
    if (here < b->top)
        b->top = here;
    if (here >= b->top + (size_t)rows)
        b->top = here - (size_t)rows + 1;
    for (size_t line = 0; line < b->top; line++)
        start = line_end(b, start) + 1;
    for (int row = 0; row < rows; row++) {
        if (is_past) {
            draw_field(v, y + row, x + NUMBER_COLUMNS, columns - NUMBER_COLUMNS, role, "");
            continue;
        }
        draw_printf(v, y + row, x, NUMBER_COLUMNS, ROLE_DIM, "%4zu ", b->top + (size_t)row + 1);
        draw_line(b, v, y + row, x + NUMBER_COLUMNS, columns - NUMBER_COLUMNS, start, role, has_caret);
        is_past = line_end(b, start) >= b->length;
        start = line_end(b, start) + 1;
    }
}
