/* What the terminal sends, taken apart: single keys, what the mouse did, and pastes as texts.
 *
 * A paste is text and never a key. It stands between marks where the terminal was asked for them and knows them
 * (bracketed paste). Where it does not say that it does, many characters with a line end in one read are one, with all
 * that follows at once. Whatever has begun (a paste, a mark, the sequence of a key) is ended by silence if by nothing
 * else, and silence is only what was looked for: see input_quiet(). No call waits or reads a clock.
 *
 * What the mouse did is told in one of two forms, SGR's (mode 1006) and the old one, which has no columns beyond 223.
 */
#ifndef TUI_TERMINAL_INPUT_H
#define TUI_TERMINAL_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    INPUT_READ = 4096,           /* bytes of one read, at most */
    INPUT_KEY_BYTES = 32,        /* longer sequences are no keys */
    INPUT_PASTE_BYTES = 1 << 20, /* of a paste; of a longer one nothing is given */
    INPUT_BURST_KEYS = 7,        /* with a line end in one read: pasted */
    INPUT_ESCAPE_MS = 25,        /* of silence: Escape was a key, and begins no sequence */
    INPUT_BURST_MS = 100,        /* ends a paste without marks */
    INPUT_ANSWER_MS = 200,       /* the same, while an answer is waited for that begins with Escape … */
    INPUT_ASKED_MS = 2000,       /* … which is so long; one that comes later is still known */
    INPUT_SILENCE_MS = 1000      /* ends a paste whose end mark is lost, and a sequence whose rest is */
};

enum input_kind {
    INPUT_NOTHING, /* no more as yet */
    INPUT_KEY,
    INPUT_MOUSE,
    INPUT_ANSWER, /* that the terminal is there, to CSI 5 n */
    INPUT_PASTE,
    INPUT_GROUND, /* the answer to input_asked_ground() */
    INPUT_MARKS   /* and to input_asked_marks(): nobody needs it */
};

enum input_button {
    INPUT_NO_BUTTON, /* one let go, another, or a report that can't be read */
    INPUT_BUTTON_1,
    INPUT_WHEEL_UP,
    INPUT_WHEEL_DOWN
};

struct input_event {
    char key[INPUT_KEY_BYTES]; /* the bytes of one key; Alt with a key is one */
    size_t key_length;
    enum input_button pressed; /* by the mouse … */
    int y, x;                  /* … here, from 0 */
    bool has_ground, is_light; /* of an answer: it names a colour, and that is a light one */
    bool is_alone;             /* nothing else came in the same read */
    unsigned read;             /* number of the read that it came in, from 1 */
    const char *text; /* of a paste, UTF-8; line ends are \n, other control characters blanks, none of them stands at
                       * an end; NULL: it was too long. Lives until the next call */
};

struct input;

struct input *input_new(void);
void input_free(struct input *in); /* NULL is allowed */

/* There is room for one more read of INPUT_READ bytes. */
bool input_has_room(const struct input *in);
/* What one read gave. */
void input_feed(struct input *in, const char *bytes, size_t count);
/* How many reads there were. */
unsigned input_reads(const struct input *in);

/* The terminal has been asked for its ground (ground.h), and whether it marks what is pasted (paste_marks.h): an answer
 * is no key, however late it comes or torn. */
void input_asked_ground(struct input *in, int64_t now_ms);
void input_asked_marks(struct input *in, int64_t now_ms);
bool input_is_waiting(const struct input *in, int64_t now_ms); /* for one of them, and not yet for too long */

/* It was looked for more, and nothing had come. Only after all events have been taken. */
void input_quiet(struct input *in, int64_t now_ms);
/* When silence would end something, as of now; INT64_MAX: nothing waits for that. */
int64_t input_due_ms(const struct input *in, int64_t now_ms);

enum input_kind input_next(struct input *in, struct input_event *event);

#endif
