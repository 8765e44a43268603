/* What the console itself can do, besides actions. */
#include "tui/terminal/command.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/lists/pane.h"

#include <string.h>

/* In the table: here stand the commands that go to the panes, one each. */
#define PANE_GO "pane."

static const struct command table[] = {
    { "move.up", N_("Up"), N_("One row up"), N_("Moving") },
    { "move.down", N_("Down"), N_("One row down"), N_("Moving") },
    { "page.up", N_("Page up"), N_("One page up"), N_("Moving") },
    { "page.down", N_("Page down"), N_("One page down"), N_("Moving") },
    { "move.top", N_("Top"), N_("To the first row"), N_("Moving") },
    { "move.bottom", N_("Bottom"), N_("To the last row"), N_("Moving") },
    { "scroll.left", N_("Columns left"), N_("Show the columns further left"), N_("Moving") },
    { "scroll.right", N_("Columns right"), N_("Show the columns further right"), N_("Moving") },

    { "filter.edit", N_("Filter"), N_("Filter the list as you type: status:blocked debt>10GB budi"), N_("Finding") },
    { "filter.clear", N_("No filter"), N_("Show all rows again"), N_("Finding") },
    { "filter.saved", N_("Saved filters"), N_("Filter by one that has a name, or give the filter in force a name and a key"), N_("Finding") },
    { "filter.like", N_("Like this"), N_("Show the rows of the same kind as this one"), N_("Finding") },
    { "search.open", N_("Search"), N_("Search all panes: name, phone, order, invoice, MAC or IP address"), N_("Finding") },
    { "sort.next", N_("Sort"), N_("Sort by the next column"), N_("Finding") },
    { "sort.reverse", N_("Reverse"), N_("Turn the order around"), N_("Finding") },
    { "sort.choose", N_("Sort by"), N_("Choose the column to sort by"), N_("Finding") },

    { "mark.toggle", N_("Mark"), N_("Mark the row, or take its mark off"), N_("Marking") },
    { "mark.range", N_("Mark range"), N_("Begin a range here; again: mark all from there to here"), N_("Marking") },
    { "mark.all", N_("Mark all"), N_("Mark all rows that match the filter, also those not in sight"), N_("Marking") },
    { "mark.none", N_("Unmark"), N_("Take all marks off"), N_("Marking") },

    { "open.detail", N_("Open"), N_("Show all about the row"), N_("Opening") },
    { "pane.next", N_("Next pane"), N_("Go to the next pane"), N_("Opening") },
    { "pane.previous", N_("Previous pane"), N_("Go to the previous pane"), N_("Opening") },
    { PANE_GO, NULL, NULL, N_("Opening") },
    { "show.qr", N_("QR"), N_("Show the QR code over the whole screen, or the page again"), N_("Opening") },
    { "open.user", N_("Customer"), N_("Show all about the customer that the row is about"), N_("Opening") },
    { "open.invoice", N_("Invoice"), N_("Show all about the invoice that the row is about"), N_("Opening") },
    { "open.timeline", N_("Timeline"), N_("Show everything that happened to the customer, in one list"),
      N_("Opening") },
    { "open.ping", N_("Ping"), N_("Ping the customer's devices from the router, at this moment"), N_("Opening") },
    { "open.sides", N_("Side by side"), N_("Show the customer as the database, the router and the gateways have it, side by side"),
      N_("Opening") },
    { "diagnosis.mend", N_("Mend"), N_("Begin what mends the worst that is amiss with the customer, or the line that is chosen"), N_("Opening") },
    { "show.password", N_("Hotspot password"), N_("Show the customer's hotspot password; each look stands in the audit"),
      N_("Opening") },
    { "view.close", N_("Back"), N_("Close this view"), N_("Opening") },

    { "copy.text", N_("Copy"), N_("Copy the number, link or address to the clipboard; again: the next thing"), N_("Console") },
    { "list.sums", N_("Sums"), N_("Show sums of money and quota below the list, of all that match and of the marked rows; again: no more"), N_("Console") },
    { "columns.choose", N_("Columns"), N_("Choose which columns the list has, in which order and how wide"), N_("Console") },
    { "list.export", N_("To a file"), N_("Write all rows of the list to a file: a workbook, CSV, JSON or text"), N_("Console") },
    { "import.open", N_("Import"), N_("Read a CSV file into the database: customers, devices, packages, subscriptions, balances"), N_("Console") },
    { "copy.row", N_("Copy row"), N_("Copy the whole row to the clipboard, its columns with tabs between"), N_("Console") },
    { "undo.last", N_("Undo"), N_("Take back the last change that you made"), N_("Console") },
    { "palette.open", N_("Commands"), N_("Find a command or an action by its name"), N_("Console") },
    { "help.open", N_("Help"), N_("Show keys and commands"), N_("Console") },
    { "message.log", N_("Messages"), N_("Show what the console has reported"), N_("Console") },
    { "theme.next", N_("Theme"), N_("Change to the next colour theme"), N_("Console") },
    { "refresh.now", N_("Refresh"), N_("Read the rows again and draw the whole screen"), N_("Console") },
    { "retry.connections", N_("Reconnect"), N_("Try to reach the database again now"), N_("Console") },
    { "app.suspend", N_("Suspend"), N_("Go back to the shell for a while (fg returns)"), N_("Console") },
    { "app.quit", N_("Quit"), N_("Leave the console"), N_("Console") },
};

/* The table with the panes in it, made when it is first asked for and kept as long as the program. */
static struct {
    struct arena *arena;
    struct command *items;
    size_t count;
} all;

static void add_panes(const char *group)
{
    const struct pane *p;
    for (size_t i = 0; (p = pane_tab(i)); i++)
        all.items[all.count++] =
            (struct command){ arena_printf(all.arena, PANE_GO "%s", p->name), p->label, p->go_help ? p->go_help : p->help, group };
}

static void make_all(void)
{
    enum {
        OWN = sizeof table / sizeof *table
    };
    size_t panes = 0;
    while (pane_tab(panes))
        panes++;
    all.arena = arena_new();
    all.items = ARENA_ARRAY(all.arena, struct command, OWN + panes);
    for (size_t i = 0; i < OWN; i++) {
        if (strcmp(table[i].name, PANE_GO) == 0)
            add_panes(table[i].group);
        else
            all.items[all.count++] = table[i];
    }
}

size_t command_count(void)
{
    if (!all.count)
        make_all();
    return all.count;
}

const struct command *command_at(size_t i)
{
    return i < command_count() ? &all.items[i] : NULL;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count(); i++)
        if (strcmp(all.items[i].name, name) == 0)
            return &all.items[i];
    return NULL;
}
