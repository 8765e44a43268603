/* The part of the configuration that speaks of receipt printers: private to model/config/config*.c. */
#ifndef MODEL_CONFIG_CONFIG_PRINTER_H
#define MODEL_CONFIG_CONFIG_PRINTER_H

#include "base/error.h"
#include "model/config/config_tree.h"
#include "model/config/config_values.h"

#include <jansson.h>
#include <stdbool.h>

struct arena;

extern const struct setting_group config_printer_group;

/* Checks them, and fills what config says of them. */
bool config_printers_finish(struct arena *a, const struct setting_list *drafts, struct config *config, struct error *e);
json_t *config_printers_json(const struct config *config);

#endif
