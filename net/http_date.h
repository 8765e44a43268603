/* Dates of HTTP headers. */
#ifndef NET_HTTP_DATE_H
#define NET_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* "Sun, 06 Nov 1994 08:49:37 GMT", and the two older forms: "Sunday, 06-Nov-94 08:49:37 GMT",
 * "Sun Nov  6 08:49:37 1994". Seconds since 1970. */
bool http_date(const char *text, int64_t *seconds);

#endif
