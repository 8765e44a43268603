/* Why somebody is blocked, in words. */
#include "tui/widgets/block_text.h"

#include "base/i18n.h"
#include "model/engine/saying.h"

#include <stddef.h>
#include <string.h>

/* The causes that the database tells apart, by console.block_rule(). */
static const struct {
    const char *cause, *meaning;
} known[] = {
    { "debt_limit", N_("by the automatic debt limit") },
    { "month_end", N_("for a debt at the end of the month") },
    { "overdue", N_("for an overdue debt") },
    { "isolir", N_("for an overdue invoice") },
};

const char *block_text(struct arena *a, const char *cause, const char *reason, const char *since)
{
    struct strbuf b = { .arena = a };
    reason = reason && *reason ? say(a, reason) : "-";
    for (size_t i = 0; cause && i < sizeof known / sizeof *known; i++)
        if (strcmp(cause, known[i].cause) == 0)
            strbuf_add(&b, _(known[i].meaning));
    if (since)
        strbuf_printf(&b, _("%ssince %s"), b.length ? ", " : "", since);
    strbuf_printf(&b, "%s%s", b.length ? ": " : "", reason);
    return strbuf_text(&b);
}
