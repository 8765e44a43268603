/* What Midtrans' status codes mean for who runs the shop. */
#ifndef MODEL_PAY_MIDTRANS_CODES_H
#define MODEL_PAY_MIDTRANS_CODES_H

#include <stdbool.h>

struct gateway_result;

/* What a code says and what to do; NULL: nobody knows it here. */
const char *midtrans_code_words(const char *code);

/* Whether a refusal says that there is no such transaction. OVO and DANA tell of a wrong phone number and the like by
 * the same code, in their own words: those say nothing of the order. */
bool midtrans_knows_none(const struct gateway_result *result);

#endif
