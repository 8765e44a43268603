/* Rows put aside: in memory while they are few, else in a file that has no name and goes with its end. They come back
 * in the order in which they were put, kind by kind. Passwords of hotspot users are among them: the file is nobody
 * else's to open. */
#ifndef MODEL_ROUTERS_SYNC_SPOOL_H
#define MODEL_ROUTERS_SYNC_SPOOL_H

#include "base/error.h"
#include "net/ros.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sync_spool;

struct sync_spool *sync_spool_new(void);
void sync_spool_free(struct sync_spool *s); /* NULL is allowed */

/* Rows of a kind are put in one go. A word whose bytes are NULL comes back as such. */
bool sync_spool_put(struct sync_spool *s, int kind, uint32_t key, const struct ros_word *words, size_t count,
                    struct error *e);

/* What a reader takes: wants() decides by the key alone, take() gets the row; its words end with a NUL behind their
 * length and live until take() returns. take() false ends the reading, as a success. */
struct sync_spool_reader {
    bool (*wants)(void *ctx, uint32_t key);
    bool (*take)(void *ctx, const struct ros_row *row);
    void *ctx;
};
bool sync_spool_read(struct sync_spool *s, int kind, const struct sync_spool_reader *reader, struct error *e);

#endif
