/* Sync: address lists. A user is in exactly one managed list, by the address of each of his devices. */
#include "base/text.h"
#include "model/config/config.h"
#include "model/routers/sync_run.h"

#include <string.h>

static const char list_menu[] = "/ip/firewall/address-list";

/* What stands there and names the user is put right, tag by tag, so that a portal finds its own again; free text
 * stays, for who reads it. */
const char *sync_comment(struct sync_run *s, const struct sync_user *u, const struct sync_item *item)
{
    const char *prefix = s->ctx->config->mark_prefix;
    if (!item || !item->comment)
        return mark_text(s->arena, prefix, u->mark, s->date, s->time);
    if (!mark_names(&item->mark))
        return NULL;
    bool is_prefixed = strcmp(item->mark.word, prefix) == 0;
    const char *word =
        is_prefixed || strcmp(item->menu, "/ip/hotspot/ip-binding") != 0 ? NULL : sync_binding_word(u->binding_type);
    return mark_rewrite(s->arena, item->comment, word, &u->says, s->date, s->time);
}

bool sync_is_his(const struct sync_user *u, const struct sync_item *item)
{
    return item->uid && strcmp(item->uid, u->id) == 0;
}

bool sync_agrees(const struct sync_user *u, const struct sync_item *item)
{
    return sync_is_his(u, item) && mark_agrees(&item->mark, &u->says);
}

/* What differs and is left as it is: it must not be called synced. */
void sync_refuse(struct sync_run *s, struct sync_user *u, const struct sync_item *item, const char *what,
                 const char *there, const char *due)
{
    const char **left = item->claimant == u ? &u->unclaimed : &u->foreign;
    *left = arena_printf(s->arena, "%s%s%s (%s; due: %s)", *left ? *left : "", *left ? ", " : "", what, there, due);
    if (item->claimant != u)
        sync_note(s, SYNC_FOREIGN_ENTRY, u, item->key, item);
}

struct sync_difference *sync_note(struct sync_run *s, enum sync_kind kind, struct sync_user *u, const char *subject,
                                  const struct sync_item *item)
{
    struct sync_difference *d = ARENA_NEW(s->arena, struct sync_difference);
    *d = (struct sync_difference){ .kind = kind, .user = u, .subject = subject, .item = item };
    *(s->last_difference ? &s->last_difference->next : &s->differences) = d;
    s->last_difference = d;
    return d;
}

static struct sync_write *add_list_write(struct sync_run *s, struct sync_difference *d, enum sync_phase phase,
                                         const char *list, const char *address, const char *verb)
{
    return sync_add_write(s, d, phase, arena_printf(s->arena, "address list %s, %s", list, address),
                          arena_printf(s->arena, "%s/%s", list_menu, verb));
}

/* Stricter lists are left before the new one is entered, more open ones after it; the same one, to enter it
 * anew, before. */
static void remove_entry(struct sync_run *s, struct sync_difference *d, struct sync_item *item)
{
    struct sync_user *u = d->user;
    bool is_same = strcmp(item->value, u->list) == 0, is_before = item->strictness > u->strictness || is_same;
    struct sync_write *w =
        add_list_write(s, d, is_before ? SYNC_LOOSEN : SYNC_TIGHTEN, item->value, item->key, "remove");
    sync_add_word(s, w, ".id", item->id);
    item->is_handled = true;
    s->enters_anew |= is_same;
    u->is_tightened |= !is_before && item->strictness < u->strictness;
}

/* Entries of the open lists may end by themselves, so that nothing is written to the router's flash. */
static bool wants_timeout(const struct sync_run *s, const struct sync_user *u)
{
    return s->list_timeout_s > 0 && u->strictness <= SYNC_LAST_OPEN;
}

static const char *timeout_text(struct sync_run *s, const struct sync_user *u)
{
    return wants_timeout(s, u) ? arena_printf(s->arena, "%llds", (long long)s->list_timeout_s) : NULL;
}

static void add_entry(struct sync_run *s, struct sync_difference *d, const char *address)
{
    struct sync_user *u = d->user;
    struct sync_write *w = add_list_write(s, d, SYNC_PUT, u->list, address, "add");
    sync_add_word(s, w, "list", u->list);
    sync_add_word(s, w, "address", address);
    sync_add_word(s, w, "timeout", timeout_text(s, u));
    sync_add_word(s, w, "comment", sync_comment(s, u, NULL));
    w->is_list_add = true;
}

static void set_entry(struct sync_run *s, struct sync_difference *d, const struct sync_item *item)
{
    struct sync_write *w = add_list_write(s, d, SYNC_PUT, item->value, item->key, "set");
    sync_add_word(s, w, ".id", item->id);
    sync_add_word(s, w, "disabled", "no");
    sync_add_word(s, w, "comment", sync_comment(s, d->user, item));
}

/* Before it ends, when less than half of its time is left. */
static void renew_entry(struct sync_run *s, struct sync_user *u, struct sync_item *item)
{
    if (item->timeout_s * 2 >= s->list_timeout_s)
        return;
    struct sync_difference *d = sync_note(s, SYNC_RENEWAL, u, item->key, item);
    if (s->replaces_entries) {
        remove_entry(s, d, item);
        add_entry(s, d, item->key);
        return;
    }
    struct sync_write *w = add_list_write(s, d, SYNC_PUT, item->value, item->key, "set");
    sync_add_word(s, w, ".id", item->id);
    sync_add_word(s, w, "timeout", timeout_text(s, u));
    w->is_renewal = true;
}

static enum sync_kind kind_of_entry(const struct sync_user *u, const struct sync_item *item)
{
    if (!sync_is_his(u, item))
        return SYNC_STALE_ENTRY;
    if (item->is_disabled)
        return SYNC_MISSING_IN_LIST;
    return sync_agrees(u, item) ? SYNC_ENTRY_TIMEOUT : SYNC_ENTRY_MARK;
}

/* An entry of ours in the right list: what it says may be old. One with a timeout can't be edited, and one
 * without is left until it has to be written anyway. */
static void keep_entry(struct sync_run *s, struct sync_user *u, struct sync_item *item)
{
    bool is_right = !item->is_disabled && sync_agrees(u, item);

    item->is_handled = true;
    if (is_right && !item->is_dynamic)
        return;
    if (is_right && wants_timeout(s, u)) {
        renew_entry(s, u, item);
        return;
    }
    struct sync_difference *d = sync_note(s, kind_of_entry(u, item), u, item->key, item);
    if (!item->is_dynamic && !wants_timeout(s, u)) {
        set_entry(s, d, item);
        return;
    }
    remove_entry(s, d, item);
    add_entry(s, d, item->key);
}

/* True: it puts him where he should be. */
static bool keep_foreign_entry(struct sync_run *s, struct sync_user *u, const struct sync_item *item)
{
    bool is_right = strcmp(item->value, u->list) == 0;
    if (is_right == item->is_disabled)
        sync_refuse(s, u, item, arena_printf(s->arena, "%s in list %s", item->key, item->value),
                    item->is_disabled ? "disabled" : "enabled", u->list);
    return is_right;
}

static bool is_elsewhere(const struct sync_user *u, const struct sync_item *item)
{
    return item->uid && strcmp(item->value, u->list) != 0;
}

/* Takes what is right and what is not his; counts what of his stands in other lists. True: he is in the right
 * one. */
static bool look_at_place(struct sync_run *s, struct sync_user *u, const struct sync_place *p, size_t *elsewhere)
{
    bool is_listed = false;
    for (struct sync_item *i = p->entries; i; i = i->next) {
        if (!i->uid) {
            is_listed |= keep_foreign_entry(s, u, i);
        } else if (!is_elsewhere(u, i)) {
            keep_entry(s, u, i);
            is_listed = true;
        } else if (sync_is_his(u, i)) {
            ++*elsewhere;
        } else {
            remove_entry(s, sync_note(s, SYNC_STALE_ENTRY, u, i->key, i), i);
        }
    }
    return is_listed;
}

static void compare_place(struct sync_run *s, struct sync_user *u, const char *address)
{
    const struct sync_place *p = sync_place(s, address);
    size_t elsewhere = 0;
    bool is_listed = look_at_place(s, u, p, &elsewhere);

    if (is_listed && !elsewhere)
        return;
    enum sync_kind kind = is_listed || elsewhere > 1 ? SYNC_SEVERAL_LISTS
                          : elsewhere                ? SYNC_WRONG_LIST
                                                     : SYNC_MISSING_IN_LIST;
    struct sync_difference *d = sync_note(s, kind, u, address, NULL);
    for (struct sync_item *i = p->entries; i; i = i->next)
        if (is_elsewhere(u, i) && sync_is_his(u, i))
            remove_entry(s, d, i);
    if (!is_listed)
        add_entry(s, d, address);
}

static bool is_known_before(const struct sync_user *u, const struct sync_device *d)
{
    for (const struct sync_device *other = u->devices; other < d; other++)
        if (other->address && strcmp(other->address, d->address) == 0)
            return true;
    return false;
}

static void compare_places(struct sync_run *s, struct sync_user *u)
{
    for (size_t i = 0; i < u->device_count; i++) {
        const struct sync_device *d = &u->devices[i];
        if (d->address && !is_known_before(u, d))
            compare_place(s, u, d->address);
    }
}

/* Held by a device of his that is not let in, or the last that was known of one. */
static bool is_of_refused(struct sync_run *s, const struct sync_user *u, const char *address)
{
    const struct sync_place *p = sync_place(s, address);
    bool is_refused = false;
    for (size_t i = 0; i < u->device_count; i++) {
        const struct sync_device *d = &u->devices[i];
        bool is_there =
            p->host_mac ? strcmp(p->host_mac, d->mac) == 0 : d->known_address && strcmp(d->known_address, address) == 0;
        if (is_there && d->is_current)
            return false;
        is_refused |= is_there;
    }
    return is_refused;
}

/* Entries of his at addresses where he is no longer. Without any address the one in the right list
 * stays: it may be where he comes back, unless a device that was refused is what has it. */
static void compare_left_behind(struct sync_run *s, struct sync_user *u)
{
    for (struct sync_item *i = u->entries; i; i = i->next_of_user)
        if (!i->is_handled && (u->has_address || strcmp(i->value, u->list) != 0 || is_of_refused(s, u, i->key)))
            remove_entry(s, sync_note(s, SYNC_STALE_ENTRY, u, i->key, i), i);
}

static void kick(struct sync_run *s, struct sync_user *u, const struct sync_session *session)
{
    for (; session; session = session->next) {
        struct sync_difference *d = sync_note(s, SYNC_SESSION_OPEN, u, u->account, NULL);
        struct sync_write *w = sync_add_write(s, d, SYNC_KICK, arena_printf(s->arena, "session of %s", u->account),
                                              "/ip/hotspot/active/remove");
        sync_add_word(s, w, ".id", session->id);
    }
}

/* A running session keeps the profile it began with, and outlives what bars a new one. */
static void compare_sessions(struct sync_run *s, struct sync_user *u)
{
    bool is_closed = u->strictness > SYNC_LAST_OPEN;

    if (!u->is_disabled && !(u->is_tightened && (is_closed || u->changes_profile)))
        return;
    kick(s, u, u->sessions);
    for (size_t i = 0; i < u->device_count; i++)
        if (u->devices[i].is_current)
            kick(s, u, u->devices[i].seen->sessions);
}

const char *sync_conflict(struct sync_run *s, const struct sync_user *u)
{
    const struct {
        const char *why, *what;
    } all[] = { { "", u->missing },
                { "not ours and left as it is: ", u->foreign },
                { "not claimed yet and left as it is (routers.claim): ", u->unclaimed } };
    struct strbuf b = { .arena = s->arena };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].what)
            strbuf_printf(&b, "%s%s%s", b.length ? "; " : "", all[i].why, all[i].what);
    return b.length ? text_safe_copy(s->arena, strbuf_text(&b)) : NULL;
}

/* All places first: an entry that its address's new user takes over is not left behind by the old one. */
void sync_compare(struct sync_run *s)
{
    for (size_t i = 0; i < s->user_count; i++) {
        compare_places(s, &s->users[i]);
        sync_compare_bindings(s, &s->users[i]);
    }
    for (size_t i = 0; i < s->user_count; i++) {
        struct sync_user *u = &s->users[i];
        compare_left_behind(s, u);
        sync_compare_left_bindings(s, u);
        sync_compare_account(s, u);
        compare_sessions(s, u);
    }
}

static void claim_entry(struct sync_run *s, struct sync_user *u, struct sync_item *item, bool is_wanted)
{
    if (is_wanted && strcmp(item->value, u->list) == 0) {
        keep_entry(s, u, item);
        return;
    }
    struct sync_difference *d = sync_note(s, SYNC_STALE_ENTRY, u, item->key, item);
    remove_entry(s, d, item);
    if (is_wanted)
        add_entry(s, d, item->key);
}

static void claim_item(struct sync_run *s, struct sync_user *u, struct sync_item *item, bool is_wanted)
{
    if (strcmp(item->menu, list_menu) == 0)
        claim_entry(s, u, item, is_wanted);
    else if (strcmp(item->menu, "/ip/hotspot/user") == 0)
        sync_claim_account(s, u, item);
    else
        sync_claim_binding(s, u, item, is_wanted);
}

/* The comparison itself is asked, so that what is said is what will be sent. */
size_t sync_rehearse_claim(struct sync_run *s, struct sync_item *item, bool is_wanted, const struct sync_write **writes,
                           size_t room)
{
    struct sync_user *u = lookup_get(s->users_by_id, item->claimant->id), as_it_was = *u;
    struct sync_item item_as_it_was = *item;
    struct sync_difference *first = s->differences, *last = s->last_difference;
    size_t counts[SYNC_PHASES], count = 0;

    for (int phase = 0; phase < SYNC_PHASES; phase++)
        counts[phase] = s->writes[phase].count;
    item->uid = u->id;
    claim_item(s, u, item, is_wanted);
    for (int phase = 0; phase < SYNC_PHASES; phase++) {
        for (size_t i = counts[phase]; i < s->writes[phase].count && count < room; i++)
            writes[count++] = s->writes[phase].items[i];
        s->writes[phase].count = counts[phase];
    }
    *u = as_it_was;
    *item = item_as_it_was;
    s->differences = last ? first : NULL;
    s->last_difference = last;
    if (last)
        last->next = NULL;
    return count;
}
