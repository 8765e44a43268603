/* Runs of jobs that came out as the ones before: noted here, and written with the worker's next heartbeat. */
#ifndef MODEL_ENGINE_JOB_BOOK_H
#define MODEL_ENGINE_JOB_BOOK_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

struct job_book;

/* Any thread may use it. */
struct job_book *job_book_new(void);
void job_book_free(struct job_book *b); /* NULL is allowed */

/* due_at: as the row said before the run; began_ms: clock_ms(). */
void job_book_note(struct job_book *b, const char *name, const char *due_at, int interval_s, int64_t began_ms);

/* What is noted, as arrays for a statement, in a. */
struct job_runs {
    const char *names, *due_at;
    const char *ages;   /* milliseconds since each began */
    unsigned long last; /* for job_book_forget() */
    size_t count;
};

/* b NULL: nothing. For who asks what is due: without those whose next run has come in the meantime. */
struct job_runs job_book_rested(struct job_book *b, struct arena *a);
struct job_runs job_book_read(struct job_book *b, struct arena *a);
void job_book_forget(struct job_book *b, unsigned long last); /* up to there they are written */

#endif
