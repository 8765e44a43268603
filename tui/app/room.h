/* What a room of the floor declares, as those below it see it: the rooms hand in their tables here, the code that
 * walks them knows no room. screen_rooms[] is the one list of them, in tui/console/rooms.c.
 *
 * Each table ends with an entry that lacks its first member; NULL: the room has none of the kind. What an entry is
 * stands in the header named beside it. */
#ifndef TUI_APP_ROOM_H
#define TUI_APP_ROOM_H

struct screen_room {
    const char *name;                       /* its folder: "pay" */
    const struct pane_page *pages;          /* lists/detail_page.h: all about a row, pane by pane */
    const struct row_command *row_commands; /* lists/row_command.h: what can be opened from a row */
    const struct form_habit *form_habits;   /* engine/form_habit.h: what forms ask for beside their action's table */
    const struct list_paste *pastes;        /* lists/list_paste.h: what a text that is pasted on a list opens */
};
extern const struct screen_room *const screen_rooms[]; /* NULL at the end */

/* Walks what all rooms declare of one kind: member is the table's name above, key what its last entry lacks.
 * `return` leaves it; `break` would leave one room's table only. */
#define SCREEN_ROOM_EACH(type, item, member, key)                                                                      \
    for (const struct screen_room *const *room_ = screen_rooms; *room_; room_++)                                       \
        for (const struct type *item = (*room_)->member; item && item->key; item++)

#endif
