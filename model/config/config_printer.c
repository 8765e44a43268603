/* Receipt printers in the configuration: their settings, and what must hold of them. */
#include "model/config/config_printer.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum {
    RAW_PORT = 9100,
    DOTS_OF_A_COLUMN = 12,
    MOST_DOTS = 832,
    LONGEST_NAME = 32
};

struct printer_draft {
    struct config_printer made;
    const char *address, *form, *cut;
};

#define FIELD(member) offsetof(struct printer_draft, member)
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const forms[] = { "escpos", "text", NULL };
static const char *const qr_ways[] = { "raster", "native", "none", NULL };
static const char *const cuts[] = { "none", "partial", "full", NULL };

static const struct printer_draft fallback = {
    .made = { .columns = 32, .qr = "raster", .deadline_ms = 10000 },
    .form = "escpos",
    .cut = "none",
};
static const struct setting settings[] = {
    { .name = "name", .type = SETTING_TEXT, .offset = FIELD(made.name), .is_required = true },
    { .name = "device", .type = SETTING_TEXT, .offset = FIELD(made.device) },
    { .name = "address", .type = SETTING_TEXT, .offset = FIELD(address) },
    { .name = "queue", .type = SETTING_TEXT, .offset = FIELD(made.queue) },
    { .name = "form", .type = SETTING_TEXT, .offset = FIELD(form), .choices = forms },
    { .name = "columns", .type = SETTING_INT, .offset = FIELD(made.columns), .minimum = 24, .maximum = 64 },
    { .name = "dots", .type = SETTING_INT, .offset = FIELD(made.dots), .minimum = 192, .maximum = MOST_DOTS },
    { .name = "qr", .type = SETTING_TEXT, .offset = FIELD(made.qr), .choices = qr_ways },
    { .name = "cut", .type = SETTING_TEXT, .offset = FIELD(cut), .choices = cuts },
    { .name = "drawer", .type = SETTING_BOOL, .offset = FIELD(made.drawer) },
    { .name = "ascii", .type = SETTING_BOOL, .offset = FIELD(made.ascii) },
    { .name = "deadline_ms", .type = SETTING_INT, .offset = FIELD(made.deadline_ms), .minimum = 200, .maximum = 60000 },
};
const struct setting_group config_printer_group = { .name = "printers",
                                                    .settings = settings,
                                                    .count = COUNT(settings),
                                                    .size = sizeof(struct printer_draft),
                                                    .fallback = &fallback };

/* It names the target of what is queued for it, behind a colon. */
static bool check_name(const char *name, const struct setting_place *place, struct error *e)
{
    size_t allowed = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");
    if (allowed && !name[allowed] && allowed <= LONGEST_NAME)
        return true;
    config_place_error(e, place, "printer name `%s` can't be used", name);
    return error_hint(e, "at most 32 letters, digits, dots, dashes and underscores");
}

/* "10.0.0.9", "10.0.0.9:9100", "[fe80::1]:9100". */
static bool read_address(struct arena *a, struct printer_draft *d, const struct setting_place *place, struct error *e)
{
    const char *text = d->address, *end = *text == '[' ? strchr(text, ']') : NULL;
    const char *colon = strrchr(end ? end : text, ':');
    char *rest = NULL;
    bool is_bare_ipv6 = !end && colon && strchr(text, ':') != colon;
    long port = colon && !is_bare_ipv6 ? strtol(colon + 1, &rest, 10) : RAW_PORT;
    size_t length = colon && !is_bare_ipv6 ? (size_t)(colon - text) : strlen(text);
    if (!length || length > 255 || (rest && *rest) || port < 1 || port > 65535 || strpbrk(text, "/@ \t?#")) {
        config_place_error(e, place, "printer %s: the address `%s` can't be used", d->made.name, text);
        return error_hint(e, "a host, and a port if it is not 9100: 192.168.1.50:9100");
    }
    d->made.host = arena_copy(a, text, length);
    d->made.port = (int)port;
    return true;
}

static bool finish_printer(struct arena *a, struct printer_draft *d, const struct setting_place *place, struct error *e)
{
    int ways = (d->made.device != NULL) + (d->address != NULL) + (d->made.queue != NULL);
    if (!check_name(d->made.name, place, e))
        return false;
    if (ways != 1) {
        config_place_error(e, place, ways ? "printer %s is named twice" : "printer %s has no place", d->made.name);
        return error_hint(e, "set one of device, address and queue");
    }
    if (d->made.queue && (*d->made.queue == '-' || !*d->made.queue))
        return config_place_error(e, place, "printer %s: the queue `%s` can't be used", d->made.name, d->made.queue);
    d->made.is_text = strcmp(d->form, "text") == 0;
    d->made.cuts = strcmp(d->cut, "none") != 0;
    d->made.cuts_fully = strcmp(d->cut, "full") == 0;
    if (!d->made.dots)
        d->made.dots = d->made.columns * DOTS_OF_A_COLUMN;
    return !d->address || read_address(a, d, place, e);
}

static bool is_known_name(const struct config_printer *printers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(printers[i].name, name) == 0)
            return true;
    return false;
}

bool config_printers_finish(struct arena *a, const struct setting_list *list, struct config *config, struct error *e)
{
    struct printer_draft *drafts = (struct printer_draft *)(void *)list->records;
    struct config_printer *made = ARENA_ARRAY(a, struct config_printer, list->count + 1);
    config->printers = made;
    for (size_t i = 0; i < list->count; i++) {
        if (!finish_printer(a, &drafts[i], &list->places[i], e))
            return false;
        if (is_known_name(made, i, drafts[i].made.name))
            return config_place_error(e, &list->places[i], "two printers are called `%s`", drafts[i].made.name);
        made[i] = drafts[i].made;
    }
    config->printer_count = list->count;
    return true;
}

json_t *config_printers_json(const struct config *config)
{
    json_t *list = json_array();
    for (size_t i = 0; i < config->printer_count; i++) {
        const struct config_printer *p = &config->printers[i];
        json_array_append_new(list, json_pack("{s:s,s:s?,s:s?,s:i,s:s?,s:s,s:i,s:i,s:s,s:s,s:b,s:b,s:i}", "name",
                                              p->name, "device", p->device, "host", p->host, "port", p->port, "queue",
                                              p->queue, "form", p->is_text ? "text" : "escpos", "columns", p->columns,
                                              "dots", p->dots, "qr", p->qr, "cut",
                                              p->cuts_fully ? "full"
                                              : p->cuts     ? "partial"
                                                            : "none",
                                              "drawer", p->drawer, "ascii", p->ascii, "deadline_ms", p->deadline_ms));
    }
    return list;
}
