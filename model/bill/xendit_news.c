/* What Xendit says of an invoice, as news of its charge. */
#include "model/bill/xendit_news.h"

#include "net/xendit.h"

#include <string.h>

void charge_news_of_xendit(const struct xendit_invoice *said, const char *source, struct charge_news *news)
{
    static const struct {
        const char *status, *state;
    } known[] = { { "PENDING", "open" }, { "PAID", "paid" }, { "SETTLED", "paid" }, { "EXPIRED", "expired" } };

    *news = (struct charge_news){
        .order_id = said->external_id,
        .gateway_status = said->status,
        .transaction_id = said->id,
        /* it takes no other amount than the invoice's, where it does not say what was paid */
        .amount_rp = said->paid_amount_rp >= 0 ? said->paid_amount_rp : said->amount_rp,
        .currency = said->currency,
        .at = said->paid_at,
        .source = source,
    };
    for (size_t i = 0; said->status && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].status, said->status) == 0)
            news->state = known[i].state;
}
