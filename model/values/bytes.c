/* Bytes as the database writes and reads them in texts. */
#include "model/values/bytes.h"

#include "base/arena.h"

#include <string.h>

const char *bytes_for_sql(struct arena *a, const char *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(a, 2 * length + 3);
    text[0] = '\\';
    text[1] = 'x';
    for (size_t i = 0; i < length; i++) {
        text[2 + 2 * i] = digits[(unsigned char)bytes[i] >> 4];
        text[3 + 2 * i] = digits[(unsigned char)bytes[i] & 15];
    }
    text[2 + 2 * length] = '\0';
    return text;
}

static int value_of(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

const char *bytes_from_hex(struct arena *a, const char *hex, size_t *length)
{
    *length = strlen(hex) / 2;
    char *bytes = arena_alloc(a, *length + 1);
    for (size_t i = 0; i < *length; i++)
        bytes[i] = (char)(value_of(hex[2 * i]) << 4 | value_of(hex[2 * i + 1]));
    return bytes;
}
