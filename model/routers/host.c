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
    int64_t in, out;

    if (!id || !mac || !ros_parse_mac(h->mac, mac))
        return false;
    h->id = text_safe_copy(a, id);
    h->address = ros_value_text(a, row, "to-address");
    if (!h->address)
        h->address = ros_value_text(a, row, "address");
    h->bytes =
        ros_value_number(row, "bytes-in", &in) && ros_value_number(row, "bytes-out", &out) ? in + out : HOST_UNSAID;
    if (!uptime || !ros_parse_seconds(uptime, &h->uptime_s))
        h->uptime_s = HOST_UNSAID;
    if (h->uptime_s > MAX_UPTIME_S)
        h->uptime_s = MAX_UPTIME_S;
    return true;
}

bool host_is_younger(const struct host *h, const struct host *than)
{
    return h->uptime_s != HOST_UNSAID && (than->uptime_s == HOST_UNSAID || h->uptime_s < than->uptime_s);
}
