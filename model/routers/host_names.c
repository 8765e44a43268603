/* Whom comments and names on a router mean. */
#include "model/routers/host_seen.h"

#include "model/engine/action.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
    UUID_LENGTH = 36,
    FEWEST_DIGITS = 9 /* of a phone number: less is a room or a year */
};

/* The value behind "name=" in "a=1|user=0812|…"; NULL: none. */
static const char *field_of(struct arena *a, const char *comment, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = comment; (at = strstr(at, name)); at += n)
        if (at == comment || strchr("| ;,", at[-1]))
            return arena_copy(a, at + n, strcspn(at + n, "| ;,"));
    return NULL;
}

bool host_account_phone(char out[PHONE_TEXT], const char *account)
{
    size_t n = strlen(account);
    if (strspn(account, "+0123456789") != n || n < FEWEST_DIGITS)
        return false;
    if (phone_normalise(out, account))
        return true;
    char international[PHONE_TEXT + 1];
    if (*account == '+' || n + 1 > sizeof international - 1)
        return false;
    snprintf(international, sizeof international, "+%s", account);
    return phone_normalise(out, international);
}

/* The first run of digits that is a number, with the dashes in it. */
static bool phone_in(struct arena *a, char out[PHONE_TEXT], const char *text)
{
    static const char number[] = "+-0123456789";
    for (const char *at = text; *at;) {
        size_t n = strspn(at, number);
        bool is_word = at == text || !isalnum((unsigned char)at[-1]);
        if (n >= FEWEST_DIGITS && is_word && phone_normalise(out, arena_copy(a, at, n)))
            return true;
        at += n ? n : 1;
    }
    *out = '\0';
    return false;
}

bool host_names_customer(struct arena *a, const char *comment, struct named *n)
{
    *n = (struct named){ .uid = NULL };
    if (!comment)
        return false;
    const char *uid = field_of(a, comment, "uid="), *user = field_of(a, comment, "user=");
    if (uid && strlen(uid) == UUID_LENGTH && action_is_uuid(uid))
        n->uid = uid;
    if (user ? !host_account_phone(n->phone, user) : !phone_in(a, n->phone, comment))
        n->phone[0] = '\0';
    return n->uid || *n->phone;
}
