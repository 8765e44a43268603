/* Fuzz target: any bytes as a notification. They are no notification, or one that nobody who lacks the key can have
 * signed; and whatever they are, they can be shown. */
#include "model/pay/charge.h"
#include "model/pay/inbox_story.h"
#include "net/midtrans.h"
#include "net/xendit.h"

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void read_as_midtrans(struct arena *a, const char *body, size_t length)
{
    struct midtrans_charge said;
    struct charge_news news;
    struct error e = { .code = ERR_NONE };
    if (!midtrans_read_notification(body, length, a, &said, &e)) {
        if (e.code == ERR_NONE || !*e.what)
            abort();
        return;
    }
    if (!said.order_id || !*said.order_id || !said.transaction_status || !said.status_code)
        abort();
    if (midtrans_verify(&said, "a key that no input holds") || midtrans_verify(&said, ""))
        abort();
    charge_news_of_midtrans(&said, "notification", &news);
    if (news.amount_rp < GATEWAY_BAD_AMOUNT || !news.order_id)
        abort();
}

static void read_as_xendit(struct arena *a, const char *body, size_t length)
{
    struct xendit_notice said;
    struct error e = { .code = ERR_NONE };
    bool ok = xendit_read_notification(body, length, a, &said, &e);
    if (ok ? !said.said.external_id || !*said.said.external_id || !said.said.status : e.code == ERR_NONE)
        abort();
    if (xendit_verify(arena_copy(a, body, length), "a token that no input holds"))
        abort();
}

/* No line breaks the screen. */
static void show(struct arena *a, const char *body, size_t length)
{
    for (const char *const *line = inbox_body_lines(a, body, length); *line; line++)
        if (strchr(*line, '\n'))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *a = arena_new();
    const char *body = arena_copy(a, bytes, length);
    read_as_midtrans(a, body, length);
    read_as_xendit(a, body, length);
    show(a, body, length);
    arena_free(a);
    return 0;
}
