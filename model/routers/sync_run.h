/* What a sync knows while it works: what the database wants, what the router has, how they differ, and the
 * commands that bring the one to the other. Everything lives in ctx->arena. Private to model/routers/sync*.c and
 * model/routers/drift*.c: a scan for drift compares all users of a router in the same way, and sends nothing. */
#ifndef MODEL_ROUTERS_SYNC_RUN_H
#define MODEL_ROUTERS_SYNC_RUN_H

#include "model/routers/host.h"
#include "model/routers/mark.h"
#include "model/routers/sync_outcome.h"
#include "model/values/context.h"
#include "model/values/lookup.h"
#include "net/ros.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A row of the router: an address list entry, an ip-binding or a hotspot user. */
struct sync_item {
    struct sync_item *next;         /* at the same address, MAC or name */
    struct sync_item *next_of_user; /* with the same uid */
    struct sync_item *next_orphan;  /* of a scan: ours, of none of its users */
    struct sync_item *next_claimable, *next_unknown;
    const char *menu, *id;
    const char *key;               /* address, MAC, name */
    const char *value;             /* list, type, profile; "" where the router gave none */
    struct mark mark;              /* what the comment says */
    const char *uid;               /* whose it is, and ours to change; NULL: not ours, never changed */
    const char *comment;           /* NULL: none */
    struct sync_user *claimant;    /* whose it would be if his rows here were claimed */
    const char *address;           /* of a binding; NULL: none */
    const char *server, *password; /* of a hotspot user; NULL: not shown */
    int64_t limit_bytes, limit_uptime_s, used_bytes; /* of a hotspot user */
    int64_t timeout_s;                               /* until a list entry ends; 0: never, or not said */
    int strictness;                                  /* of a managed list; UNMANAGED else */
    bool is_disabled, is_dynamic;
    bool is_handled; /* a write brings it to what it shall be, or it is right */
};
enum {
    UNMANAGED = -1
};

struct sync_session {
    struct sync_session *next, *next_seen;
    const char *id, *account, *mac, *address, *server;
    const char *user_id; /* whose it is; of a look at a whole router, when its part was compared */
    int64_t uptime_s, bytes;
};

/* A MAC that belongs to one of the users, and what the router knows of it. */
struct sync_mac {
    struct sync_item *bindings;
    struct host host; /* host.id NULL: none */
    const char *active_address, *lease_address;
    bool has_lease;
    struct sync_session *sessions;
    const struct sync_user *owner; /* whose current device it is */
};

/* An address that one of the devices has or had. */
struct sync_place {
    struct sync_item *entries;
    const char *host_mac;          /* of the host that has it now; NULL: nobody */
    const struct sync_user *user;  /* who has it for sure: by binding, host, session or lease */
    const struct sync_user *guess; /* nobody has it for sure, and a device of his had it last */
};

struct sync_device {
    const char *id, *mac, *known_address;
    bool is_current, takes_baseline;
    struct sync_mac *seen;
    const char *address; /* found; NULL: not yet */
    bool is_guessed;     /* it is only the last known one */
};

struct sync_user {
    /* what the database wants */
    const char *id, *list, *mark, *account, *password, *server, *new_server, *profile, *base_profile, *binding_type,
        *status;
    const char *account_holder; /* phone number of who has the account's name already; NULL: it is free for him */
    struct mark says;           /* what mark says */
    int strictness;
    int64_t limit_bytes;
    bool is_disabled, wants_account, is_profile_set;
    bool is_claimed;                        /* what is his by name, phone or device is ours to change */
    bool is_claim_noted, has_known_account; /* in the database */
    struct sync_device *devices;
    size_t device_count;
    /* what the router has */
    struct sync_item *entries, *bindings; /* with his uid */
    struct sync_item *accounts;           /* of his name */
    struct sync_session *sessions;        /* of his name, on other MACs */
    /* what came of it */
    struct sync_outcome *outcome;
    bool has_address, has_account, has_foreign_account;
    bool takes_claim;                     /* a row of his is changed that only a claim makes ours */
    bool has_claimables, has_own_account; /* own: that the console made, or has just made */
    bool is_tightened, changes_profile;
    bool list_failed;    /* the entry in the new list could not be made: the old one stays */
    const char *failure; /* no repetition mends it */
    /* what differs and stays so: rows to be claimed, rows that are not ours, a profile that the router lacks */
    const char *unclaimed, *foreign, *missing;
    const char *hiccup; /* worth another try */
    bool is_surprised;  /* the router was not as it was read: look again */
};

/* In the order in which they run. Loosening removes first, tightening adds first and kicks last. */
enum sync_phase {
    SYNC_LOOSEN,
    SYNC_PUT,
    SYNC_TIGHTEN,
    SYNC_KICK,
    SYNC_PHASES
};

/* Strictness in console.access_rule(): unlimited, active and fup are open, from habis on it is closed. */
enum {
    SYNC_LAST_OPEN = 2
};

/* How router and database differ; drift_kinds[] says it in words. */
enum sync_kind {
    SYNC_MISSING_IN_LIST,
    SYNC_WRONG_LIST,
    SYNC_SEVERAL_LISTS,
    SYNC_STALE_ENTRY,
    SYNC_ENTRY_MARK,
    SYNC_ENTRY_TIMEOUT,
    SYNC_BINDING_MISSING,
    SYNC_BINDING_TYPE,
    SYNC_BINDING_OTHER,
    SYNC_BINDING_STALE,
    SYNC_ACCOUNT_MISSING,
    SYNC_ACCOUNT_PROFILE,
    SYNC_ACCOUNT_LIMIT,
    SYNC_ACCOUNT_DISABLED,
    SYNC_ACCOUNT_OTHER,
    SYNC_ACCOUNT_COUNTER,
    SYNC_ACCOUNT_UPTIME,
    SYNC_SESSION_OPEN,
    SYNC_ORPHAN_ENTRY,
    SYNC_GARDEN,
    SYNC_CLAIM_ENTRY,
    SYNC_CLAIM_BINDING,
    SYNC_CLAIM_ACCOUNT,
    SYNC_FOREIGN_ENTRY,
    SYNC_LEASE_MISSING,
    SYNC_NO_ADDRESS,
    SYNC_UNKNOWN_DEVICE,
    SYNC_KINDS,
    SYNC_RENEWAL = SYNC_KINDS /* an entry lives on: upkeep, no difference */
};

enum {
    SYNC_MAX_WORDS = 12
};
struct sync_write {
    struct sync_user *user;
    enum sync_phase phase;
    const char *what; /* "hotspot user 0812…": for messages */
    const char *words[SYNC_MAX_WORDS];
    size_t count;
    bool is_list_add, is_account_add, is_renewal;
};
struct sync_writes {
    struct sync_write **items;
    size_t count, room;
};

/* One difference, and the writes that would mend it; one write may mend several. */
struct sync_step {
    struct sync_step *next;
    const struct sync_write *write;
};
struct sync_difference {
    struct sync_difference *next;
    enum sync_kind kind;
    struct sync_user *user;
    const char *subject;          /* address, MAC or account */
    const struct sync_item *item; /* what the router has; NULL: nothing, or several things at the subject */
    struct sync_step *steps, *last_step;
};

/* A device that the router sees and that no user of it has. */
struct sync_stranger {
    struct sync_stranger *next;
    const char *mac, *address;
    bool has_session;
};

/* What a look at all users gathers besides. */
struct sync_scan {
    struct arena *arena; /* of what outlives the part that is compared: the sessions */
    struct sync_session *sessions;
    struct sync_stranger *strangers;
    struct sync_item *orphans;
    struct lookup *strangers_by_mac, *foreign_macs; /* foreign: with an ip-binding that is not ours */
    size_t session_count, stranger_count, orphan_count, entry_count, foreign_count, lease_count;
};

struct sync_run {
    struct context *ctx;
    struct arena *arena;
    const char *router;
    struct ros *ros;
    const char *date, *time; /* for our comments */
    struct sync_user *users;
    struct sync_device *devices; /* of all users */
    size_t user_count, device_count;
    struct lookup *users_by_id, *users_by_account, *macs, *places;
    struct lookup *lists;          /* managed: name to struct sync_list */
    struct lookup *state_profiles; /* lower case; those that a state puts somebody on */
    struct lookup *profiles;       /* lower case to its name on the router; NULL: not asked for */
    struct sync_item *claimables;
    struct sync_item *unknown; /* named after somebody whom the sync is not about */
    size_t unknown_count;
    bool claims_by_touch; /* the setting says so */
    struct sync_writes writes[SYNC_PHASES];
    size_t write_count, answered; /* of all phases: for the progress */
    struct sync_difference *differences, *last_difference;
    const char *const *hints; /* addresses and MACs where the last look found something amiss of these users */
    size_t hint_count;
    int64_t list_timeout_s;    /* of entries in the open lists; 0: none */
    bool enters_anew;          /* an entry goes from a list that is entered again */
    bool replaces_entries;     /* the router does not take a new timeout for an entry: remove it and add it */
    struct sync_scan *scan;    /* NULL: a sync of some users */
    struct sync_run *foreseen; /* of the same users, whose prints are under way; NULL: none are */
    struct sync_ahead *ahead;  /* prints that were asked for at once; NULL: none */
    struct sync_aside *aside;  /* NULL: rows are compared as they come */
};

struct sync_list {
    int strictness; /* of the most open status that uses it */
};

/* sync_want.c: users that are gone from the database are left out. */
bool sync_load_wanted(struct sync_run *s, const char *const *user_ids, size_t count, struct error *e);
/* The same with the next statement, and when that is answered. */
struct db_result;
struct sync_wanted {
    struct db_result *rules, *desired;
};
bool sync_want_later(struct sync_run *s, const char *const *user_ids, size_t count, struct sync_wanted *w,
                     struct error *e);
void sync_take_wanted(struct sync_run *s, const struct sync_wanted *w);
void sync_wanted_free(struct sync_wanted *w);
/* Who they are and where they were, by which the router is asked about them; and where something was amiss. */
bool sync_load_devices(struct sync_run *s, const char *const *user_ids, size_t count, struct error *e);
void sync_take_devices(struct sync_run *s, const struct db_result *places, const struct db_result *hints);
bool sync_begin(struct sync_run *s, struct error *e); /* for a part of them: the settings, and nobody yet */
/* A row of sync_desired.sql, NULL where there is nothing; rows come user by user, at most rows of them. */
enum {
    SYNC_WANTED_COLUMNS = 24
};
void sync_expect_wanted(struct sync_run *s, size_t rows);
void sync_add_wanted(struct sync_run *s, const char *const *values);
char *sync_lower(struct arena *a, const char *text);
/* sync_read.c: fills what the router has, with the devices' addresses. Few users are asked for by query, many
 * by one print a menu. */
bool sync_read_router(struct sync_run *s, struct error *e);
bool sync_is_few(size_t users);
/* Asks the router about few users that are loaded so far, and goes on: s is another's foreseen then. */
bool sync_foresee(struct sync_run *s, struct error *e);
/* sync_address.c: where each device is: for sure, and then by what the lists say too. */
void sync_find_addresses(struct sync_run *s);
void sync_guess_addresses(struct sync_run *s);
bool sync_lacks_addresses(const struct sync_run *s);                                /* without looking at leases */
bool sync_is_taken(const struct sync_run *s, const char *address, const char *mac); /* by a host of another MAC */
struct sync_place *sync_place(struct sync_run *s, const char *address);             /* made where it is new */
/* sync_diff.c, sync_diff_account.c: what differs, and the commands that are needed. */
void sync_compare(struct sync_run *s);
const char *sync_conflict(struct sync_run *s, const struct sync_user *u); /* NULL: nothing differs and stays so */
void sync_compare_bindings(struct sync_run *s, struct sync_user *u);
void sync_compare_left_bindings(struct sync_run *s, struct sync_user *u);
void sync_compare_account(struct sync_run *s, struct sync_user *u);
const char *sync_comment(struct sync_run *s, const struct sync_user *u,
                         const struct sync_item *item);                    /* NULL: as it is */
bool sync_is_his(const struct sync_user *u, const struct sync_item *item); /* and ours to change */
bool sync_agrees(const struct sync_user *u, const struct sync_item *item); /* its comment says what is so */
void sync_refuse(struct sync_run *s, struct sync_user *u, const struct sync_item *item, const char *what,
                 const char *there, const char *due);
/* What claiming the row would have the sync write, in the order of the phases; nothing of it stays noted. is_wanted:
 * a row belongs there. Their number, at most room. */
size_t sync_rehearse_claim(struct sync_run *s, struct sync_item *item, bool is_wanted, const struct sync_write **writes,
                           size_t room);
void sync_claim_binding(struct sync_run *s, struct sync_user *u, struct sync_item *item, bool is_wanted);
void sync_claim_account(struct sync_run *s, struct sync_user *u, struct sync_item *item);
const char *sync_binding_word(const char *type); /* how a portal's comment on an ip-binding of that type begins */
bool sync_account_differs(struct sync_run *s, const struct sync_user *u, const struct sync_item *a);
/* What of a hotspot user is other than it should, as it is or as it should be; the password itself is not said. */
const char *sync_account_text(struct sync_run *s, const struct sync_user *u, const struct sync_item *a, bool wanted);
struct sync_difference *sync_note(struct sync_run *s, enum sync_kind kind, struct sync_user *u, const char *subject,
                                  const struct sync_item *item);
/* sync_write.c: words end with NULL. */
struct sync_write *sync_add_write(struct sync_run *s, struct sync_difference *d, enum sync_phase phase,
                                  const char *what, const char *command);
void sync_add_step(struct sync_run *s, struct sync_difference *d, const struct sync_write *w);
void sync_add_word(struct sync_run *s, struct sync_write *w, const char *name, const char *value);
bool sync_run_writes(struct sync_run *s, struct error *e);
/* sync_record.c: what the database should know of it. */
bool sync_take_baselines(struct sync_run *s, struct error *e);
bool sync_record(struct sync_run *s, struct error *e);

#endif
