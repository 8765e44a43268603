/* What Xendit says of an invoice, as news of its charge. */
#include "model/bill/xendit_news.h"

#include "net/xendit.h"

void charge_news_of_xendit(const struct xendit_invoice *said, const char *source, struct charge_news *news)
{
    *news = (struct charge_news){
        .order_id = said->external_id,
        .gateway_status = said->status,
        .transaction_id = said->id,
        /* neither kind takes another amount than its own, where it does not say what was paid */
        .amount_rp = said->paid_amount_rp == GATEWAY_NO_AMOUNT ? said->amount_rp : said->paid_amount_rp,
        .currency = said->currency,
        .at = said->paid_at,
        .source = source,
    };
}
