/* What a detector sees on the host that it runs on. */
#ifndef MODEL_INCIDENTS_HOST_H
#define MODEL_INCIDENTS_HOST_H

#include "model/incidents/detector.h"

/* Disks on which a tenth and a gigabyte or less is free. */
bool disks_look(struct context *ctx, struct detector_rows *rows, struct error *e);
/* The log and the audit's file, where they can't be written. */
bool logs_look(struct context *ctx, struct detector_rows *rows, struct error *e);

#endif
