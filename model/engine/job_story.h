/* One job: when it runs, and what its last runs did. */
#ifndef MODEL_ENGINE_JOB_STORY_H
#define MODEL_ENGINE_JOB_STORY_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    JOB_STORY_RUNS = 100 /* lines that are read */
};

struct job_story_run {
    const char *id, *at, *outcome, *says; /* at: when the last of the line began */
    int64_t runs, rows, took_ms;
};

/* Texts as the database has them; NULL: not known. Times are texts in the session's zone. */
struct job_story {
    const struct job *job; /* NULL: this program knows none of that name */
    const char *name, *state, *last_run_at, *next_run_at, *last_result, *last_error, *host;
    bool is_paused;
    int64_t interval_s, kept, runs, lines; /* kept: lines that are kept of each job; runs: how often it ran */
    struct job_story_run *items;
    size_t item_count;
};

/* In ctx->arena. ERR_REFUSED: there is no such job. */
bool job_story_read(struct context *ctx, const char *name, struct job_story *s, struct error *e);

#endif
