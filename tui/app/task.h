/* Work off the UI thread. Lanes are threads with a database connection of their own each; a task
 * runs on one, its done function runs later on the UI thread, with what it left in its arena.
 *
 * Who owns what: the arena, with data and all results, is the task's until done has returned, whatever done does in
 * between; only then is it let go. Who wants to keep something of it keeps the arena itself, by task_keep(), and gives
 * that back by arena_free() whenever he likes, be it within the same done. A view that done closes is freed after it,
 * too (see app_close()). */
#ifndef TUI_APP_TASK_H
#define TUI_APP_TASK_H

#include "model/values/context.h"

#include <stdbool.h>

enum lane {
    LANE_READ,   /* pages, details: newest first matters, stale ones are cancelled */
    LANE_COUNT,  /* counts and other slow reads */
    LANE_ACT,    /* plan, apply, drain: never cancelled by moving around */
    LANE_LOOK,   /* asks routers and gateways, changes nothing: stale looks are cancelled */
    LANE_EXPORT, /* rows to a file: it may take minutes, and nobody waits behind it */
    LANE_COUNT_
};

struct app;
struct task {
    /* Lane's thread; sets ok or error. It keeps to the task's arena and to what lives as long as the program:
     * the owner may be closed and freed while it runs. */
    void (*run)(struct context *ctx, struct task *t);
    void (*done)(struct app *app, struct task *t); /* UI thread; not called once the owner has gone */
    /* UI thread, while it runs, as often as the loop comes by; may be NULL */
    void (*progress)(struct app *app, struct task *t, const char *what, size_t done, size_t total);
    /* UI thread, while it runs: what it makes is there, see struct context; may be NULL */
    void (*settled)(struct app *app, struct task *t, const char *id);
    void *owner;         /* a view, or a part of one; task_forget(owner) drops what it has under way */
    struct arena *arena; /* the task's: request and results. To take memory from, never to be freed or replaced */
    void *data;          /* the owner's record, in the arena */
    bool is_without_db;  /* it needs no session of the lane's: it sees to its own */
    /* Any thread, while it runs: ends what it waits for outside the lane's session. May be NULL */
    void (*interrupt)(struct task *t);
    bool only_reads;     /* for LANE_ACT: changes nothing (a plan), so it may be cancelled with its owner */
    bool ok;
    struct error error;
    atomic_bool cancelled;
};

struct tasks;

/* A task with an arena; the caller fills run, done, owner, data and hands it over. */
struct task *task_new(void);
/* The same on an arena that is there already, with what the task is about: it is the task's from here. */
struct task *task_new_in(struct arena *a);
/* For done: the task's arena is the caller's, too, who frees it when he has done with it. */
struct arena *task_keep(struct task *t);
void task_submit(struct app *app, enum lane lane, struct task *t);
void task_drop(struct task *t); /* one that is not handed over after all */
/* Drops queued tasks of the owner, cancels its running ones (in the database too) and keeps
 * their done from being called. On LANE_ACT only what just reads is dropped or cancelled: what was
 * begun is finished, only without done. */
void task_forget(struct app *app, enum lane lane, void *owner);
#endif
