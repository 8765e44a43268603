/* The terminal: taken over at the start, given back whatever happens. */
#include "tui/terminal/screen.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "tui/terminal/frame.h"
#include "tui/terminal/ground.h"
#include "tui/terminal/input.h"
#include "tui/terminal/keymap.h"
#include "tui/terminal/paste_marks.h"
#include "tui/terminal/theme.h"
#include "tui/terminal/trip.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

enum {
    RESTORE_BYTES = 256,
    DOUBLE_CLICK_MS = 400,
    SIGNAL_STACK = 16384,
    LAST_WAIT_MS = 200
};

/* Asked of every terminal: descriptions often don't know it where the terminal does (tmux and screen within one that
 * does, the Linux console's successors), and one that does not takes no notice. */
static const char paste_on[] = "\x1b[?2004h", paste_off[] = "\x1b[?2004l";
/* So is the mouse, and in the form that has all columns: curses asks for that only where the description says so, and
 * tmux gives a click beyond column 223 that column in the old form. */
static const char mouse_on[] = "\x1b[?1006;1000h", mouse_off[] = "\x1b[?1006;1000l";

static const char are_you_there[] = "\x1b[5n";

static const int crash_signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
enum {
    CRASH_SIGNALS = sizeof crash_signals / sizeof crash_signals[0]
};

/* There is one terminal, and a signal handler must find all this. */
static struct {
    bool is_started, has_caret, has_mouse;
    WINDOW *input;        /* keys are read through a pad, since reading never refreshes one */
    struct input *pieces; /* what was read, taken apart … */
    int to_curses;        /* … of which curses gets the keys, one by one, as if from the terminal */
    unsigned key_read;    /* what is known of the one that it got last */
    bool key_is_alone;
    bool has_ground, is_light; /* what it answered, until it is taken */
    struct termios before;
    char restore[RESTORE_BYTES]; /* what gives the terminal back, ready to be written */
    size_t restore_length;
    struct sigaction old_actions[CRASH_SIGNALS];
    char signal_stack[SIGNAL_STACK];
    int64_t click_ms;
    int click_y, click_x;
    int out_fd;          /* that curses writes to: the terminal, by a descriptor of its own */
    struct frame *frame; /* where what it writes is squeezed; NULL: it writes to the terminal */
    struct trip trip;
    bool has_key; /* since the terminal was asked last */
} screen;

/* Only calls that a signal handler may make. */
static void give_back_terminal(void)
{
    ssize_t written = write(STDOUT_FILENO, screen.restore, screen.restore_length);
    (void)written;
    tcsetattr(STDIN_FILENO, TCSANOW, &screen.before);
}

static void on_crash(int number)
{
    give_back_terminal();
    for (int i = 0; i < CRASH_SIGNALS; i++)
        if (crash_signals[i] == number)
            sigaction(number, &screen.old_actions[i], NULL);
    raise(number);
}

static void catch_crashes(void)
{
    stack_t stack = { .ss_sp = screen.signal_stack, .ss_size = sizeof screen.signal_stack };
    struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK | SA_NODEFER };
    sigaltstack(&stack, NULL);
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < CRASH_SIGNALS; i++)
        sigaction(crash_signals[i], &action, &screen.old_actions[i]);
}

static int keep_byte(int c)
{
    if (screen.restore_length < RESTORE_BYTES)
        screen.restore[screen.restore_length++] = (char)c;
    return c;
}

static void keep(const char *sequence)
{
    if (sequence)
        tputs(sequence, 1, keep_byte);
}

static void keep_text(const char *text)
{
    for (; *text; text++)
        keep_byte(*text);
}

static void prepare_restore(void)
{
    screen.restore_length = 0;
    keep(exit_attribute_mode);
    if (screen.has_mouse)
        keep_text(mouse_off);
    keep_text(paste_off);
    keep(keypad_local);
    keep(cursor_normal);
    keep(exit_ca_mode);
}

static void send(const char *sequence)
{
    fputs(sequence, stdout);
    fflush(stdout);
}

static void ask_for_reports(void)
{
    send(paste_on);
    if (paste_marks_may_be_asked()) {
        input_asked_marks(screen.pieces, clock_ms());
        send(paste_marks_question);
    }
    if (screen.has_mouse)
        send(mouse_on);
}

/* An answer that is under way would be typed into the shell. */
static void await_answer(void)
{
    struct pollfd terminal = { .fd = STDIN_FILENO, .events = POLLIN };
    struct input_event piece;
    int64_t until_ms = clock_ms() + LAST_WAIT_MS;
    while (input_is_waiting(screen.pieces, clock_ms()) && clock_ms() < until_ms) {
        if (poll(&terminal, 1, LAST_WAIT_MS) > 0 && !screen_read())
            return;
        while (input_next(screen.pieces, &piece) != INPUT_NOTHING)
            continue;
    }
}

static void end_reports(void)
{
    await_answer();
    send(paste_off);
    if (screen.has_mouse)
        send(mouse_off);
}

bool screen_check(struct error *e)
{
    const char *name = getenv("TERM");
    int state;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        error_set(e, ERR_USAGE, _("the console needs a terminal"), "%s", _("input or output is none"));
        return error_hint(e, "%s", _("for scripts there are: hotspot-console show, hotspot-console act"));
    }
    bool can_place = setupterm(NULL, STDOUT_FILENO, &state) == OK && cursor_address && clear_screen;
    if (cur_term)
        del_curterm(cur_term); /* curses makes its own */
    if (can_place)
        return true;
    error_set(e, ERR_CONFIG, _("this terminal can't show the console"), _("TERM is %s, which can't place the cursor"),
              name && *name ? name : _("not set"));
    return error_hint(e, "%s",
                      _("set TERM to what the terminal is (xterm-256color, linux, vt100), and see that "
                        "its description is installed"));
}

static void start_input(void)
{
    raw();
    noecho();
    nonl();
    set_escdelay(0); /* it gets a key's sequence whole */
    typeahead(-1);   /* what has been drawn is on the screen, and not half of it */
    screen.input = newpad(1, 1);
    keypad(screen.input, TRUE);
    nodelay(screen.input, TRUE);
    define_key(NULL, KEY_SUSPEND); /* the Linux console's description calls C-z so */
    ask_for_reports();
}

/* Its own, so that what it writes can be led elsewhere. */
static FILE *open_output(void)
{
    screen.out_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    return screen.out_fd < 0 ? NULL : fdopen(screen.out_fd, "w");
}

/* What curses reads in place of the terminal; NULL: there are no descriptors left. */
static FILE *open_keys(void)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return NULL;
    screen.to_curses = ends[1];
    screen.pieces = input_new();
    return fdopen(ends[0], "r");
}

bool screen_start(bool with_mouse, struct error *e)
{
    tcgetattr(STDIN_FILENO, &screen.before);
    FILE *keys = open_keys(), *out = open_output();
    if (!keys || !out || !newterm(NULL, out, keys)) {
        endwin();
        return error_set(e, ERR_CONFIG, _("this terminal can't show the console"), "%s", _("curses could not begin"));
    }
    screen.has_mouse = with_mouse;
    prepare_restore();
    catch_crashes();
    screen.is_started = true;
    atexit(screen_stop);
    theme_apply();
    leaveok(stdscr, TRUE);
    curs_set(0);
    start_input();
    return true;
}

void screen_stop(void)
{
    if (!screen.is_started)
        return;
    screen.is_started = false;
    end_reports();
    input_free(screen.pieces);
    screen.pieces = NULL;
    curs_set(1);
    endwin();
    for (int i = 0; i < CRASH_SIGNALS; i++)
        sigaction(crash_signals[i], &screen.old_actions[i], NULL);
}

void screen_suspend(void)
{
    end_reports();
    curs_set(1);
    endwin();
    raise(SIGSTOP);
    ask_for_reports();
    curs_set(screen.has_caret);
    screen_resize();
    screen_repaint();
}

void screen_resize(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resizeterm(size.ws_row, size.ws_col);
    screen_repaint(); /* what a terminal leaves where after a resize is its own affair */
}

void screen_repaint(void)
{
    clearok(curscr, TRUE);
}

static void note_double_click(MEVENT *m)
{
    int64_t now = clock_ms();
    if (!(m->bstate & BUTTON1_PRESSED))
        return;
    if (now - screen.click_ms <= DOUBLE_CLICK_MS && m->y == screen.click_y && m->x == screen.click_x) {
        m->bstate |= BUTTON1_DOUBLE_CLICKED;
        now = 0; /* a third press begins anew */
    }
    screen.click_ms = now;
    screen.click_y = m->y;
    screen.click_x = m->x;
}

/* ESC with a character right behind it is that key with Alt held. */
static void join_meta(struct key *k)
{
    wint_t c;
    int got = wget_wch(screen.input, &c);
    if (got == ERR)
        return;
    if (got == KEY_CODE_YES || c < ' ' || c == 0x7F) {
        ungetch((int)c);
        return;
    }
    struct key plain = { .code = (int)c };
    keymap_name_key(&plain);
    k->code = (int)c;
    k->is_function = true;
    snprintf(k->name, sizeof k->name, "M-%.*s", (int)sizeof k->name - 3, plain.name);
}

/* False: it says nothing that was asked for. */
static bool make_mouse_key(struct key *k, const struct input_event *piece)
{
    static const mmask_t states[] = {
        [INPUT_BUTTON_1] = BUTTON1_PRESSED, [INPUT_WHEEL_UP] = BUTTON4_PRESSED, [INPUT_WHEEL_DOWN] = BUTTON5_PRESSED
    };
    if (!screen.has_mouse || piece->pressed == INPUT_NO_BUTTON)
        return false;
    *k = (struct key){ .code = KEY_MOUSE, .is_function = true };
    k->mouse = (MEVENT){ .y = piece->y, .x = piece->x, .bstate = states[piece->pressed] };
    keymap_name_key(k);
    note_double_click(&k->mouse);
    return true;
}

/* False: curses has got no key. */
static bool read_code(struct key *k)
{
    wint_t c = 0;
    int got = wget_wch(screen.input, &c);
    *k = (struct key){ .code = (int)c, .is_function = got == KEY_CODE_YES };
    return got != ERR;
}

static bool is_code(const struct key *k, int code)
{
    return k->is_function && k->code == code;
}

/* The key that curses makes of what it got; false: none, or none any more. */
static bool read_key(struct key *k)
{
    do {
        if (!read_code(k))
            return false;
    } while (is_code(k, KEY_MOUSE) || is_code(k, KEY_RESIZE));
    keymap_name_key(k);
    if (strcmp(k->name, "esc") == 0)
        join_meta(k);
    return true;
}

void screen_ask_ground(void)
{
    if (!has_colors() || !ground_may_be_asked())
        return;
    input_asked_ground(screen.pieces, clock_ms());
    send(ground_question);
}

bool screen_take_ground(bool *is_light)
{
    bool has = screen.has_ground;
    *is_light = screen.is_light;
    screen.has_ground = false;
    return has;
}

/* False: it is no answer. */
static bool note_ground(enum input_kind kind, const struct input_event *piece)
{
    if (kind == INPUT_GROUND && piece->has_ground) {
        screen.has_ground = true;
        screen.is_light = piece->is_light;
    }
    return kind == INPUT_GROUND || kind == INPUT_MARKS;
}

bool screen_read(void)
{
    char bytes[INPUT_READ];
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count > 0)
        input_feed(screen.pieces, bytes, (size_t)count);
    return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

bool screen_read_waiting(void)
{
    struct pollfd terminal = { .fd = STDIN_FILENO, .events = POLLIN };
    while (poll(&terminal, 1, 0) > 0) {
        if (!input_has_room(screen.pieces))
            return false;
        if (!screen_read())
            break;
    }
    return true;
}

unsigned screen_reads(void)
{
    return input_reads(screen.pieces);
}

void screen_note_quiet(int64_t now_ms)
{
    input_quiet(screen.pieces, now_ms);
}

int64_t screen_due_ms(int64_t now_ms)
{
    return input_due_ms(screen.pieces, now_ms);
}

static void give_to_curses(const struct input_event *piece)
{
    ssize_t written = write(screen.to_curses, piece->key, piece->key_length);
    (void)written; /* there is room: curses has read all before */
}

enum screen_kind screen_next(struct screen_event *event)
{
    struct input_event piece;
    while (!read_key(&event->key)) {
        enum input_kind kind = input_next(screen.pieces, &piece);
        if (kind == INPUT_NOTHING)
            return SCREEN_NOTHING;
        if (kind == INPUT_PASTE) {
            *event = (struct screen_event){ .text = piece.text, .read = piece.read };
            return SCREEN_PASTE;
        }
        if (kind == INPUT_ANSWER) {
            trip_answer(&screen.trip, clock_ms());
            continue;
        }
        if (note_ground(kind, &piece))
            continue;
        screen.key_read = piece.read;
        screen.key_is_alone = piece.is_alone;
        if (kind == INPUT_KEY)
            give_to_curses(&piece);
        else if (make_mouse_key(&event->key, &piece))
            break;
    }
    screen.has_key = true;
    event->key.read = event->read = screen.key_read;
    event->key.is_alone = screen.key_is_alone;
    return SCREEN_KEY;
}

/* Behind what was drawn, so that the answer comes when that has been seen. */
static void ask_trip(void)
{
    int64_t now = clock_ms();
    if (!trip_is_due(&screen.trip, now, screen.has_key))
        return;
    trip_ask(&screen.trip, now);
    screen.has_key = false;
    send(are_you_there);
}

void screen_update(bool has_caret, int y, int x)
{
    if (has_caret != screen.has_caret) {
        screen.has_caret = has_caret;
        curs_set(has_caret);
        leaveok(stdscr, !has_caret);
    }
    if (has_caret)
        move(y, x);
    wnoutrefresh(stdscr);
    if (screen.frame)
        frame_begin(screen.frame);
    doupdate();
    if (screen.frame)
        frame_end(screen.frame);
    ask_trip();
}

void screen_be_brief(bool is_brief)
{
    if (is_brief && !screen.frame && eat_newline_glitch)
        screen.frame = frame_new(screen.out_fd, STDOUT_FILENO);
    if (is_brief)
        return;
    frame_free(screen.frame);
    screen.frame = NULL;
}

void screen_bell(void)
{
    beep();
}

int screen_trip_ms(void)
{
    return trip_ms(&screen.trip);
}
