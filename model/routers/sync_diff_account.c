/* Sync: ip-bindings of a user's devices, and his hotspot user. */
#include "model/config/config.h"
#include "model/routers/sync_run.h"

#include <string.h>
#include <strings.h>

static struct sync_write *add_binding_write(struct sync_run *s, struct sync_difference *d, enum sync_phase phase,
                                            const char *verb)
{
    return sync_add_write(s, d, phase, arena_printf(s->arena, "ip-binding %s", d->subject),
                          arena_printf(s->arena, "/ip/hotspot/ip-binding/%s", verb));
}

static void remove_binding(struct sync_run *s, struct sync_user *u, struct sync_item *item)
{
    struct sync_difference *d = sync_note(s, SYNC_BINDING_STALE, u, item->key, item);
    sync_add_word(s, add_binding_write(s, d, SYNC_TIGHTEN, "remove"), ".id", item->id);
    item->is_handled = true;
    u->is_tightened |= strcmp(item->value, "bypassed") == 0;
}

const char *sync_binding_word(const char *type)
{
    return strcmp(type, "bypassed") == 0 ? "authorized" : strcmp(type, "blocked") == 0 ? "blocked" : "managed";
}

/* A portal's comment says the type in its first word. */
static bool binding_agrees(const struct sync_run *s, const struct sync_user *u, const struct sync_item *item)
{
    return sync_agrees(u, item) &&
           (!mark_names(&item->mark) || strcmp(item->mark.word, s->ctx->config->mark_prefix) == 0 ||
            strcmp(item->mark.word, sync_binding_word(u->binding_type)) == 0);
}

static void set_binding(struct sync_run *s, struct sync_user *u, struct sync_item *item)
{
    bool is_right_type = strcmp(item->value, u->binding_type) == 0;
    item->is_handled = true;
    if (is_right_type && binding_agrees(s, u, item) && !item->is_disabled)
        return;
    struct sync_difference *d =
        sync_note(s, is_right_type ? SYNC_BINDING_OTHER : SYNC_BINDING_TYPE, u, item->key, item);
    struct sync_write *w = add_binding_write(s, d, SYNC_PUT, "set");
    sync_add_word(s, w, ".id", item->id);
    sync_add_word(s, w, "type", u->binding_type);
    sync_add_word(s, w, "disabled", "no");
    sync_add_word(s, w, "comment", sync_comment(s, u, item));
    u->is_tightened |= !is_right_type && strcmp(item->value, "bypassed") == 0;
}

static void add_binding(struct sync_run *s, struct sync_user *u, const char *mac)
{
    struct sync_difference *d = sync_note(s, SYNC_BINDING_MISSING, u, mac, NULL);
    struct sync_write *w = add_binding_write(s, d, SYNC_PUT, "add");
    sync_add_word(s, w, "mac-address", mac);
    sync_add_word(s, w, "type", u->binding_type);
    sync_add_word(s, w, "comment", sync_comment(s, u, NULL));
}

static void refuse_binding(struct sync_run *s, struct sync_user *u, const char *mac, const struct sync_item *foreign)
{
    if (strcmp(foreign->value, u->binding_type) == 0 && !foreign->is_disabled)
        return;
    sync_refuse(s, u, foreign, arena_printf(s->arena, "ip-binding %s", mac),
                arena_printf(s->arena, "%s%s", foreign->value, foreign->is_disabled ? ", disabled" : ""),
                u->binding_type);
}

static void compare_binding(struct sync_run *s, struct sync_user *u, const struct sync_device *d)
{
    const struct sync_item *foreign = NULL;
    struct sync_item *ours = NULL;

    for (struct sync_item *i = d->seen->bindings; i; i = i->next) {
        if (!i->uid)
            foreign = i;
        else if (!ours)
            ours = i;
        else
            remove_binding(s, u, i);
    }
    if (ours)
        set_binding(s, u, ours);
    else if (foreign)
        refuse_binding(s, u, d->mac, foreign);
    else
        add_binding(s, u, d->mac);
}

void sync_compare_bindings(struct sync_run *s, struct sync_user *u)
{
    for (size_t i = 0; i < u->device_count; i++)
        if (u->devices[i].is_current)
            compare_binding(s, u, &u->devices[i]);
}

/* Those of devices that are no longer his, unless they have become somebody else's. */
void sync_compare_left_bindings(struct sync_run *s, struct sync_user *u)
{
    for (struct sync_item *i = u->bindings; i; i = i->next_of_user)
        if (!i->is_handled)
            remove_binding(s, u, i);
}

static struct sync_write *add_account_write(struct sync_run *s, struct sync_difference *d, const char *verb)
{
    return sync_add_write(s, d, SYNC_PUT, arena_printf(s->arena, "hotspot user %s", d->user->account),
                          arena_printf(s->arena, "/ip/hotspot/user/%s", verb));
}

static const char *yes_or_no(bool value)
{
    return value ? "yes" : "no";
}

static const char *limit_text(struct sync_run *s, const struct sync_user *u)
{
    return arena_printf(s->arena, "%lld", (long long)u->limit_bytes);
}

static bool is_other(const char *wanted, const char *there)
{
    return wanted && strcmp(wanted, there) != 0;
}

/* As the router calls it, whatever its case; NULL: it has none of that name. */
static const char *profile_there(const struct sync_run *s, const char *profile)
{
    return s->profiles ? lookup_get(s->profiles, sync_lower(s->arena, profile)) : profile;
}

/* The profile that he can be put on; now: the one that he is on, NULL for none. Who is on a state's that is no longer
 * his gets off it even where the router has not the one that he should be on. NULL: it stays as it is. */
static const char *reachable_profile(const struct sync_run *s, const struct sync_user *u, const char *now)
{
    const char *there = profile_there(s, u->profile);
    if (there || (now && strcasecmp(now, u->profile) == 0))
        return there ? there : now;
    bool is_wrong = !now || lookup_get(s->state_profiles, sync_lower(s->arena, now));
    return is_wrong ? profile_there(s, u->base_profile) : NULL;
}

/* Where only the portal's custom names the profile, a router may do without it. */
static void check_profile(struct sync_run *s, struct sync_user *u)
{
    if (!u->is_profile_set || profile_there(s, u->profile))
        return;
    u->missing =
        arena_printf(s->arena, "the router has no hotspot user profile %s (status %s): make it there, or set another",
                     u->profile, u->status);
}

static void add_account(struct sync_run *s, struct sync_user *u)
{
    struct sync_difference *d = sync_note(s, SYNC_ACCOUNT_MISSING, u, u->account, NULL);
    struct sync_write *w = add_account_write(s, d, "add");
    sync_add_word(s, w, "name", u->account);
    sync_add_word(s, w, "password", u->password);
    sync_add_word(s, w, "profile", reachable_profile(s, u, NULL));
    sync_add_word(s, w, "server", u->new_server);
    sync_add_word(s, w, "limit-bytes-total", limit_text(s, u));
    sync_add_word(s, w, "disabled", yes_or_no(u->is_disabled));
    sync_add_word(s, w, "comment", sync_comment(s, u, NULL));
    w->is_account_add = true;
    check_profile(s, u);
}

struct account_faults {
    const char *profile; /* that he should have; NULL: has */
    bool limit, uptime, disabled, server, password, mark;
};

static struct account_faults account_faults(const struct sync_run *s, const struct sync_user *u,
                                            const struct sync_item *a)
{
    const char *profile = reachable_profile(s, u, a->value);
    return (struct account_faults){
        .profile = profile && strcasecmp(profile, a->value) != 0 ? profile : NULL,
        .limit = a->limit_bytes != u->limit_bytes,
        .uptime = a->limit_uptime_s != 0,
        .disabled = a->is_disabled != u->is_disabled,
        .server = is_other(u->server, a->server ? a->server : "all"),
        /* a password that the router does not show is not known: it is no other one */
        .password = a->password && is_other(u->password, a->password),
        .mark = sync_is_his(u, a) && !sync_agrees(u, a),
    };
}

static void add_part(struct strbuf *b, const char *text)
{
    strbuf_printf(b, "%s%s", b->length ? ", " : "", text);
}

static const char *megabytes(struct sync_run *s, int64_t bytes)
{
    return bytes ? arena_printf(s->arena, "%lld MB", (long long)(bytes / 1048576)) : "no limit";
}

bool sync_account_differs(struct sync_run *s, const struct sync_user *u, const struct sync_item *a)
{
    return *sync_account_text(s, u, a, true);
}

const char *sync_account_text(struct sync_run *s, const struct sync_user *u, const struct sync_item *a, bool wanted)
{
    const struct account_faults f = account_faults(s, u, a);
    struct strbuf b = { .arena = s->arena };

    if (f.profile)
        add_part(&b, arena_printf(s->arena, "profile %s", wanted ? f.profile : a->value));
    if (f.limit)
        add_part(&b, megabytes(s, wanted ? u->limit_bytes : a->limit_bytes));
    if (f.uptime)
        add_part(&b, wanted ? "no limit-uptime"
                            : arena_printf(s->arena, "limit-uptime %lld s", (long long)a->limit_uptime_s));
    if (f.disabled)
        add_part(&b, (wanted ? u->is_disabled : a->is_disabled) ? "disabled" : "enabled");
    if (f.server)
        add_part(&b, arena_printf(s->arena, "server %s", wanted ? u->server : a->server ? a->server : "all"));
    if (f.password)
        add_part(&b, wanted ? "the user's password" : "another password");
    return strbuf_text(&b);
}

/* A difference for each kind of fault; the one write that mends them belongs to them all. */
static struct sync_difference *note_faults(struct sync_run *s, struct sync_user *u, const struct sync_item *a,
                                           const struct account_faults *f)
{
    const struct {
        bool is_there;
        enum sync_kind kind;
    } all[] = { { f->profile != NULL, SYNC_ACCOUNT_PROFILE },
                { f->limit, SYNC_ACCOUNT_LIMIT },
                { f->uptime, SYNC_ACCOUNT_UPTIME },
                { f->disabled, SYNC_ACCOUNT_DISABLED },
                { f->server || f->password || f->mark, SYNC_ACCOUNT_OTHER } };
    struct sync_difference *first = NULL;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct sync_difference *d = all[i].is_there ? sync_note(s, all[i].kind, u, u->account, a) : NULL;
        first = first ? first : d;
    }
    return first;
}

static void set_account(struct sync_run *s, struct sync_user *u, const struct sync_item *a)
{
    const struct account_faults f = account_faults(s, u, a);
    struct sync_difference *d = note_faults(s, u, a, &f);

    u->changes_profile = f.profile;
    if (strcasecmp(a->value, u->profile) != 0)
        check_profile(s, u);
    if (!d)
        return;
    struct sync_write *w = add_account_write(s, d, "set");
    for (struct sync_difference *other = d->next; other; other = other->next)
        sync_add_step(s, other, w);
    sync_add_word(s, w, ".id", a->id);
    sync_add_word(s, w, "profile", f.profile);
    sync_add_word(s, w, "server", f.server ? u->server : NULL);
    sync_add_word(s, w, "password", f.password || !a->password ? u->password : NULL);
    sync_add_word(s, w, "limit-bytes-total", limit_text(s, u));
    sync_add_word(s, w, "limit-uptime", f.uptime ? "0s" : NULL);
    sync_add_word(s, w, "disabled", yes_or_no(u->is_disabled));
    sync_add_word(s, w, "comment", sync_comment(s, u, a));
    u->is_tightened |= u->is_disabled && !a->is_disabled;
}

/* The router's own count goes on over a reset; beyond the limit it would refuse a login that the
 * database allows. Usage is not read from it. */
static void reset_counters(struct sync_run *s, struct sync_user *u, const struct sync_item *a)
{
    if (u->strictness > SYNC_LAST_OPEN || !u->limit_bytes || a->used_bytes < u->limit_bytes)
        return;
    struct sync_difference *d = sync_note(s, SYNC_ACCOUNT_COUNTER, u, u->account, a);
    sync_add_word(s, add_account_write(s, d, "reset-counters"), ".id", a->id);
}

void sync_claim_binding(struct sync_run *s, struct sync_user *u, struct sync_item *item, bool is_wanted)
{
    if (is_wanted)
        set_binding(s, u, item);
    else
        remove_binding(s, u, item);
}

void sync_claim_account(struct sync_run *s, struct sync_user *u, struct sync_item *item)
{
    set_account(s, u, item);
    reset_counters(s, u, item);
}

static void refuse_account(struct sync_run *s, struct sync_user *u, const struct sync_item *foreign)
{
    if (!sync_account_differs(s, u, foreign))
        return;
    sync_refuse(s, u, foreign, arena_printf(s->arena, "hotspot user %s", u->account),
                sync_account_text(s, u, foreign, false), sync_account_text(s, u, foreign, true));
}

/* A portal never puts it on hotspot users. */
static bool bears_our_mark(const struct sync_run *s, const struct sync_user *u, const struct sync_item *a)
{
    return a->mark.uid && strcmp(a->mark.uid, u->id) == 0 && strcmp(a->mark.word, s->ctx->config->mark_prefix) == 0;
}

/* Of two whose numbers come to one name the router can hold but one: the other is told, and touches nothing. */
static void refuse_shared_name(struct sync_run *s, struct sync_user *u)
{
    u->has_foreign_account = true;
    if (u->wants_account)
        u->missing = arena_printf(s->arena, "the hotspot user %s is that of %s: one of the two needs another number",
                                  u->account, u->account_holder);
}

void sync_compare_account(struct sync_run *s, struct sync_user *u)
{
    const struct sync_item *ours = NULL, *foreign = NULL;

    if (u->account_holder) {
        refuse_shared_name(s, u);
        return;
    }
    for (const struct sync_item *a = u->accounts; a; a = a->next) {
        if (a->uid)
            ours = a;
        else
            foreign = a;
    }
    u->has_foreign_account = !ours && foreign && !foreign->claimant;
    u->has_account = ours || foreign;
    u->has_own_account = ours ? bears_our_mark(s, u, ours) : !foreign && u->wants_account;
    if (ours) {
        set_account(s, u, ours);
        reset_counters(s, u, ours);
    } else if (foreign) {
        refuse_account(s, u, foreign);
    } else if (u->wants_account) {
        add_account(s, u);
    }
}
