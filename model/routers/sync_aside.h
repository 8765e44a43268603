/* A look at a whole router in parts: what the database wants and what the router has is read once and put aside; then
 * part after part is compared by itself, as if it were all there is. Memory is that of one part, and of the keys that
 * tell the parts. A router that falls silent half-way has nothing compared. Private to model/routers/sync*.c and
 * model/routers/drift*.c. */
#ifndef MODEL_ROUTERS_SYNC_ASIDE_H
#define MODEL_ROUTERS_SYNC_ASIDE_H

#include "model/routers/sync_parts.h"
#include "model/routers/sync_run.h"

/* What takes the rows of a print. */
struct sync_tap {
    bool (*take)(void *ctx, const struct ros_row *row);
    void *ctx;
};

struct sync_aside *sync_aside_new(void);
void sync_aside_free(struct sync_aside *a); /* NULL is allowed */

/* Puts aside what the database wants of s->router; sync_read_router() then does so with what the router has, until the
 * parts are told. */
bool sync_aside_wanted(struct sync_run *s, struct error *e);
uint32_t sync_aside_divide(struct sync_aside *a); /* how many parts there are */
size_t sync_aside_leases(const struct sync_aside *a);
struct sync_parts *sync_aside_parts(const struct sync_aside *a);

/* From then on s, a new one with s->aside set, is about that part: its users are loaded, and sync_read_router() gives
 * what was put aside for them. */
bool sync_aside_load(struct sync_run *s, uint32_t part, struct error *e);

/* For sync_read_router(). */
bool sync_is_replay(const struct sync_run *s);
bool sync_replay(struct sync_run *s, const char *path, bool (*take)(void *ctx, const struct ros_row *row),
                 struct error *e);
struct sync_tap sync_tap_aside(struct sync_run *s, const char *path);
bool sync_tap_holds(const struct sync_tap *tap, struct error *e); /* false: rows could not be put aside */

#endif
