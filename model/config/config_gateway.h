/* The part of the configuration that speaks of gateways and messengers: private to model/config/config*.c. */
#ifndef MODEL_CONFIG_CONFIG_GATEWAY_H
#define MODEL_CONFIG_CONFIG_GATEWAY_H

#include "base/error.h"
#include "model/config/config_tree.h"
#include "model/config/config_values.h"

#include <jansson.h>
#include <stdbool.h>

struct arena;

/* Records as they are read; those of midtrans, telegram and whatsapp are one at most. */
struct gateway_drafts {
    struct setting_list midtrans, xendit, telegram, whatsapp;
};

extern const struct setting_group config_midtrans_group, config_xendit_group, config_telegram_group,
    config_whatsapp_group;

/* Checks them, reads their secrets, and fills what config says of them. */
bool config_gateways_finish(struct arena *a, const struct gateway_drafts *d, struct config *config, struct error *e);
/* Adds what is configured to the object, without secrets. */
void config_gateways_json(const struct config *config, json_t *object);

#endif
