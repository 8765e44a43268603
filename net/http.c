/* HTTP requests to gateways and messengers, by libcurl.
 *
 * Run by the multi interface, so that another thread can end the wait. What is not a GET always gets a
 * connection of its own: libcurl repeats a request by itself where a kept connection ends without an answer,
 * and a charge that was made just then would be made twice. */
#include "net/http.h"

#include "base/calendar.h"
#include "net/http_date.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    CONNECT_MS = 5000,
    DEADLINE_MS = 15000,
    MOST_BYTES = 1 << 20,
    MOST_HEADER_BYTES = 1 << 16,
    MOST_WAIT_MS = 3600 * 1000,
    WAIT_MS = 1000
};
static const long AUTHORITIES_S = 3600; /* read anew after that: they may have been renewed */

struct http {
    struct arena *arena; /* this, and the config's texts */
    struct http_config config;
    CURLM *multi;
    CURL *easy;
    atomic_bool is_interrupted;
    char reason[CURL_ERROR_SIZE];
};

/* An answer on its way. */
struct reading {
    struct strbuf body;
    struct arena *arena;
    struct http_answer *answer;
    size_t most_bytes, header_bytes;
    bool is_too_long;
};

static const struct http_answer no_answer = {
    .content_type = "", .retry_after_ms = -1, .limit = -1, .remaining = -1, .limit_reset_ms = -1
};

static int number_or(int value, int fallback)
{
    return value > 0 ? value : fallback;
}

struct http *http_new(const struct http_config *config)
{
    struct arena *a = arena_new();
    struct http *h = ARENA_NEW(a, struct http);
    h->arena = a;
    h->config = (struct http_config){
        .name = arena_strdup(a, config->name),
        .ca_file = arena_strdup(a, config->ca_file),
        .insecure = config->insecure,
        .connect_ms = number_or(config->connect_ms, CONNECT_MS),
        .deadline_ms = number_or(config->deadline_ms, DEADLINE_MS),
        .most_bytes = config->most_bytes ? config->most_bytes : MOST_BYTES,
    };
    atomic_init(&h->is_interrupted, false);
    h->multi = curl_multi_init();
    h->easy = curl_easy_init();
    if (!h->multi || !h->easy)
        abort();
    return h;
}

void http_free(struct http *h)
{
    if (!h)
        return;
    curl_easy_cleanup(h->easy);
    curl_multi_cleanup(h->multi);
    arena_free(h->arena);
}

void http_interrupt(struct http *h)
{
    atomic_store(&h->is_interrupted, true);
    curl_multi_wakeup(h->multi);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *ctx)
{
    struct reading *r = ctx;
    size_t length = size * count;
    if (r->body.length + length > r->most_bytes) {
        r->is_too_long = true;
        return 0;
    }
    strbuf_add_bytes(&r->body, bytes, length);
    return length;
}

/* A whole number of units at the start of a header, with decimals, in thousandths; -1: none. */
static int64_t thousandths(const char *text)
{
    int64_t value = 0;
    int decimals = -1;
    if (!isdigit((unsigned char)*text))
        return -1;
    for (; isdigit((unsigned char)*text) || (*text == '.' && decimals < 0); text++) {
        if (*text == '.') {
            decimals = 0;
        } else if (decimals < 3) {
            if (value > INT64_MAX / 100000)
                return -1;
            value = value * 10 + (*text - '0');
            decimals += decimals >= 0;
        }
    }
    for (decimals = decimals < 0 ? 0 : decimals; decimals < 3; decimals++)
        value *= 10;
    return value;
}

/* A gateway whose clock is off must not stop everybody for good. */
static int64_t bounded_wait(int64_t ms)
{
    return ms < 0 ? 0 : ms > MOST_WAIT_MS ? MOST_WAIT_MS : ms;
}

static int64_t until(int64_t moment_ms)
{
    return bounded_wait(moment_ms - calendar_now() * 1000);
}

/* Retry-After counts seconds or names a moment. */
static int64_t retry_after_ms(const char *text)
{
    int64_t ms = thousandths(text);
    if (ms >= 0)
        return bounded_wait(ms);
    int64_t at;
    return http_date(text, &at) ? until(at * 1000) : -1;
}

/* The limit begins anew after some seconds, or, where the figure is that large, at a moment of Unix time. */
static int64_t reset_ms(int64_t figure)
{
    const int64_t year_2001_ms = 1000000000000;
    return figure < 0 ? -1 : figure >= year_2001_ms ? until(figure) : bounded_wait(figure);
}

/* "RateLimit-Remaining", "X-RateLimit-Remaining" and "Rate-Limit-Remaining" say the same. */
static const char *limit_part(const char *name)
{
    static const char *const prefixes[] = { "x-ratelimit-", "x-rate-limit-", "ratelimit-", "rate-limit-" };
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (strncasecmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return name + strlen(prefixes[i]);
    return NULL;
}

static void note_header(struct reading *r, const char *name, const char *value)
{
    struct http_answer *answer = r->answer;
    const char *part = limit_part(name);
    int64_t number = thousandths(value);
    if (strcasecmp(name, "content-type") == 0)
        answer->content_type = arena_strdup(r->arena, value);
    else if (strcasecmp(name, "retry-after") == 0)
        answer->retry_after_ms = retry_after_ms(value);
    else if (part && strcasecmp(part, "limit") == 0)
        answer->limit = number < 0 ? -1 : number / 1000;
    else if (part && strcasecmp(part, "remaining") == 0)
        answer->remaining = number < 0 ? -1 : number / 1000;
    else if (part && strcasecmp(part, "reset") == 0)
        answer->limit_reset_ms = reset_ms(number);
}

static size_t take_header(char *bytes, size_t size, size_t count, void *ctx)
{
    struct reading *r = ctx;
    size_t length = size * count;
    r->header_bytes += length;
    if (r->header_bytes > MOST_HEADER_BYTES) {
        r->is_too_long = true;
        return 0;
    }
    char *line = arena_copy(r->arena, bytes, length);
    char *colon = strchr(line, ':');
    if (strncmp(line, "HTTP/", 5) == 0)
        *r->answer = no_answer; /* what came before was an interim answer's */
    if (!colon)
        return length;
    *colon++ = '\0';
    colon += strspn(colon, " \t");
    colon[strcspn(colon, "\r\n")] = '\0';
    note_header(r, line, colon);
    return length;
}

static struct curl_slist *make_headers(const struct http_request *request, struct arena *a)
{
    /* Expect: 100-continue would only cost a round trip. */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    if (!request->body)
        list = curl_slist_append(list, "Content-Type:"); /* else libcurl calls nothing a form */
    for (size_t i = 0; i < request->header_count; i++)
        list = curl_slist_append(list, arena_printf(a, "%s: %s", request->headers[i].name, request->headers[i].value));
    return list;
}

static void set_method(struct http *h, const struct http_request *request)
{
    bool is_get = strcmp(request->method, "GET") == 0;
    curl_easy_setopt(h->easy, CURLOPT_FRESH_CONNECT, is_get ? 0L : 1L);
    curl_easy_setopt(h->easy, CURLOPT_FORBID_REUSE, is_get ? 0L : 1L);
    if (is_get && !request->body)
        return;
    curl_easy_setopt(h->easy, CURLOPT_POST, 1L);
    curl_easy_setopt(h->easy, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(h->easy, CURLOPT_POSTFIELDS, request->body ? request->body : "");
    curl_easy_setopt(h->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
}

/* Authorities come from one file alone, ca_file or the system's. With a folder of them beside it, which Debian's
 * libcurl has by default, libcurl keeps none of what it has read: each connection would read all 140 anew. */
static void set_trust(struct http *h)
{
    if (h->config.ca_file)
        curl_easy_setopt(h->easy, CURLOPT_CAINFO, h->config.ca_file);
    if (h->config.ca_file || curl_version_info(CURLVERSION_NOW)->cainfo)
        curl_easy_setopt(h->easy, CURLOPT_CAPATH, NULL);
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(h->easy, CURLOPT_CA_CACHE_TIMEOUT, AUTHORITIES_S);
#endif
    if (h->config.insecure) {
        curl_easy_setopt(h->easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(h->easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
}

static void set_request(struct http *h, const struct http_request *request, struct curl_slist *headers,
                        struct reading *r)
{
    curl_easy_reset(h->easy);
    curl_easy_setopt(h->easy, CURLOPT_URL, request->url);
    curl_easy_setopt(h->easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(h->easy, CURLOPT_USERAGENT, "hotspot-console/" HC_VERSION);
    curl_easy_setopt(h->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(h->easy, CURLOPT_NOSIGNAL, 1L);
    /* A name that is still being looked up at the deadline is left to its thread, not waited for. */
    curl_easy_setopt(h->easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(h->easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(h->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)h->config.connect_ms);
    curl_easy_setopt(h->easy, CURLOPT_TIMEOUT_MS, (long)h->config.deadline_ms);
    curl_easy_setopt(h->easy, CURLOPT_ERRORBUFFER, h->reason);
    curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(h->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(h->easy, CURLOPT_WRITEDATA, r);
    curl_easy_setopt(h->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(h->easy, CURLOPT_HEADERDATA, r);
    set_trust(h);
    if (request->basic_user) {
        curl_easy_setopt(h->easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(h->easy, CURLOPT_USERNAME, request->basic_user);
        curl_easy_setopt(h->easy, CURLOPT_PASSWORD, "");
    }
    set_method(h, request);
}

/* Until it is over or another thread wants it to end. */
static CURLcode perform(struct http *h)
{
    int running = 1, left;
    CURLMcode code = CURLM_OK;
    while (code == CURLM_OK && running && !atomic_load(&h->is_interrupted)) {
        code = curl_multi_perform(h->multi, &running);
        if (code == CURLM_OK && running)
            code = curl_multi_poll(h->multi, NULL, 0, WAIT_MS, NULL);
    }
    if (code != CURLM_OK)
        return CURLE_FAILED_INIT;
    for (CURLMsg *m = curl_multi_info_read(h->multi, &left); m; m = curl_multi_info_read(h->multi, &left))
        if (m->msg == CURLMSG_DONE)
            return m->data.result;
    return CURLE_ABORTED_BY_CALLBACK;
}

/* Whether any byte of the request may have left. */
static bool was_sent(struct http *h)
{
    long bytes = 0;
    return curl_easy_getinfo(h->easy, CURLINFO_REQUEST_SIZE, &bytes) != CURLE_OK || bytes > 0;
}

static bool fail(struct http *h, CURLcode code, bool sent, const struct reading *r, struct error *e)
{
    char what[96];
    const char *why = *h->reason ? h->reason : curl_easy_strerror(code);
    snprintf(what, sizeof what, "%s: no answer", h->config.name);
    if (r->is_too_long) {
        snprintf(what, sizeof what, "%s: the answer is not taken", h->config.name);
        return error_set(e, ERR_REFUSED, what, "it is too long; at most %zu bytes are", r->most_bytes);
    }
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return error_set(e, ERR_CANCELLED, what, "it was stopped");
    if (sent)
        return error_set(e, ERR_UNKNOWN, what, "%s; the request may have been processed", why);
    error_set(e, ERR_UNREACHABLE, what, "%s", why);
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
        error_hint(e, "its certificate is not trusted: check the address, and ca_file in the configuration");
    return false;
}

static bool check_status(struct http *h, const struct http_answer *answer, struct error *e)
{
    char what[96];
    if (answer->status < 300 || answer->status > 399)
        return true;
    snprintf(what, sizeof what, "%s: the answer is not taken", h->config.name);
    error_set(e, ERR_REFUSED, what, "it sends us to another address (HTTP %d)", answer->status);
    return error_hint(e, "check the address in the configuration");
}

/* Before libcurl sees it: where it can't read an address it may quote it. */
static bool check_url(struct http *h, const char *url, struct error *e)
{
    char what[96];
    if (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0)
        return true;
    snprintf(what, sizeof what, "%s can't be asked", h->config.name);
    return error_set(e, ERR_UNREACHABLE, what,
                     "its address in the configuration begins with neither https:// nor http://");
}

bool http_send(struct http *h, const struct http_request *request, struct arena *a, struct http_answer *answer,
               struct error *e)
{
    struct reading r = { .body = { .arena = a }, .arena = a, .answer = answer, .most_bytes = h->config.most_bytes };
    long status = 0;
    *answer = no_answer;
    if (!check_url(h, request->url, e))
        return false;
    struct curl_slist *headers = make_headers(request, a);
    h->reason[0] = '\0';
    atomic_store(&h->is_interrupted, false);
    set_request(h, request, headers, &r);
    curl_multi_add_handle(h->multi, h->easy);
    CURLcode code = perform(h);
    curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
    bool sent = was_sent(h);
    curl_multi_remove_handle(h->multi, h->easy);
    curl_slist_free_all(headers);
    if (code != CURLE_OK)
        return fail(h, code, sent, &r, e);
    answer->status = (int)status;
    answer->length = r.body.length;
    answer->body = r.body.text ? r.body.text : arena_strdup(a, "");
    return check_status(h, answer, e);
}
