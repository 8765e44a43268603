/* MAC addresses: shown and stored in upper case with colons, AA:BB:CC:00:00:01. */
#ifndef MODEL_VALUES_MAC_H
#define MODEL_VALUES_MAC_H

#include <stdbool.h>

enum {
    MAC_SIZE = 18
};

/* Takes the usual spellings: colons, dashes, dots or blanks at any place, or none, small letters too; false where it is
 * none that a device could have. console.read_mac() takes the same. */
bool mac_normalise(char out[MAC_SIZE], const char *text);

/* The device made it up, as phones do: it may come with another one. mac: normalised. */
bool mac_is_random(const char *mac);

#endif
