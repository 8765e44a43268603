/* The kinds of drift, as they stand in console.drift.kind. One table: name, label, whether mending it is safe, cause.
 *
 * Labels and causes are marked for translation: a face shows them through _(). */
#ifndef MODEL_ROUTERS_DRIFT_KIND_H
#define MODEL_ROUTERS_DRIFT_KIND_H

#include <stdbool.h>
#include <stddef.h>

struct drift_kind {
    const char *name, *label, *cause;
    bool is_safe;     /* mended without a person looking at it */
    bool is_mendable; /* false: for information */
};
extern const struct drift_kind drift_kinds[];
extern const size_t drift_kind_count;

/* What drift_kinds says of a kind; NULL: nothing, another release wrote it. */
const struct drift_kind *drift_kind_find(const char *name);

#endif
