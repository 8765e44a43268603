/* What came of asking a gateway. */
#include "net/gateway.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

void gateway_say(struct gateway_result *result, enum gateway_verdict verdict, const char *code, const char *message)
{
    result->verdict = verdict;
    text_safe(result->code, sizeof result->code, code ? code : "", code ? strlen(code) : 0);
    text_safe(result->message, sizeof result->message, message ? message : "", message ? strlen(message) : 0);
}

void gateway_from_error(struct gateway_result *result, const struct error *e)
{
    char text[sizeof result->message];
    enum gateway_verdict verdict = e->code == ERR_UNREACHABLE ? GATEWAY_RETRY : GATEWAY_UNKNOWN;
    gateway_say(result, verdict, "", error_text(e, text, sizeof text));
}

static int64_t wait_of(const struct http_answer *answer)
{
    if (answer->retry_after_ms > 0)
        return answer->retry_after_ms;
    return answer->status == 429 && answer->limit_reset_ms > 0 ? answer->limit_reset_ms : 0;
}

/* A refusal is one for what was asked, be it a wrong key; a busy gateway has not begun; where it fell over
 * while it worked, or gave up waiting, nobody knows. */
void gateway_judge_status(const struct http_answer *answer, bool changes, struct gateway_result *result)
{
    char words[64];
    snprintf(words, sizeof words, "HTTP %d", answer->status);
    result->http_status = answer->status;
    if (answer->status == 429)
        gateway_say(result, GATEWAY_RETRY, "429", "it wants fewer requests");
    else if (answer->status >= 500 || answer->status == 408)
        gateway_say(result, changes ? GATEWAY_UNKNOWN : GATEWAY_RETRY, "", words);
    else if (answer->status >= 400)
        gateway_say(result, GATEWAY_REFUSED, "", words);
    else
        gateway_say(result, GATEWAY_DONE, "", "");
    result->retry_ms = result->verdict == GATEWAY_DONE || result->verdict == GATEWAY_REFUSED ? 0 : wait_of(answer);
    result->used_up_ms = answer->remaining == 0 && answer->limit_reset_ms > 0 ? answer->limit_reset_ms : 0;
}
