/* What of a row goes to the clipboard. */
#include "tui/lists/row_copy.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "tui/app/toast.h"

#include <string.h>

/* What somebody pays with is of no use, and does harm, once nobody can pay with it. */
static bool is_payable(const struct pane *p, const struct listing_row *row)
{
    const struct column *c = p->open_column ? pane_column(p, p->open_column) : NULL;
    const char *state = c ? row->cells[c - p->columns] : NULL;
    return state && strcmp(state, p->open_state) == 0;
}

static const struct column *find(const struct pane *p, const struct listing_row *row, unsigned flag, size_t *skip)
{
    for (size_t i = 0; i < p->column_count; i++) {
        const char *value = p->columns[i].flags & flag ? row->cells[i] : NULL;
        if (value && *value && (*skip)-- == 0)
            return &p->columns[i];
    }
    return NULL;
}

static const struct column *find_any(const struct pane *p, const struct listing_row *row, size_t skip)
{
    const struct column *c = is_payable(p, row) ? find(p, row, COLUMN_PAYS, &skip) : NULL;
    return c ? c : find(p, row, COLUMN_COPIED, &skip);
}

const char *row_copy_nth(const struct pane *p, const struct listing_row *row, size_t nth, const struct column **what)
{
    size_t count = 0;
    while (find_any(p, row, count))
        count++;
    *what = count ? find_any(p, row, nth % count) : NULL;
    return *what ? row->cells[*what - p->columns] : NULL;
}

const char *row_copy_line(struct arena *a, const struct pane *p, const struct columns_choice *choice,
                          const struct listing_row *row)
{
    struct strbuf out = { .arena = a };
    size_t columns[COLUMNS_SHOWN], count = columns_listed(p, choice, columns);
    for (size_t i = 0; i < count; i++) {
        const char *cell = row->cells[columns[i]];
        strbuf_printf(&out, "%s%s", i ? "\t" : "", cell ? text_safe_copy(a, cell) : "");
    }
    return strbuf_text(&out);
}

void row_copy_send(struct app *app, const char *text, enum clipboard_kind kind, const char *what)
{
    static const struct {
        enum toast_level level;
        const char *words;
    } ends[] = {
        [CLIPBOARD_SENT] = { TOAST_GOOD, N_("Sent to the terminal: %s") },
        [CLIPBOARD_REFUSED] = { TOAST_WARN, N_("Not copied, it is too long or holds control characters: %s") },
        [CLIPBOARD_NOWHERE] = { TOAST_WARN, N_("Not copied, this terminal has no clipboard: %s") },
        [CLIPBOARD_STUCK] = { TOAST_WARN, N_("Not copied, the terminal does not take it: %s") },
    };
    enum clipboard_end end = clipboard_copy(text, kind);
    const char *needs = end == CLIPBOARD_SENT ? clipboard_needs() : NULL;
    struct arena *a = arena_new();
    const char *said = needs ? arena_printf(a, "%s (%s)", what, _(needs)) : what;
    app_toast(app, ends[end].level, _(ends[end].words), said);
    arena_free(a);
}
