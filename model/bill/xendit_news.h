/* What Xendit says of an invoice, as news of its charge. */
#ifndef MODEL_BILL_XENDIT_NEWS_H
#define MODEL_BILL_XENDIT_NEWS_H

#include "model/pay/charge.h"

struct xendit_invoice;

/* news points into what was said. source: as in struct charge_news. */
void charge_news_of_xendit(const struct xendit_invoice *said, const char *source, struct charge_news *news);

#endif
