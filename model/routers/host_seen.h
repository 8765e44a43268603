/* Hosts that a router sees and that are no customer's authorised device, and what tells whose they are. */
#ifndef MODEL_ROUTERS_HOST_SEEN_H
#define MODEL_ROUTERS_HOST_SEEN_H

#include "base/arena.h"
#include "base/error.h"
#include "model/values/phone.h"

#include <stdbool.h>

struct drift_run;

/* Whom a comment names: by "uid=", by "user=", else by a phone number that stands in it. */
struct named {
    const char *uid;        /* NULL: none */
    char phone[PHONE_TEXT]; /* in stored form; "": none */
};
bool host_names_customer(struct arena *a, const char *comment, struct named *n);

/* The phone number that a hotspot user's name is, in stored form: "0812…", and "6591234567" for another country's. */
bool host_account_phone(char out[PHONE_TEXT], const char *account);

/* Part of a look at a whole router: reads what the comparison has no use for, and notes the hosts in
 * console.router_host_seen. */
bool host_seen_look(struct drift_run *d, struct error *e);

#endif
