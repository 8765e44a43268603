/* What Midtrans' status codes mean for who runs the shop. */
#include "model/pay/midtrans_codes.h"

#include "net/gateway.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *code, *words;
} codes[] = {
    { "400", "Midtrans does not take the request as it is; its own words say why" },
    { "402", "this way to pay is not activated for the shop: activate it at Midtrans, or choose another" },
    { "404", "Midtrans does not find what was asked about" },
    { "405", "Midtrans does not do this at that address: look at midtrans.core_url and midtrans.snap_url" },
    { "406", "this order id was used already" },
    { "407", "its time is over" },
    { "410", "the customer's account is blocked at the wallet: choose another way to pay" },
    { "411", "the token is missing or not valid any more" },
    { "412", "it can't be changed any more: ask what became of it" },
    { "413", "Midtrans can't read the request" },
    { "429", "Midtrans wants fewer requests, and is asked again later" },
    { "500", "a fault at Midtrans, which is asked again later" },
    { "501", "Midtrans can't do this yet" },
    { "502", "a fault at the bank or the wallet: try again, or choose another way to pay" },
    { "503", "the bank or the wallet does not answer: try again, or choose another way to pay" },
    { "504", "Midtrans can't tell yet whether it is fraud; it is asked again later" },
    { "505", "no number could be given out: try again" },
};

const char *midtrans_code_words(const char *code)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(codes[i].code, code) == 0)
            return codes[i].words;
    return NULL;
}

bool midtrans_knows_none(const struct gateway_result *result)
{
    static const char *const words[] = { "transaction", "resource", "HTTP 404" };
    bool is_named = !*result->message;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        is_named |= strcasestr(result->message, words[i]) != NULL;
    return result->verdict == GATEWAY_REFUSED && strcmp(result->code, "404") == 0 && is_named;
}
