/* One request to Xendit: where it goes, by which key, and what a refusal says. */
#include "net/xendit_call.h"

static const struct http_header json_header = { "Content-Type", "application/json" };

struct xendit *xendit_new(const struct xendit_config *config)
{
    struct arena *a = arena_new();
    struct xendit *x = ARENA_NEW(a, struct xendit);
    x->arena = a;
    x->config = *config;
    x->config.url = arena_strdup(a, config->url);
    x->config.secret_key = arena_strdup(a, config->secret_key);
    x->http = http_new(&(struct http_config){ .name = arena_printf(a, "Xendit (%s)", config->brand),
                                              .ca_file = config->ca_file,
                                              .insecure = config->insecure,
                                              .deadline_ms = config->deadline_ms });
    return x;
}

void xendit_free(struct xendit *x)
{
    if (!x)
        return;
    http_free(x->http);
    arena_free(x->arena);
}

void xendit_interrupt(struct xendit *x)
{
    http_interrupt(x->http);
}

/* HTTP's status decides; the body gives it a name and words. */
static void name_refusal(struct arena *a, const json_t *body, struct gateway_result *result)
{
    const char *code = gateway_text(a, body, "error_code"), *words = gateway_text(a, body, "message");
    const json_t *first = json_array_get(json_object_get(body, "errors"), 0);
    const char *path = gateway_text(a, first, "path"), *detail = gateway_text(a, first, "message");
    if (result->verdict == GATEWAY_DONE || !code)
        return;
    if (path && detail)
        words = arena_printf(a, "%s (%s %s)", words ? words : "", path, detail);
    gateway_say(result, result->verdict, code, words);
}

json_t *xendit_ask(struct xendit *x, struct gateway_call call, const char *path, struct arena *a,
                   struct gateway_result *result)
{
    call.url = arena_printf(a, "%s%s", x->config.url, path);
    call.basic_user = x->config.secret_key;
    call.headers = &json_header;
    call.header_count = call.has_body ? 1 : 0;
    json_t *body = gateway_ask(x->http, &call, a, result);
    if (body)
        name_refusal(a, body, result);
    return body;
}

bool xendit_verify(const char *given_token, const char *callback_token)
{
    return gateway_same_secret(given_token, callback_token);
}
