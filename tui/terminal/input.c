/* What the terminal sends, taken apart: single keys, what the mouse did, and pastes as texts. */
#include "tui/terminal/input.h"

#include "tui/terminal/ground.h"
#include "tui/terminal/paste_marks.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

enum {
    READS_MOST = 2 * INPUT_KEY_BYTES, /* an unfinished sequence may have come byte by byte */
    ROOM = 4 * INPUT_READ,
    MARK_BYTES = 6,
    ESCAPE = 0x1B,
    INTERRUPT = 0x03,
    UNFINISHED = 0,
    REPORT_NUMBERS = 3, /* of the mouse: button, column, row */
    REPORT_START = 3,   /* bytes before them */
    NUMBER_MOST = 9999,
    MODIFIERS = 4 | 8 | 16, /* Shift, Alt, Ctrl */
    WHEEL = 64
};

static const char begin_mark[] = "\x1b[200~", end_mark[] = "\x1b[201~";

enum paste_state {
    PASTE_NONE,
    PASTE_MARKED,
    PASTE_BURST
};

/* Asked: an answer may come, and another behind it. */
struct question {
    bool is_asked, is_answered;
    int64_t at_ms;
};

struct input {
    char bytes[ROOM]; /* read, and not dealt with: from `at` to `end` */
    size_t at, end;
    size_t given; /* of these the first so many were given as keys; they may still turn out to begin a mark */
    size_t read_ends[READS_MOST], read_count; /* the last ends at `end` */
    unsigned reads;
    bool is_begun;  /* something of the first read has been taken */
    bool is_judged; /* whether the first read is a burst */

    enum paste_state paste;
    unsigned paste_read; /* in which it began */
    char *pasted, *text; /* grown to what the longest paste took */
    size_t pasted_length, pasted_room;
    bool is_too_long;

    struct question ground, marks;
    bool has_marks; /* the terminal says that it marks every paste */

    int64_t quiet_since_ms;
    bool is_quiet, has_ended; /* ended: by silence */
};

struct input *input_new(void)
{
    struct input *in = calloc(1, sizeof *in);
    if (!in)
        abort();
    return in;
}

void input_free(struct input *in)
{
    if (!in)
        return;
    free(in->pasted);
    free(in->text);
    free(in);
}

bool input_has_room(const struct input *in)
{
    return in->read_count < READS_MOST && ROOM - (in->end - in->at) >= INPUT_READ;
}

unsigned input_reads(const struct input *in)
{
    return in->reads;
}

void input_feed(struct input *in, const char *bytes, size_t count)
{
    if (!count || count > INPUT_READ || !input_has_room(in))
        return;
    memmove(in->bytes, in->bytes + in->at, in->end - in->at);
    for (size_t i = 0; i < in->read_count; i++)
        in->read_ends[i] -= in->at;
    in->end -= in->at;
    in->at = 0;
    memcpy(in->bytes + in->end, bytes, count);
    in->end += count;
    in->read_ends[in->read_count++] = in->end;
    in->reads++;
    in->is_quiet = in->has_ended = false;
}

/* Goes on, over reads that are used up. */
static void advance(struct input *in, size_t count)
{
    size_t used = 0;
    in->at += count;
    in->given = 0;
    in->is_begun |= count > 0;
    while (used < in->read_count && in->read_ends[used] <= in->at)
        used++;
    if (!used)
        return;
    in->is_begun = in->at > in->read_ends[used - 1];
    in->read_count -= used;
    memmove(in->read_ends, in->read_ends + used, in->read_count * sizeof in->read_ends[0]);
    in->is_judged = false;
}

/* --- keys --- */

static size_t character_length(const char *p, size_t count)
{
    mbstate_t state = { 0 };
    size_t length = mbrlen(p, count, &state);
    if (length == (size_t)-2)
        return count < MB_CUR_MAX ? UNFINISHED : 1;
    return length == (size_t)-1 || length == 0 ? 1 : length;
}

/* The mouse's old report has three bytes more, and F1 to F5 of the Linux console one. */
static size_t control_sequence_length(const char *p, size_t count)
{
    size_t i = 2;
    if (count > 2 && (p[2] == 'M' || p[2] == '['))
        i = p[2] == 'M' ? 5 : 3;
    else
        while (i < count && i < INPUT_KEY_BYTES - 1 && ((p[i] >= '0' && p[i] <= '?') || (p[i] >= ' ' && p[i] < '$')))
            i++;
    if (i >= count)
        return UNFINISHED;
    return p[i] == ESCAPE ? i : i + 1; /* a torn one ends where the next begins */
}

static bool tells_ground(const struct input *in, const char *p, size_t count)
{
    return in->ground.is_asked && ground_is_answer(p, count);
}

static bool tells_marks(const struct input *in, const char *p, size_t count)
{
    return in->marks.is_asked && paste_marks_is_answer(p, count);
}

/* Bytes of the key that stands first; UNFINISHED: more must come. */
static size_t key_length(const struct input *in, const char *p, size_t count)
{
    if (tells_ground(in, p, count))
        return ground_answer_length(p, count);
    if (tells_marks(in, p, count))
        return paste_marks_answer_length(p, count);
    if (*p != ESCAPE)
        return character_length(p, count);
    if (count == 1)
        return UNFINISHED;
    if (p[1] == '[')
        return control_sequence_length(p, count);
    if (p[1] == 'O')
        return count > 2 ? 3 : UNFINISHED;
    if ((unsigned char)p[1] < ' ' || p[1] == 0x7F)
        return 1;
    size_t length = character_length(p + 1, count - 1);
    return length == UNFINISHED ? UNFINISHED : length + 1;
}

/* How far a mark stands at p: MARK_BYTES is all of it; 0: none begins there. */
static size_t mark_length(const char *mark, const char *p, size_t count)
{
    size_t length = count < MARK_BYTES ? count : MARK_BYTES;
    return memcmp(mark, p, length) == 0 ? length : 0;
}

static bool is_mark(const char *mark, const char *p, size_t count)
{
    return mark_length(mark, p, count) == MARK_BYTES;
}

static bool may_become_mark(const char *p, size_t count)
{
    return count < MARK_BYTES && (mark_length(begin_mark, p, count) || mark_length(end_mark, p, count));
}

/* --- what is no key --- */

static bool is_report(const char *p, size_t length)
{
    return length >= REPORT_START && p[0] == ESCAPE && p[1] == '[' && (p[2] == '<' || p[2] == 'M');
}

/* "0;250;4M"; with an m the button was let go. */
static bool read_sgr_numbers(const char *p, const char *end, int numbers[REPORT_NUMBERS])
{
    for (int i = 0; i < REPORT_NUMBERS; i++) {
        const char *start = p;
        for (numbers[i] = 0; p < end && *p >= '0' && *p <= '9' && numbers[i] <= NUMBER_MOST; p++)
            numbers[i] = numbers[i] * 10 + (*p - '0');
        if (p == start || p == end || numbers[i] > NUMBER_MOST || *p++ != (i < REPORT_NUMBERS - 1 ? ';' : 'M'))
            return false;
    }
    return true;
}

static bool read_old_numbers(const char *p, const char *end, int numbers[REPORT_NUMBERS])
{
    if (end - p != REPORT_NUMBERS)
        return false;
    for (int i = 0; i < REPORT_NUMBERS; i++)
        numbers[i] = (unsigned char)p[i] - ' ';
    return true;
}

static enum input_button button_of(int number)
{
    switch (number & ~MODIFIERS) {
    case 0:
        return INPUT_BUTTON_1;
    case WHEEL:
        return INPUT_WHEEL_UP;
    case WHEEL + 1:
        return INPUT_WHEEL_DOWN;
    default:
        return INPUT_NO_BUTTON;
    }
}

/* "ESC [ 0 n": it is well; other numbers tell of some trouble, which an emulator has not. */
static bool is_answer(const char *p, size_t length)
{
    return length >= REPORT_START && p[0] == ESCAPE && p[1] == '[' && p[length - 1] == 'n';
}

static void read_report(struct input_event *event)
{
    int numbers[REPORT_NUMBERS];
    const char *p = event->key + REPORT_START, *end = event->key + event->key_length;
    bool is_read = event->key[2] == '<' ? read_sgr_numbers(p, end, numbers) : read_old_numbers(p, end, numbers);
    if (!is_read || numbers[1] < 1 || numbers[2] < 1)
        return;
    event->pressed = button_of(numbers[0]);
    event->x = numbers[1] - 1;
    event->y = numbers[2] - 1;
}

/* --- pastes --- */

enum {
    PASTE_FIRST = 4096
};

static void *grown(void *old, size_t size)
{
    void *p = realloc(old, size);
    if (!p)
        abort();
    return p;
}

static void paste_add(struct input *in, const char *p, size_t count)
{
    in->is_too_long |= count > INPUT_PASTE_BYTES - in->pasted_length;
    if (in->is_too_long)
        return;
    while (in->pasted_length + count > in->pasted_room) {
        in->pasted_room = in->pasted_room ? 2 * in->pasted_room : PASTE_FIRST;
        in->pasted = grown(in->pasted, in->pasted_room);
    }
    memcpy(in->pasted + in->pasted_length, p, count);
    in->pasted_length += count;
}

static bool is_control(wchar_t c)
{
    return c < L' ' || (c >= 0x7F && c <= 0x9F);
}

static size_t put_character(char *out, wchar_t c)
{
    if (!utf8proc_codepoint_valid((utf8proc_int32_t)c))
        c = L'?';
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)out);
}

/* A line end that is one or two characters; 0: none begins there. */
static size_t line_end_length(const char *p, size_t count)
{
    if (*p == '\r')
        return count > 1 && p[1] == '\n' ? 2 : 1;
    return *p == '\n';
}

/* The character at p, and how many bytes it is; 0: it was cut off within. */
static size_t read_pasted(const char *p, size_t count, wchar_t *c)
{
    mbstate_t state = { 0 };
    size_t length = mbrtowc(c, p, count, &state);
    if (length == (size_t)-2)
        return 0;
    if (length != (size_t)-1)
        return length ? length : 1;
    *c = L'?';
    return 1;
}

/* As UTF-8: line ends stay, other controls that stand together are one blank, those at the ends are nothing. */
static void write_text(struct input *in)
{
    size_t n = 0, length, owed_lines = 0;
    bool owes_blank = false;
    in->text = grown(in->text, 4 * in->pasted_length + 1);
    for (size_t at = 0; at < in->pasted_length; at += length) {
        wchar_t c = 0;
        const char *p = in->pasted + at;
        length = line_end_length(p, in->pasted_length - at);
        if (length) {
            owed_lines++;
            continue;
        }
        length = read_pasted(p, in->pasted_length - at, &c);
        if (!length)
            break;
        if (is_control(c)) {
            owes_blank = true;
            continue;
        }
        for (; n && owed_lines; owed_lines--)
            in->text[n++] = '\n';
        if (n && owes_blank && in->text[n - 1] != '\n')
            in->text[n++] = ' ';
        owes_blank = false;
        owed_lines = 0;
        n += put_character(in->text + n, c);
    }
    in->text[n] = '\0';
}

static enum input_kind end_paste(struct input *in, struct input_event *event)
{
    write_text(in);
    *event = (struct input_event){ .read = in->paste_read, .text = in->is_too_long ? NULL : in->text };
    in->paste = PASTE_NONE;
    in->pasted_length = 0;
    in->is_too_long = false;
    return INPUT_PASTE;
}

/* C-c in a read of its own: somebody wants to be heard although the end of a paste was lost. */
static bool is_interrupt(const struct input *in)
{
    return in->paste == PASTE_MARKED && in->bytes[in->at] == INTERRUPT && !in->is_begun && in->read_count &&
           in->read_ends[0] == in->at + 1;
}

/* Takes up to the mark that ends it, or all there is. True: it has ended. */
static bool take_pasted(struct input *in)
{
    while (in->at < in->end) {
        const char *p = in->bytes + in->at;
        size_t count = in->end - in->at;
        if (is_interrupt(in))
            return true;
        const char *escape = memchr(p, ESCAPE, count);
        size_t plain = escape ? (size_t)(escape - p) : count;
        bool begins = is_mark(begin_mark, p, count), ends = is_mark(end_mark, p, count);
        if (in->paste == PASTE_BURST && begins)
            return true; /* the next one */
        if (!plain && may_become_mark(p, count))
            return false;
        if (!plain && !begins && !ends)
            plain = 1; /* an Escape within the text */
        paste_add(in, p, plain);
        advance(in, begins || ends ? MARK_BYTES : plain);
        in->is_judged &= !ends; /* what follows may be more of the same */
        if (ends && in->paste == PASTE_MARKED)
            return true;
    }
    return false;
}

/* Many characters and a line end in what is left of the first read, up to a mark. Where every paste has marks they were
 * typed, and a slow line brought them together. */
static bool is_burst(const struct input *in)
{
    size_t characters = 0, length;
    bool has_line_end = false;
    if (in->has_marks)
        return false;
    for (size_t at = in->at; at < in->read_ends[0]; at += length) {
        const char *p = in->bytes + at;
        size_t count = in->read_ends[0] - at;
        if (is_mark(begin_mark, p, count))
            break;
        length = key_length(in, p, count);
        if (length == UNFINISHED)
            length = count;
        characters += *p != ESCAPE && (unsigned char)*p >= ' ' && *p != 0x7F;
        has_line_end |= *p == '\r' || *p == '\n';
    }
    return has_line_end && characters >= INPUT_BURST_KEYS;
}

/* --- silence --- */

/* Escape alone, or with what Alt may be held for: so far a key as well as the beginning of a sequence. */
static bool may_be_whole(const struct input *in)
{
    size_t count = in->end - in->at;
    return count <= 2 && in->given < count && in->bytes[in->at] == ESCAPE;
}

static bool is_beginning_answer(const struct input *in)
{
    const char *p = in->bytes + in->at;
    size_t count = in->end - in->at;
    return tells_ground(in, p, count) || tells_marks(in, p, count);
}

static bool is_open(const struct question *q, int64_t now_ms)
{
    return q->is_asked && !q->is_answered && now_ms - q->at_ms < INPUT_ASKED_MS;
}

bool input_is_waiting(const struct input *in, int64_t now_ms)
{
    return is_open(&in->ground, now_ms) || is_open(&in->marks, now_ms);
}

void input_asked_ground(struct input *in, int64_t now_ms)
{
    in->ground = (struct question){ .is_asked = true, .at_ms = now_ms };
}

void input_asked_marks(struct input *in, int64_t now_ms)
{
    in->marks = (struct question){ .is_asked = true, .at_ms = now_ms };
    in->has_marks = false;
}

/* How long it has to be silent for what has begun to end; 0: nothing has. */
static int64_t silence_wanted(const struct input *in)
{
    if (in->paste == PASTE_MARKED)
        return INPUT_SILENCE_MS;
    if (in->paste == PASTE_BURST)
        return INPUT_BURST_MS;
    if (in->at == in->end || tells_marks(in, in->bytes + in->at, in->end - in->at))
        return 0; /* the end of that answer, alone, would be a y */
    if (!may_be_whole(in) || is_beginning_answer(in))
        return INPUT_SILENCE_MS;
    return input_is_waiting(in, in->quiet_since_ms) ? INPUT_ANSWER_MS : INPUT_ESCAPE_MS;
}

void input_quiet(struct input *in, int64_t now_ms)
{
    int64_t wanted = silence_wanted(in);
    if (!in->is_quiet)
        in->quiet_since_ms = now_ms;
    in->is_quiet = true;
    in->has_ended = wanted && now_ms - in->quiet_since_ms >= wanted;
}

int64_t input_due_ms(const struct input *in, int64_t now_ms)
{
    int64_t wanted = silence_wanted(in);
    if (!wanted)
        return INT64_MAX;
    return in->is_quiet ? in->quiet_since_ms + wanted : now_ms; /* silence begins with a look that finds nothing */
}

/* --- what comes next --- */

static enum input_kind give_key(const struct input *in, struct input_event *event, const char *p, size_t length)
{
    size_t first_end = in->read_count ? in->read_ends[0] : 0;
    *event = (struct input_event){ .key_length = length, .read = in->reads };
    if (in->read_count)
        event->read -= (unsigned)(in->read_count - 1) - (p + length > in->bytes + first_end);
    event->is_alone = !in->is_begun && in->read_count && p == in->bytes + in->at && p + length == in->bytes + first_end;
    memcpy(event->key, p, length);
    return INPUT_KEY;
}

/* What stood there unfinished: keys, or the torso of a sequence, which is nothing. */
static enum input_kind end_unfinished(struct input *in, struct input_event *event)
{
    size_t count = in->end - in->at, given = in->given;
    if (!may_be_whole(in)) {
        advance(in, count);
        return INPUT_NOTHING;
    }
    in->given = count;
    return give_key(in, event, in->bytes + in->at + given, count - given);
}

/* Outside of a paste: over stray marks and what was given already, up to a key or the beginning of a paste.
 * False: more must come. */
static bool find_start(struct input *in)
{
    while (in->at < in->end && in->paste == PASTE_NONE) {
        const char *p = in->bytes + in->at;
        size_t count = in->end - in->at;
        bool begins = is_mark(begin_mark, p, count), ends = is_mark(end_mark, p, count);
        if (!begins && !ends && may_become_mark(p, count))
            return false;
        if (count > in->given && in->given && is_beginning_answer(in))
            in->given = 0; /* its Escape went for a key: the rest does not */
        if (!begins && !ends && !in->given)
            break;
        advance(in, begins || ends ? MARK_BYTES : in->given);
        in->paste = begins ? PASTE_MARKED : PASTE_NONE;
        in->paste_read = in->reads - (unsigned)in->read_count + in->is_begun;
    }
    if (in->at < in->end && in->paste == PASTE_NONE && !in->is_judged) {
        in->is_judged = true;
        in->paste_read = in->reads - (unsigned)in->read_count + 1;
        in->paste = is_burst(in) ? PASTE_BURST : PASTE_NONE;
    }
    return in->at < in->end;
}

static enum input_kind give_answer(struct input *in, struct input_event *event, size_t length)
{
    const char *p = in->bytes + in->at;
    bool is_of_marks = tells_marks(in, p, length);
    *event = (struct input_event){ .read = in->reads };
    if (is_of_marks) {
        in->marks.is_answered = true;
        in->has_marks = paste_marks_are_on(p, length);
    } else {
        event->has_ground = ground_read(p, length, &event->is_light);
        in->ground.is_answered |= event->has_ground;
    }
    advance(in, length);
    return is_of_marks ? INPUT_MARKS : INPUT_GROUND;
}

enum input_kind input_next(struct input *in, struct input_event *event)
{
    bool has_ended = in->has_ended;
    in->has_ended = false;
    if (has_ended && in->paste == PASTE_NONE)
        return end_unfinished(in, event);
    if (!has_ended && in->paste == PASTE_NONE && !find_start(in))
        return INPUT_NOTHING;
    if (in->paste != PASTE_NONE) {
        bool is_whole = take_pasted(in);
        if (has_ended && !is_whole)
            advance(in, in->end - in->at);
        return has_ended || is_whole ? end_paste(in, event) : INPUT_NOTHING;
    }
    const char *p = in->bytes + in->at;
    size_t length = key_length(in, p, in->end - in->at);
    if (length == UNFINISHED)
        return INPUT_NOTHING;
    if (is_beginning_answer(in))
        return give_answer(in, event, length);
    enum input_kind kind = give_key(in, event, p, length);
    advance(in, length);
    if (is_answer(event->key, length))
        return INPUT_ANSWER;
    if (!is_report(event->key, length))
        return kind;
    read_report(event);
    return INPUT_MOUSE;
}
