/* What a detector sees on the host that it runs on. */
#ifndef MODEL_INCIDENTS_HOST_H
#define MODEL_INCIDENTS_HOST_H

#include "model/incidents/detector.h"

#include <stdint.h>

struct arena;

struct host_disk {
    const char *folder; /* one that the program writes to, or "/" */
    int taken_percent;
    int64_t free_mb;
    bool is_nearly_full; /* a tenth and a gigabyte or less is free */
};

/* Each disk once, in ctx->arena. Their number. */
size_t host_disks(struct context *ctx, struct host_disk **disks);
/* NULL: the file can be written, or made. */
const char *host_why_not_written(struct arena *a, const char *file);

/* Disks on which a tenth and a gigabyte or less is free. */
bool disks_look(struct context *ctx, struct detector_rows *rows, struct error *e);
/* The log and the audit's file, where they can't be written. */
bool logs_look(struct context *ctx, struct detector_rows *rows, struct error *e);

#endif
