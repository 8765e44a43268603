/* MAC addresses in one form. */
#include "model/values/mac.h"

#include <ctype.h>
#include <string.h>

enum {
    DIGITS = 12
};

bool mac_normalise(char out[MAC_SIZE], const char *text)
{
    size_t digits = 0, at = 0;
    for (; *text; text++) {
        if (strchr("-:. ", *text))
            continue;
        if (!isxdigit((unsigned char)*text) || digits == DIGITS)
            return false;
        if (digits && digits % 2 == 0)
            out[at++] = ':';
        out[at++] = (char)toupper((unsigned char)*text);
        digits++;
    }
    out[at] = '\0';
    /* An odd first byte is that of a group of devices. */
    return digits == DIGITS && strchr("02468ACE", out[1]) && strcmp(out, "00:00:00:00:00:00") != 0;
}

bool mac_is_random(const char *mac)
{
    return mac[0] && mac[1] && strchr("26AE", mac[1]);
}
