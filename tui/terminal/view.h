/* A view is one thing on the screen that takes keys: a pane, a detail, a dialog. Views stand on a
 * stack; the top one gets the keys first, then the app. Handlers answer what must happen next;
 * drawing is decided in one place (the loop). */
#ifndef TUI_TERMINAL_VIEW_H
#define TUI_TERMINAL_VIEW_H

#include <curses.h>
#include <stdbool.h>
#include <stddef.h>

struct app;
struct applied;
struct view;
struct health;

enum view_answer {
    VIEW_IGNORED = 0,
    VIEW_HANDLED = 1,
    VIEW_REDRAW = 2 | VIEW_HANDLED, /* draw this view again */
    VIEW_CLOSE = 4 | VIEW_HANDLED   /* take it off the stack */
};

/* A key as the keymap names it, with what the terminal sent. */
struct key {
    int code;         /* KEY_… of curses, or the character */
    bool is_function; /* code is KEY_… */
    char name[24];    /* "a", "A", "C-l", "M-x", "enter", "space", "up", "F5", "mouse" */
    MEVENT mouse;     /* for KEY_MOUSE, in screen coordinates */
    unsigned read;    /* number of the read that it came in */
    bool is_alone;    /* nothing else came in that */
};

/* A hint in the footer: with a name, its key and label are drawn from the tables. */
struct hint {
    const char *command; /* name of a command or an action; NULL: only a text */
    const char *text;
};

struct view_ops {
    const char *name;                                     /* the keymap's pane: "users", "form", "help" … */
    bool is_dialog;                                       /* drawn over what is below, which stays visible */
    void (*draw)(struct view *v);                         /* into v->y, x, height, width of stdscr */
    unsigned (*key)(struct view *v, const struct key *k); /* raw keys: typing, mouse */
    /* A pasted text: UTF-8, its lines apart by \n, never empty. For views with a line editor only; NULL or VIEW_IGNORED: none is
     * open, and the text is refused. It comes to no other operation, be it a view's own keys or commands. */
    unsigned (*paste)(struct view *v, const char *text, unsigned read);
    unsigned (*command)(struct view *v, const char *command); /* "move.down", "users.block" … */
    unsigned (*changed)(struct view *v, const char *channel); /* the database says so; NULL channel: poll */
    void (*applied)(struct view *v, const struct applied *what); /* an action was carried out; may be NULL */
    void (*layout)(struct view *v, int screen_height,
                   int screen_width); /* sets y, x, height, width; NULL: whole body */
    void (*close)(struct view *v);    /* frees; tasks of v are forgotten by the app */
    /* For the footer, the most wanted first; help and commands stand there anyway. NULL: what all views have. */
    const struct hint *(*hints)(const struct view *v, size_t *count);
};

struct view {
    const struct view_ops *ops;
    struct app *app;
    struct view *below;
    int y, x, height, width;
    bool needs_draw;
    bool is_unseen;      /* on top, or with another question, since it was painted last */
    unsigned seen_after; /* reads of the keyboard there had been when it was painted first so */
    bool is_ticking;     /* drawn each second while it is in sight: it shows a countdown */
    bool is_full_screen; /* lies over header and footer, too; its layout sees to that */
};

#endif
