/* What a room of the model declares, as those below it see it: the rooms hand in their tables here, the code that
 * walks them knows no room. rooms[] is the one list of them, in model/worker/rooms.c.
 *
 * Each table ends with an entry without a name; NULL: the room has none of the kind. What an entry is stands in the
 * header named beside it. */
#ifndef MODEL_VALUES_ROOM_H
#define MODEL_VALUES_ROOM_H

struct room {
    const char *name;                     /* its folder: "pay" */
    const struct pane *const *panes;      /* lists/pane.h; in the order of the tabs, NULL at the end */
    const struct action *actions;         /* engine/action.h */
    const struct action *more_actions;    /* a second table, where one file would be too long */
    const struct entity *entities;        /* engine/entity.h: what actions change */
    const struct job *jobs;               /* engine/job.h */
    const struct effect *effects;         /* engine/effect.h: what outbox rows ask for */
    const struct target *targets;         /* engine/outbox_target.h: what outbox rows are for */
    const struct timeline_kind *timeline; /* lists/timeline.h: what a customer's timeline tells */
    const struct notifier *notifiers;     /* pay/notifier.h: gateways that send notifications */
    const struct setting *settings;       /* settings/setting.h */
    const struct check *checks;           /* engine/check.h: invariants over the data */
    const struct probe *probes;           /* those of them that tell each row, and repair it */
    const struct detector *detectors;     /* incidents/detector.h: what may go wrong, and how it is seen */
    const struct symptom *symptoms;       /* engine/symptom.h: what can be amiss with a customer */
    const char *symptoms_from;            /* the function in the database that tells which of them are so, of users u */
    const struct symptom_look *looks;     /* engine/symptom.h: what asks routers and gateways for more of them */
    const struct choice_word *words;      /* values/choice.h: what states and choices are called */
    const struct choice_word *symptom_words; /* and symptoms, in few words */
    const struct saying *sayings;         /* engine/saying.h: what sentences are made by */
    const struct saying *errors;          /* and what went wrong in floors below */
};
extern const struct room *const rooms[]; /* in the order of the tabs; NULL at the end */

/* Walks what all rooms declare of one kind: member is the table's name above, key what its last entry lacks.
 * `return` leaves it; `break` would leave one room's table only. */
#define ROOM_EACH(type, item, member, key)                                                                             \
    for (const struct room *const *room_ = rooms; *room_; room_++)                                                     \
        for (const struct type *item = (*room_)->member; item && item->key; item++)

#endif
