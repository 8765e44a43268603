/* Why somebody is blocked, in words. */
#include "tui/widgets/block_text.h"

#include "base/i18n.h"

#include <stddef.h>
#include <string.h>

/* A reason that a program wrote begins with a known word and a bar. */
static const struct {
    const char *prefix, *meaning;
} known[] = {
    { "quota_debt_limit|", N_("by the automatic debt limit") },
    { "quota_manual_debt_end_of_month|", N_("for a debt at the end of the month") },
    { "tunggakan_overdue|", N_("for an overdue debt") },
};

const char *block_text(struct arena *a, const char *reason, const char *since)
{
    struct strbuf b = { .arena = a };
    reason = reason && *reason ? reason : "-";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(reason, known[i].prefix, strlen(known[i].prefix)) == 0)
            strbuf_add(&b, _(known[i].meaning));
    if (since)
        strbuf_printf(&b, _("%ssince %s"), b.length ? ", " : "", since);
    strbuf_printf(&b, "%s%s", b.length ? ": " : "", reason);
    return strbuf_text(&b);
}
