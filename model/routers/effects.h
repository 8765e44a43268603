/* What may be asked of a router through the outbox; see model/engine/effect.h. name: the router's. */
#ifndef MODEL_ROUTERS_EFFECTS_H
#define MODEL_ROUTERS_EFFECTS_H

#include "model/engine/effect.h"

/* "sync_user": entity is a user. */
bool effect_sync_users(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);
/* "account_move": payload {"from": [names], "to": name}; entity is a customer, who may be gone. The hotspot user of an old
 * name gets the new one, or is removed where there is none or the new one is there; sessions and cookies of old names end.
 * One that is another's by its comment stays. */
bool effect_account_move(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                         struct error *e);
/* "devices_forget": payload {"account": …, "macs": […], "addresses": […]}; entity is the customer whose they were. Removes
 * ip-bindings and entries of address lists that are his by their comment, and the hotspot's hosts. */
bool effect_devices_forget(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                           struct error *e);
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
/* "profile": entity is a profile, console.profile_terms: the router's grants as much. */
bool effect_profile(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);

#endif
