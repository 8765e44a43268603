/* What may be asked of a router through the outbox; see model/engine/effect.h. name: the router's. */
#ifndef MODEL_ROUTERS_EFFECTS_H
#define MODEL_ROUTERS_EFFECTS_H

#include "model/engine/effect.h"

/* "sync_user": entity is a user. */
bool effect_sync_users(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);
/* "device_admit": payload {"mac": …, "address": …}; entity is a device. Takes it off the list of unauthorised addresses
 * and out of a block by MAC, where the entries are the portal's or ours. */
bool effect_device_admit(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                         struct error *e);
/* "device_refuse": payload {"mac": …, "address": …, "list": true, "block": true}: puts the address on that list, blocks
 * the MAC by an ip-binding. */
bool effect_device_refuse(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                          struct error *e);
/* "kick": payload {"account": …, "macs": […], "address": …}. Ends the sessions of that account and those of the
 * MACs, one of which must be given; with an address only those at it. No such session is no error: who passes
 * by an ip-binding has none. */
bool effect_kick(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);
/* "garden": walled garden and payment bypass list as the settings say (model/routers/garden.h); entity is any. */
bool effect_garden(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);
/* "clean": payload {"menu": …, "id": ".id", "comment": …}: removes one entry of ours that belongs to nobody,
 * where it still says what it said. */
bool effect_clean(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);
/* "reconcile": payload {"mend": "no" | "safe"}: drift_scan(), then drift_mend_safe() where asked; entity is any. */
bool effect_reconcile(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);

#endif
