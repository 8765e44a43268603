/* The certificate that a server shows, for who wants to know when it ends. Nothing is asked of the server and nothing is sent. */
#ifndef NET_CERTIFICATE_H
#define NET_CERTIFICATE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* The last second of a certificate in PEM, since 1970; false: it can't be read. */
bool certificate_end_of_pem(const char *pem, int64_t *until_s);

/* url: "https://HOST:PORT/…". Whoever answers is believed: it is looked at, and that is all. ERR_UNREACHABLE with the reason. */
bool certificate_look(const char *url, int deadline_ms, int64_t *until_s, struct error *e);

#endif
