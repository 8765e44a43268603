/* What curses sends, in fewer bytes. */
#include "tui/terminal/squeeze.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    ESCAPE = 0x1B,
    UNKNOWN = -1,
    NUMBERS = 2,
    MOVE_BYTES = 16
};

struct place {
    int row, column; /* from 1, as they are sent */
};

/* "ESC [ 4 ; 67 H": its numbers, 1 where none is given, and its last byte. */
struct sequence {
    int numbers[NUMBERS];
    size_t length;
    char last;
};

static bool read_sequence(struct sequence *s, const char *p, size_t count)
{
    size_t i = 2, n = 0;
    *s = (struct sequence){ .numbers = { 0, 0 } };
    if (count < 3 || p[0] != ESCAPE || p[1] != '[')
        return false;
    for (; i < count && ((p[i] >= '0' && p[i] <= '9') || p[i] == ';'); i++) {
        if (p[i] == ';')
            n++;
        else if (n < NUMBERS && s->numbers[n] < 10000)
            s->numbers[n] = s->numbers[n] * 10 + (p[i] - '0');
    }
    if (i == count)
        return false;
    for (size_t k = 0; k < NUMBERS; k++)
        if (!s->numbers[k])
            s->numbers[k] = 1;
    s->length = i + 1;
    s->last = p[i];
    return p[i] >= '@' && p[i] <= '~';
}

/* The shortest that goes there within the row; what is longer than the given one is not written. */
static size_t write_move(char *out, size_t most, const struct place *from, int column)
{
    char move[MOVE_BYTES];
    int n = column == 1 ? snprintf(move, sizeof move, "\r") : snprintf(move, sizeof move, "\x1b[%dG", column);
    if (from->column != UNKNOWN && column > from->column) {
        char right[MOVE_BYTES];
        int k = snprintf(right, sizeof right, "\x1b[%dC", column - from->column);
        if (column - from->column == 1)
            k = snprintf(right, sizeof right, "\x1b[C");
        if (k < n)
            n = snprintf(move, sizeof move, "%s", right);
    }
    if ((size_t)n > most)
        return 0;
    memcpy(out, move, (size_t)n);
    return (size_t)n;
}

/* Where the cursor is after a sequence that is sent as it is. */
static void follow(struct place *at, const struct sequence *s)
{
    switch (s->last) {
    case 'H':
        *at = (struct place){ s->numbers[0], s->numbers[1] };
        return;
    case 'd':
        at->row = s->numbers[0];
        return;
    case 'G':
        at->column = s->numbers[0];
        return;
    case 'C':
        at->column += at->column == UNKNOWN ? 0 : s->numbers[0];
        return;
    case 'm':
    case 'X':
    case 'K':
        return;
    default:
        *at = (struct place){ UNKNOWN, UNKNOWN };
    }
}

/* A byte that is no sequence: a printable one of ASCII takes a column, of others it is not known how many. */
static void follow_byte(struct place *at, unsigned char byte)
{
    if (byte >= ' ' && byte < 0x7F)
        at->column += at->column == UNKNOWN ? 0 : 1;
    else if (byte == '\r')
        at->column = 1;
    else if (byte >= 0x80 || byte == '\b')
        at->column = UNKNOWN;
    else
        *at = (struct place){ UNKNOWN, UNKNOWN };
}

size_t squeeze(char *bytes, size_t count)
{
    struct place at = { UNKNOWN, UNKNOWN };
    size_t out = 0;
    for (size_t in = 0; in < count;) {
        struct sequence s;
        if (!read_sequence(&s, bytes + in, count - in)) {
            follow_byte(&at, (unsigned char)bytes[in]);
            bytes[out++] = bytes[in++];
            continue;
        }
        bool stays = s.last == 'H' && at.row == s.numbers[0];
        size_t moved = stays ? write_move(bytes + out, s.length, &at, s.numbers[1]) : 0;
        if (s.last == 'G')
            moved = write_move(bytes + out, s.length, &at, s.numbers[0]);
        if (!moved) {
            memmove(bytes + out, bytes + in, s.length);
            moved = s.length;
        }
        follow(&at, &s);
        out += moved;
        in += s.length;
    }
    return out;
}
