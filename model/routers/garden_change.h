/* One thing that a router's way to the bank needs to be as the settings say. Everything lives in the arena that it was
 * compared in. */
#ifndef MODEL_ROUTERS_GARDEN_CHANGE_H
#define MODEL_ROUTERS_GARDEN_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

struct garden_change {
    const char *menu;    /* "/ip/hotspot/walled-garden", "/ip/hotspot/walled-garden/ip", "/ip/firewall/address-list" */
    const char *subject; /* the host or address */
    const char *expected, *actual; /* NULL: nothing */
    const char *command;      /* as it would be typed: "/ip/hotspot/walled-garden/add dst-host=… action=allow …" */
    const char *const *words; /* the same for ros_run() */
    size_t word_count;
    bool is_removal;
};

#endif
