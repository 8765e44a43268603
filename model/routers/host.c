/* Rows of /ip/hotspot/host. */
#include "model/routers/host.h"

#include "base/text.h"

#include <stddef.h>

const char host_proplist[] = ".id,mac-address,address,to-address,bytes-in,bytes-out,uptime";

enum {
    MAX_UPTIME_S = INT32_MAX
}; /* the portal's column is an integer */

bool host_read(struct arena *a, const struct ros_row *row, struct host *h)
{
    const char *id = ros_value_text(a, row, ".id");
    const char *mac = ros_value_text(a, row, "mac-address");
    const char *uptime = ros_value_text(a, row, "uptime");

    if (!id || !mac || !ros_parse_mac(h->mac, mac))
        return false;
    h->id = text_safe_copy(a, id);
    h->address = ros_value_text(a, row, "to-address");
    if (!h->address)
        h->address = ros_value_text(a, row, "address");
    h->bytes = ros_value_int64(row, "bytes-in") + ros_value_int64(row, "bytes-out");
    if (!uptime || !ros_parse_seconds(uptime, &h->uptime_s))
        h->uptime_s = 0;
    if (h->uptime_s > MAX_UPTIME_S)
        h->uptime_s = MAX_UPTIME_S;
    return true;
}
