/* What a sync knows while it works: what the database wants, what the router has, and the commands that
 * bring the one to the other. Everything lives in ctx->arena. Private to model/sync*.c. */
#ifndef MODEL_SYNC_RUN_H
#define MODEL_SYNC_RUN_H

#include "model/host.h"
#include "model/lookup.h"
#include "model/sync.h"
#include "net/ros.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A row of the router: an address list entry, an ip-binding or a hotspot user. */
struct sync_item {
    struct sync_item *next;         /* at the same address, MAC or name */
    struct sync_item *next_of_user; /* with the same uid in its mark */
    const char *id;
    const char *key;      /* address, MAC, name */
    const char *value;    /* list, type, profile; "" where the router gave none */
    const char *body;     /* of our mark; NULL: not ours, never changed */
    const char *uid;      /* of our mark */
    const char *address;  /* of a binding; NULL: none */
    const char *server, *password; /* of a hotspot user; NULL: not shown */
    int64_t limit_bytes, used_bytes; /* of a hotspot user */
    int strictness;       /* of a managed list; UNMANAGED else */
    bool is_disabled, is_dynamic;
};
enum { UNMANAGED = -1 };

struct sync_session {
    struct sync_session *next;
    const char *id;
};

/* A MAC that belongs to one of the users, and what the router knows of it. */
struct sync_mac {
    struct sync_item *bindings;
    struct host host; /* host.id NULL: none */
    const char *active_address, *lease_address;
    struct sync_session *sessions;
};

/* An address that one of the devices has or had. */
struct sync_place {
    struct sync_item *entries;
    const char *host_mac;         /* of the host that has it now; NULL: nobody */
    const struct sync_user *user; /* who has it for sure: by binding, host, session or lease */
};

struct sync_device {
    const char *id, *mac, *known_address;
    bool is_current, takes_baseline;
    struct sync_mac *seen;
    const char *address; /* found; NULL: not yet */
};

struct sync_user {
    /* what the database wants */
    const char *id, *list, *mark, *account, *password, *server, *profile, *first_profile, *binding_type;
    int strictness;
    int64_t limit_bytes;
    bool is_disabled, wants_account;
    struct sync_device *devices;
    size_t device_count;
    /* what the router has */
    struct sync_item *entries, *bindings; /* with his uid */
    struct sync_item *accounts;           /* of his name */
    struct sync_session *sessions;        /* of his name, on other MACs */
    /* what came of it */
    struct sync_outcome *outcome;
    bool has_address, has_account;
    bool is_tightened, changes_profile;
    bool list_failed;     /* the entry in the new list could not be made: the old one stays */
    const char *failure;  /* no repetition mends it */
    const char *conflict; /* something that is not ours stands in the way */
    const char *hiccup;   /* worth another try */
    bool is_surprised;    /* the router was not as it was read: look again */
};

/* In the order in which they run. Loosening removes first, tightening adds first and kicks last. */
enum sync_phase { SYNC_LOOSEN, SYNC_PUT, SYNC_TIGHTEN, SYNC_KICK, SYNC_PHASES };

/* Strictness in console.access_rule(): unlimited, active and fup are open, from habis on it is closed. */
enum { SYNC_LAST_OPEN = 2 };

enum { SYNC_MAX_WORDS = 12 };
struct sync_write {
    struct sync_user *user;
    const char *what; /* "hotspot user 0812…": for messages */
    const char *words[SYNC_MAX_WORDS];
    size_t count;
    bool is_list_add, is_account_add;
};
struct sync_writes {
    struct sync_write *items;
    size_t count, room;
};

struct sync_run {
    struct context *ctx;
    struct arena *arena;
    const char *router;
    struct ros *ros;
    const char *date, *time; /* for our comments */
    struct sync_user *users;
    size_t user_count, device_count;
    struct lookup *users_by_id, *users_by_account, *macs, *places;
    struct lookup *lists; /* managed: name to struct sync_list */
    struct sync_writes writes[SYNC_PHASES];
};

struct sync_list {
    int strictness; /* of the most open status that uses it */
};

/* sync_want.c: users that are gone from the database are left out. */
bool sync_load_wanted(struct sync_run *s, const char *const *user_ids, size_t count, struct error *e);
/* sync_read.c: fills what the router has; the devices' addresses too. Few users are asked for by
 * query, many by one print a menu. */
bool sync_read_router(struct sync_run *s, struct error *e);
bool sync_read_lists(struct sync_run *s, struct error *e);
/* sync_address.c: where each device is. */
void sync_find_addresses(struct sync_run *s);
bool sync_lacks_addresses(const struct sync_run *s); /* without looking at leases */
struct sync_place *sync_place(struct sync_run *s, const char *address); /* made where it is new */
/* sync_diff.c, sync_diff_account.c: the commands that are needed. */
void sync_compare(struct sync_run *s);
void sync_compare_bindings(struct sync_run *s, struct sync_user *u);
void sync_compare_account(struct sync_run *s, struct sync_user *u);
const char *sync_comment(struct sync_run *s, const struct sync_user *u);
/* sync_write.c: words end with NULL. */
struct sync_write *sync_add_write(struct sync_run *s, enum sync_phase phase, struct sync_user *u, const char *what,
                                  const char *command);
void sync_add_word(struct sync_run *s, struct sync_write *w, const char *name, const char *value);
bool sync_run_writes(struct sync_run *s, struct error *e);
/* sync_record.c: what the database should know of it. */
bool sync_take_baselines(struct sync_run *s, struct error *e);
bool sync_record(struct sync_run *s, struct error *e);

#endif
