/* A receipt printer: a device file, a FIFO, a TCP port (9100), or a queue of the print service by `lp`. It takes bytes
 * and says nothing of what becomes of them, so the most that is known is that all of them were taken.
 *
 * Every step ends by the deadline, whatever the printer does; none blocks on a full device. */
#ifndef NET_PRINTER_H
#define NET_PRINTER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct printer_config {
    const char *name;
    const char *device, *host, *queue; /* one of them; the others NULL */
    int port, deadline_ms;
    bool (*is_over)(void *ctx); /* asked while it waits: true ends it; NULL: never */
    void *ctx;
};

enum printer_end {
    PRINTER_TAKEN,  /* all of it */
    PRINTER_UNSENT, /* nothing of it */
    PRINTER_BROKEN  /* a part, or nobody knows how much */
};

struct printer;

/* Reaches it and sends nothing. NULL: ERR_UNREACHABLE, or ERR_CONFIG for what can be no printer. */
struct printer *printer_open(const struct printer_config *config, struct error *e);

/* e says why it was not taken. */
enum printer_end printer_send(struct printer *p, const char *bytes, size_t size, struct error *e);

void printer_close(struct printer *p);

#endif
