/* One router's whole story: does it answer, how does it differ from the database, what does it still have to be
 * told, who is on it, and what the jobs that work on it last said. Facts as the database has them; what this
 * host's configuration says of the connection stands in struct config_router.
 *
 * Texts come as the outside gave them (show them through text_safe()); NULL = not known. Times are texts in the
 * session's zone. */
#ifndef MODEL_ROUTERS_ROUTER_STORY_H
#define MODEL_ROUTERS_ROUTER_STORY_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ROUTER_MUCH_SKEW_S = 60
}; /* beyond that its log and timeouts mislead */

struct router_facts {
    const char *name, *state; /* up, down, unknown */
    bool is_enabled, is_clear_text, is_unverified;
    bool forbids_hotspot, forbids_proxy, is_flagged; /* by its device-mode */
    bool is_examined;                                /* it was asked for its device-mode and what our account may */
    bool is_asked_lately; /* somebody has looked whether it answers within the last minutes */
    const char *identity, *version, *last_error;
    const char *device_mode, *lacks_policies, *refused_menus; /* policies and menus of the account that we log in as */
    const char *still_since;                                  /* its counters stand still; NULL: they do not */
    const char *last_ok_at, *checked_at, *retry_at; /* retry_at: its breaker is open until then; NULL: closed */
    int64_t failures;                               /* in a row */
    int64_t latency_us;                             /* -1: not known, as all figures below */
    int64_t uptime_s;
    bool has_skew;
    int64_t clock_skew_s; /* above 0: its clock is ahead of the database's */
    const char *last_usage_at;
    const char *scanned_at, *scan_error; /* the last look that came to its end, and why a later one did not */
    int64_t scan_ms, scan_users, scan_entries, scan_foreign, session_count;
    int64_t outbox_waiting, outbox_failed;
};

/* So many differences of a kind. */
struct router_count {
    const char *kind;
    int64_t count, safe, mendable;
    const char *oldest_at;
};

struct router_effect {
    const char *id, *effect, *who, *state, *at, *next_attempt_at, *last_error;
    int64_t attempts;
};

struct router_session {
    const char *id, *who, *account, *mac, *address; /* who NULL: nobody that the database knows */
    int64_t uptime_s, bytes;                   /* -1: not known */
};

struct router_job {
    const char *id, *name, *last_run_at, *next_run_at, *result, *error; /* name: without the router's */
    bool is_paused, is_running;
};

struct router_story {
    struct router_facts facts;
    struct router_count *counts; /* the kinds that there are; first where a person has to look, last the information */
    size_t count_count;
    struct router_effect *effects; /* failed ones first, then those that wait, the oldest first; the first 20 */
    size_t effect_count;
    struct router_session *sessions; /* the busiest first; the first 20 */
    size_t session_count;
    struct router_job *jobs;
    size_t job_count;
};

/* Everything in ctx->arena. A router that nobody ever configured: ERR_REFUSED. */
bool router_read_story(struct context *ctx, const char *name, struct router_story *story, struct error *e);

#endif
