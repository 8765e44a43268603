/* What a comment on the router says of whose the row is. Ours, and a portal's on its address lists:
 *   <prefix>|status=…|user=08…|uid=<uuid>|role=…|ip=…|date=…|time=…
 * A portal leaves the uid out of some, writes <prefix>|static-dhcp|user=…|uid=… on leases, authorized|…, managed|… and
 * blocked|… on ip-bindings, and free text on hotspot users. Two marks say the same where the tags that both hold do:
 * date, time and what we do not know count for nothing. */
#ifndef MODEL_ROUTERS_MARK_H
#define MODEL_ROUTERS_MARK_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct mark {
    const char *body; /* behind our prefix and before the date: "status=…|user=…|uid=…|role=…"; NULL: not ours */
    const char *word; /* before the first tag: the prefix, "authorized", free text; never NULL */
    const char *status, *role;
    const char *user; /* as a hotspot user's name where it is a phone number in any form */
    const char *uid;  /* lower case; NULL where it is no uuid */
};

/* Reads what there is, NULL for the rest. True: ours, by our prefix and a uuid in its uid=. comment may be NULL. */
bool mark_read(struct arena *a, const char *prefix, const char *comment, struct mark *m);
bool mark_names(const struct mark *m); /* somebody, by uid or by phone */
/* Whether all that it says of status, user, uid and role is as in the other. */
bool mark_agrees(const struct mark *m, const struct mark *with);
char *mark_text(struct arena *a, const char *prefix, const char *body, const char *date, const char *time);
/* The comment with its tags as in wanted, and the date and time where it holds them; word NULL: its own. What we do
 * not know stays, and all in its order. */
const char *mark_rewrite(struct arena *a, const char *comment, const char *word, const struct mark *wanted,
                         const char *date, const char *time);

/* The name of the hotspot user of a phone number, as console.account_name() makes it; NULL: no phone number. */
char *mark_account(struct arena *a, const char *phone);

#endif
