/* Drift: a difference in words, and the commands that would mend it. */
#include "base/text.h"
#include "model/routers/drift_run.h"

#include <inttypes.h>
#include <string.h>

/* Texts from a router may be in any code page. */
const char *drift_known_text(struct arena *a, const char *text)
{
    return text && !text_is_utf8(text, strlen(text)) ? text_safe_copy(a, text) : text;
}

/* The value behind "name=" in a mark; NULL: none. */
static const char *mark_field(struct arena *a, const char *text, const char *name)
{
    const char *at = text ? strstr(text, name) : NULL;
    if (!at)
        return NULL;
    at += strlen(name);
    return text_safe_copy(a, arena_copy(a, at, strcspn(at, "|")));
}

const char *drift_mark_text(struct arena *a, const struct sync_item *item)
{
    const char *status = mark_field(a, item->comment, "status="), *date = mark_field(a, item->comment, "|date="),
               *time = mark_field(a, item->comment, "|time=");
    return arena_printf(a, "status=%s%s%s%s%s", status ? status : "?", date ? ", " : "", date ? date : "",
                        time ? " " : "", time ? time : "");
}

static struct sync_place *place_of(struct drift_run *d, const struct sync_difference *f)
{
    return sync_place(&d->sync, f->subject);
}

/* The lists that he stands in at the address. */
static const char *lists_text(struct drift_run *d, const struct sync_difference *f)
{
    struct strbuf b = { .arena = d->arena };
    for (const struct sync_item *i = place_of(d, f)->entries; i; i = i->next)
        if (sync_is_his(f->user, i))
            strbuf_printf(&b, "%s%s", b.length ? ", " : "", i->value);
    return strbuf_text(&b);
}

static const char *bytes_text(struct drift_run *d, int64_t bytes)
{
    return bytes ? arena_printf(d->arena, "%" PRId64 " MB", bytes / 1048576) : "no limit";
}

static const char *switch_text(bool is_disabled)
{
    return is_disabled ? "disabled" : "enabled";
}

static const char *mark_summary(struct drift_run *d, const struct mark *m)
{
    return arena_printf(d->arena, "status=%s user=%s role=%s", m->status ? text_safe_copy(d->arena, m->status) : "?",
                        m->user ? text_safe_copy(d->arena, m->user) : "?",
                        m->role ? text_safe_copy(d->arena, m->role) : "?");
}

/* What of server, password and comment is another; the password itself is not said. */
static const char *other_text(struct drift_run *d, const struct sync_difference *f, bool wanted)
{
    const struct sync_user *u = f->user;
    const struct sync_item *a = f->item;
    const char *server = a->server ? a->server : "all";
    struct strbuf b = { .arena = d->arena };
    if (u->server && strcmp(u->server, server) != 0)
        strbuf_printf(&b, "server %s", wanted ? u->server : server);
    if (u->password && a->password && strcmp(u->password, a->password) != 0)
        strbuf_printf(&b, "%s%s", b.length ? ", " : "", wanted ? "the user's password" : "another password");
    if (!sync_agrees(u, a))
        strbuf_printf(&b, "%s%s", b.length ? ", " : "", mark_summary(d, wanted ? &u->says : &a->mark));
    return strbuf_text(&b);
}

static const char *foreign_expected(struct drift_run *d, const struct sync_difference *f)
{
    if (strcmp(f->item->menu, "/ip/hotspot/ip-binding") == 0)
        return f->user->binding_type;
    return strcmp(f->item->menu, "/ip/hotspot/user") == 0 ? sync_account_text(&d->sync, f->user, f->item, true)
                                                          : f->user->list;
}

static const char *with_state(struct drift_run *d, const struct sync_item *item, const char *text)
{
    return item->is_disabled ? arena_printf(d->arena, "%s, disabled", text) : text;
}

/* A row that is somebody's and not claimed: what it would become. The same as it is where nothing differs. */
static const char *claim_expected(struct drift_run *d, const struct sync_difference *f)
{
    const struct sync_user *u = f->user;
    if (f->kind == SYNC_CLAIM_ACCOUNT)
        return sync_account_differs(&d->sync, u, f->item) ? sync_account_text(&d->sync, u, f->item, true) : "the same";
    if (!drift_is_wanted(f))
        return NULL;
    return f->kind == SYNC_CLAIM_BINDING ? u->binding_type : u->list;
}

static const char *claim_actual(struct drift_run *d, const struct sync_difference *f)
{
    if (f->kind != SYNC_CLAIM_ACCOUNT)
        return with_state(d, f->item, f->item->value);
    return sync_account_differs(&d->sync, f->user, f->item) ? sync_account_text(&d->sync, f->user, f->item, false)
                                                            : "the same";
}

static const char *account_expected(struct drift_run *d, const struct sync_difference *f)
{
    const struct sync_user *u = f->user;
    switch (f->kind) {
    case SYNC_ACCOUNT_MISSING:
        return arena_printf(d->arena, "%s, %s", switch_text(u->is_disabled), bytes_text(d, u->limit_bytes));
    case SYNC_ACCOUNT_PROFILE:
        return u->profile;
    case SYNC_ACCOUNT_UPTIME:
        return "no limit";
    case SYNC_ACCOUNT_LIMIT:
        return bytes_text(d, u->limit_bytes);
    case SYNC_ACCOUNT_COUNTER:
        return arena_printf(d->arena, "below %s", bytes_text(d, u->limit_bytes));
    case SYNC_ACCOUNT_DISABLED:
        return switch_text(u->is_disabled);
    default:
        return other_text(d, f, true);
    }
}

const char *drift_expected(struct drift_run *d, const struct sync_difference *f)
{
    const struct sync_user *u = f->user;
    switch (f->kind) {
    case SYNC_MISSING_IN_LIST:
    case SYNC_WRONG_LIST:
    case SYNC_SEVERAL_LISTS:
    case SYNC_NO_ADDRESS:
        return u->list;
    case SYNC_STALE_ENTRY:
        return strcmp(f->item->value, u->list) == 0 && !sync_is_his(u, f->item) ? mark_summary(d, &u->says) : NULL;
    case SYNC_ENTRY_MARK:
        return mark_summary(d, &u->says);
    case SYNC_ENTRY_TIMEOUT:
        return "without end";
    case SYNC_BINDING_MISSING:
    case SYNC_BINDING_TYPE:
        return u->binding_type;
    case SYNC_BINDING_OTHER:
        return arena_printf(d->arena, "enabled, %s", mark_summary(d, &u->says));
    case SYNC_ACCOUNT_MISSING:
    case SYNC_ACCOUNT_PROFILE:
    case SYNC_ACCOUNT_LIMIT:
    case SYNC_ACCOUNT_COUNTER:
    case SYNC_ACCOUNT_UPTIME:
    case SYNC_ACCOUNT_DISABLED:
    case SYNC_ACCOUNT_OTHER:
        return account_expected(d, f);
    case SYNC_FOREIGN_ENTRY:
        return foreign_expected(d, f);
    case SYNC_CLAIM_ENTRY:
    case SYNC_CLAIM_BINDING:
    case SYNC_CLAIM_ACCOUNT:
        return claim_expected(d, f);
    case SYNC_LEASE_MISSING:
        return "a lease";
    default:
        return NULL;
    }
}

static const char *account_actual(struct drift_run *d, const struct sync_difference *f)
{
    switch (f->kind) {
    case SYNC_ACCOUNT_PROFILE:
        return f->item->value;
    case SYNC_ACCOUNT_LIMIT:
        return bytes_text(d, f->item->limit_bytes);
    case SYNC_ACCOUNT_COUNTER:
        return bytes_text(d, f->item->used_bytes);
    case SYNC_ACCOUNT_UPTIME:
        return arena_printf(d->arena, "%" PRId64 " s", f->item->limit_uptime_s);
    case SYNC_ACCOUNT_DISABLED:
        return switch_text(f->item->is_disabled);
    default:
        return other_text(d, f, false);
    }
}

static const char *foreign_actual(struct drift_run *d, const struct sync_difference *f)
{
    if (strcmp(f->item->menu, "/ip/hotspot/user") == 0)
        return sync_account_text(&d->sync, f->user, f->item, false);
    return with_state(d, f->item, f->item->value);
}

const char *drift_actual(struct drift_run *d, const struct sync_difference *f)
{
    const struct sync_item *item = f->item;
    switch (f->kind) {
    case SYNC_WRONG_LIST:
    case SYNC_SEVERAL_LISTS:
        return lists_text(d, f);
    case SYNC_SESSION_OPEN:
        return "logged in";
    case SYNC_ENTRY_TIMEOUT:
        return "with a timeout";
    case SYNC_STALE_ENTRY:
    case SYNC_ENTRY_MARK:
        return with_state(d, item, arena_printf(d->arena, "%s, %s", item->value, mark_summary(d, &item->mark)));
    case SYNC_BINDING_OTHER:
    case SYNC_BINDING_STALE:
        return with_state(d, item, arena_printf(d->arena, "%s, %s", item->value, mark_summary(d, &item->mark)));
    case SYNC_ACCOUNT_PROFILE:
    case SYNC_ACCOUNT_LIMIT:
    case SYNC_ACCOUNT_COUNTER:
    case SYNC_ACCOUNT_UPTIME:
    case SYNC_ACCOUNT_DISABLED:
    case SYNC_ACCOUNT_OTHER:
        return account_actual(d, f);
    case SYNC_CLAIM_ENTRY:
    case SYNC_CLAIM_BINDING:
    case SYNC_CLAIM_ACCOUNT:
        return claim_actual(d, f);
    case SYNC_FOREIGN_ENTRY:
        return foreign_actual(d, f);
    case SYNC_LEASE_MISSING:
        return "none";
    default:
        return item ? with_state(d, item, item->value) : NULL;
    }
}

/* Whether the row stands where the user should have one. */
bool drift_is_wanted(const struct sync_difference *f)
{
    bool is_binding = f->kind == SYNC_CLAIM_BINDING;
    for (size_t i = 0; i < f->user->device_count; i++) {
        const struct sync_device *device = &f->user->devices[i];
        const char *at = is_binding ? device->mac : device->address;
        if (device->is_current && at && strcmp(at, f->subject) == 0)
            return true;
    }
    return false;
}

bool drift_is_guess(const struct sync_difference *f)
{
    for (size_t i = 0; i < f->user->device_count; i++) {
        const struct sync_device *device = &f->user->devices[i];
        if (device->is_guessed && strcmp(device->address, f->subject) == 0)
            return true;
    }
    return false;
}

static const char *missing_cause(struct drift_run *d, const struct sync_difference *f)
{
    if (f->item)
        return arena_printf(d->arena, "the customer's entry at %s is disabled (%s)", f->subject,
                            drift_mark_text(d->arena, f->item));
    return arena_printf(d->arena, "no entry of the customer's stands at %s%s", f->subject,
                        drift_is_guess(f) ? ", the last address known of the device, which is not there now" : "");
}

/* The first of his entries at the address: what the router still thinks. */
static const char *still_says(struct drift_run *d, const struct sync_difference *f)
{
    for (const struct sync_item *i = place_of(d, f)->entries; i; i = i->next)
        if (sync_is_his(f->user, i) && strcmp(i->value, f->user->list) != 0)
            return drift_mark_text(d->arena, i);
    return "";
}

static const char *stale_cause(struct drift_run *d, const struct sync_difference *f)
{
    const char *says = drift_mark_text(d->arena, f->item);
    if (sync_is_his(f->user, f->item))
        return arena_printf(d->arena, "no device of the customer's has %s any more; the entry was left there (%s)", f->subject,
                            says);
    const struct sync_user *other = lookup_get(d->sync.users_by_id, f->item->uid);
    const char *user = mark_field(d->arena, f->item->comment, "user=");
    return arena_printf(d->arena, "%s is at %s now; the entry is still of %s (%s)", f->user->account, f->subject,
                        other  ? other->account
                        : user ? user
                               : "another",
                        says);
}

static const char *foreign_cause(struct drift_run *d, const struct sync_difference *f)
{
    const struct sync_item *i = f->item;
    if (strcmp(i->menu, "/ip/hotspot/ip-binding") == 0)
        return arena_printf(d->arena, "the ip-binding of %s carries no mark of ours and says %s", f->subject, i->value);
    if (strcmp(i->menu, "/ip/hotspot/user") == 0)
        return arena_printf(d->arena, "the hotspot user %s carries no mark of ours and has %s", f->subject,
                            sync_account_text(&d->sync, f->user, i, false));
    return arena_printf(d->arena, "an entry without our mark puts %s in %s%s", f->subject, i->value,
                        i->is_disabled ? ", and is disabled" : "");
}

static const char *claim_cause(struct drift_run *d, const struct sync_difference *f)
{
    const struct sync_item *i = f->item;
    const char *says = i->comment && *i->comment ? i->comment : "nothing";
    const char *by = i->mark.uid || i->mark.user     ? "its comment names the user"
                     : f->kind == SYNC_CLAIM_ACCOUNT ? "its name is the user's"
                                                     : "its MAC is a device of the user";
    return arena_printf(d->arena, "%s and it is not claimed yet (it says %s): routers.claim makes it ours", by,
                        text_safe_copy(d->arena, says));
}

static const char *binding_cause(struct drift_run *d, const struct sync_difference *f)
{
    switch (f->kind) {
    case SYNC_BINDING_MISSING:
        return arena_printf(d->arena, "the customer's device %s has no ip-binding", f->subject);
    case SYNC_BINDING_TYPE:
        return arena_printf(d->arena, "the ip-binding of the customer's device %s still is %s (%s)", f->subject, f->item->value,
                            drift_mark_text(d->arena, f->item));
    case SYNC_BINDING_STALE:
        return arena_printf(d->arena, "%s is no device of the customer's that counts, or has a second ip-binding (%s)", f->subject,
                            drift_mark_text(d->arena, f->item));
    default:
        return arena_printf(d->arena, "the ip-binding of the customer's device %s is %s and says %s", f->subject,
                            switch_text(f->item->is_disabled), mark_summary(d, &f->item->mark));
    }
}

static const char *account_cause(struct drift_run *d, const struct sync_difference *f)
{
    switch (f->kind) {
    case SYNC_ACCOUNT_MISSING:
        return arena_printf(d->arena, "the router has no hotspot user %s", f->subject);
    case SYNC_ACCOUNT_COUNTER:
        return arena_printf(d->arena, "the router's own count of %s is beyond the customer's limit: it would refuse the login",
                            bytes_text(d, f->item->used_bytes));
    case SYNC_ACCOUNT_PROFILE:
        return arena_printf(d->arena, "the hotspot user has the profile %s", f->item->value);
    case SYNC_ACCOUNT_LIMIT:
        return f->item->limit_bytes ? arena_printf(d->arena, "the hotspot user ends at %s", drift_actual(d, f))
                                    : "the hotspot user has no limit";
    case SYNC_ACCOUNT_UPTIME:
        return arena_printf(d->arena, "the hotspot user ends after %s of use, left by an earlier purchase",
                            drift_actual(d, f));
    case SYNC_ACCOUNT_DISABLED:
        return arena_printf(d->arena, "the hotspot user is %s", drift_actual(d, f));
    default:
        return arena_printf(d->arena, "the hotspot user has %s", drift_actual(d, f));
    }
}

static const char *what_differs(struct drift_run *d, const struct sync_difference *f)
{
    switch (f->kind) {
    case SYNC_MISSING_IN_LIST:
        return missing_cause(d, f);
    case SYNC_WRONG_LIST:
        return arena_printf(d->arena, "the router still has the customer in %s (%s)", lists_text(d, f), still_says(d, f));
    case SYNC_SEVERAL_LISTS:
        return arena_printf(d->arena, "the router has the customer in %s at once (%s)", lists_text(d, f), still_says(d, f));
    case SYNC_STALE_ENTRY:
        return stale_cause(d, f);
    case SYNC_ENTRY_MARK:
        return arena_printf(d->arena, "the entry says %s", mark_summary(d, &f->item->mark));
    case SYNC_ENTRY_TIMEOUT:
        return "the entry ends by itself and should stay";
    case SYNC_BINDING_MISSING:
    case SYNC_BINDING_TYPE:
    case SYNC_BINDING_OTHER:
    case SYNC_BINDING_STALE:
        return binding_cause(d, f);
    case SYNC_SESSION_OPEN:
        return "a session of the customer's still runs";
    case SYNC_FOREIGN_ENTRY:
        return foreign_cause(d, f);
    case SYNC_CLAIM_ENTRY:
    case SYNC_CLAIM_BINDING:
    case SYNC_CLAIM_ACCOUNT:
        return claim_cause(d, f);
    default:
        return account_cause(d, f);
    }
}

const char *drift_cause(struct drift_run *d, const struct sync_difference *f, const struct drift_facts *facts)
{
    return arena_printf(d->arena, "%s; %s", facts->why, what_differs(d, f));
}

static bool is_plain(const char *value)
{
    return *value &&
           strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:_-*/") == strlen(value);
}

/* As the router's terminal wants it. */
static void add_value(struct strbuf *b, const char *value)
{
    if (is_plain(value)) {
        strbuf_add(b, value);
        return;
    }
    strbuf_add(b, "\"");
    for (; *value; value++)
        strbuf_printf(b, "%s%c", strchr("\"\\$", *value) ? "\\" : "", *value);
    strbuf_add(b, "\"");
}

static void add_word(struct strbuf *b, const char *word)
{
    const char *value = strchr(word + 1, '=') + 1;
    if (strncmp(word, "=.id=", 5) == 0) {
        strbuf_printf(b, " %s", value);
        return;
    }
    strbuf_printf(b, " %.*s", (int)(value - word - 1), word + 1);
    if (strncmp(word, "=password=", 10) == 0)
        strbuf_add(b, "\"***\""); /* nobody reads it off a screen */
    else
        add_value(b, value);
}

static const char *command_text(struct arena *a, const char *const *words, size_t count)
{
    struct strbuf b = { .arena = a };
    char *path = arena_strdup(a, words[0]);
    for (char *c = path + 1; *c; c++)
        if (*c == '/')
            *c = ' ';
    strbuf_add(&b, path);
    for (size_t i = 1; i < count; i++)
        add_word(&b, words[i]);
    return text_safe_copy(a, strbuf_text(&b));
}

/* In the order in which they would be sent. */
const char *drift_mend(struct drift_run *d, const struct sync_difference *f)
{
    struct strbuf b = { .arena = d->arena };
    for (int phase = 0; phase < SYNC_PHASES; phase++)
        for (const struct sync_step *s = f->steps; s; s = s->next)
            if (s->write->phase == (enum sync_phase)phase)
                strbuf_printf(&b, "%s%s", b.length ? "\n" : "",
                              command_text(d->arena, s->write->words, s->write->count));
    return b.length ? strbuf_text(&b) : NULL;
}

const char *drift_claim(struct drift_run *d, const struct sync_difference *f)
{
    enum {
        MOST = 4
    };
    const struct sync_write *writes[MOST];
    struct strbuf b = { .arena = d->arena };
    size_t count = sync_rehearse_claim(&d->sync, (struct sync_item *)f->item, drift_is_wanted(f), writes, MOST);

    for (size_t i = 0; i < count; i++)
        strbuf_printf(&b, "%s%s", b.length ? "\n" : "", command_text(d->arena, writes[i]->words, writes[i]->count));
    return strbuf_text(&b);
}

const char *drift_removal(struct arena *a, const struct sync_item *item)
{
    const char *const words[] = { arena_printf(a, "%s/remove", item->menu), arena_printf(a, "=.id=%s", item->id) };
    return command_text(a, words, 2);
}
