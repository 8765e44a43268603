/* The lanes behind tui/app/task.h, as the app sees them. */
#ifndef TUI_APP_LANES_H
#define TUI_APP_LANES_H

#include <stdbool.h>
#include <stddef.h>

struct app;
struct config;
struct tasks;

/* Threads begin with their first task. wake_fd (an eventfd) is written whenever something is
 * there to collect. worker_id is copied. */
struct tasks *tasks_new(const struct config *config, const char *worker_id, int wake_fd);

/* UI thread: progress and done of what has come in; never waits. Returns how many were done. */
size_t tasks_collect(struct tasks *tasks, struct app *app);

/* The next task of each lane connects without waiting for the back-off. */
void tasks_retry_now(struct tasks *tasks);

bool tasks_are_acting(struct tasks *tasks); /* something is being changed, or waits for that */

/* Ends the lanes, giving them wait_ms; what acts is not cancelled. False: one is still at work,
 * then nothing was freed and the process should end without tidying up. */
bool tasks_free(struct tasks *tasks, int wait_ms);

#endif
