/* What the settings of a portal mean here: its names, how its values are read, and where they may stand besides its
 * table. The rules by which a value is read are console.portal_setting()'s; this is the table that it walks. */
#ifndef MODEL_SETTINGS_PORTAL_H
#define MODEL_SETTINGS_PORTAL_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct context;

struct portal_setting {
    const char *ours;    /* key of our setting; NULL: none means the same */
    const char *theirs;  /* the portal's keys, with blanks between */
    const char *form;    /* how a value is read, see console.portal_read; NULL: as it stands */
    const char *on_only; /* KEY=DEFAULT: the switch without which the portal heeds none of it; NULL: none */
    const char *note;    /* where nothing here means the same: what to do instead; translatable */
    const char *without; /* what the portal does where neither its table nor its environment says anything */
    bool in_environment; /* the portal reads it there alone, whatever its table says */
};

/* Ends with theirs NULL. */
extern const struct portal_setting portal_settings[];

/* Of a setting of ours; NULL: the portal has none of another name or form. */
const struct portal_setting *portal_setting_of(const char *ours);

/* Says line by line what is taken over from the portal, what is not and why, and what its table does not tell.
 * planned: nothing of ours is in the database yet, so that values are shown as they stand there. */
bool portal_preview(struct context *ctx, bool planned, void (*say)(void *to, const char *line), void *to,
                    struct error *e);

#endif
