/* The byte stream to a router, plain or TLS, by libcurl.
 *
 * The handle is connected by the multi interface, so that connecting can be interrupted, and stays
 * added to it: curl_easy_send() and curl_easy_recv() only work on it as long as it does. */
#include "net/ros_transport.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* One TLS record at most: it is handed over whole or not at all. */
enum {
    SEND_SIZE = 16384,
    RECEIVE_SIZE = 65536
};

struct ros_transport {
    CURLM *multi;
    CURL *easy;
    CURLU *url;
    struct ros_wake *wake;
    curl_socket_t socket;
    uint64_t sent;
    char reason[CURL_ERROR_SIZE];
    /* TLS wants a write that had to wait tried again from the same address and with the same
     * length: so what is being sent stands still here. */
    size_t sending, sending_done;
    unsigned char sending_bytes[SEND_SIZE];
    unsigned char received[RECEIVE_SIZE];
};

void ros_wake_init(struct ros_wake *w)
{
    w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    atomic_init(&w->raised, false);
}

void ros_wake_free(struct ros_wake *w)
{
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
}

void ros_wake_raise(struct ros_wake *w)
{
    const uint64_t one = 1;
    atomic_store(&w->raised, true);
    /* A full counter can't take it and is readable already. */
    if (w->fd >= 0 && write(w->fd, &one, sizeof one) < 0)
        return;
}

void ros_wake_clear(struct ros_wake *w)
{
    uint64_t count;
    atomic_store(&w->raised, false);
    if (w->fd >= 0 && read(w->fd, &count, sizeof count) < 0)
        return;
}

bool ros_wake_is_raised(const struct ros_wake *w)
{
    return atomic_load(&w->raised);
}

int64_t ros_clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void curl_start(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* Once for the program, by whichever thread comes first. */
static void curl_start_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, curl_start);
}

static bool set_address(struct ros_transport *t, const struct ros_config *config, struct error *e)
{
    char host[300], port[16], what[192];
    bool bare_ipv6 = strchr(config->host, ':') && config->host[0] != '[';
    int length = snprintf(host, sizeof host, bare_ipv6 ? "[%s]" : "%s", config->host);
    snprintf(port, sizeof port, "%d", config->port);
    bool fits = length > 0 && (size_t)length < sizeof host;
    if (fits && !curl_url_set(t->url, CURLUPART_SCHEME, config->tls ? "https" : "http", 0) &&
        !curl_url_set(t->url, CURLUPART_HOST, host, 0) && !curl_url_set(t->url, CURLUPART_PORT, port, 0) &&
        !curl_url_set(t->url, CURLUPART_PATH, "/", 0) && !curl_easy_setopt(t->easy, CURLOPT_CURLU, t->url))
        return true;
    snprintf(what, sizeof what, "can't connect to router %s", config->name);
    error_set(e, ERR_CONFIG, what, "\"%.128s\" and port %d are no address", config->host, config->port);
    return error_hint(e, "set host to a name or an IP address, and port to a number from 1 to 65535");
}

/* A pinned key says more than a certificate authority could, and routers sign their own
 * certificates: with a pin and no ca_file, the pin alone is what is verified. */
static bool set_trust(CURL *easy, const struct ros_config *config)
{
    bool verify = !config->insecure && (!config->pinned_key || config->ca_file);
    CURLcode rc = CURLE_OK;
    rc |= curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    rc |= curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
    rc |= curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
    rc |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    if (config->ca_file) {
        /* Only this file: not the system's authorities as well. */
        rc |= curl_easy_setopt(easy, CURLOPT_CAINFO, config->ca_file);
        rc |= curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    if (config->pinned_key)
        rc |= curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, config->pinned_key);
    return rc == CURLE_OK;
}

static bool set_options(struct ros_transport *t, const struct ros_config *config)
{
    CURLcode rc = CURLE_OK;
    rc |= curl_easy_setopt(t->easy, CURLOPT_CONNECT_ONLY, 1L);
    rc |= curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->reason);
    rc |= curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
    rc |= curl_easy_setopt(t->easy, CURLOPT_PROXY, "");
    rc |= curl_easy_setopt(t->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)config->connect_ms);
    rc |= curl_easy_setopt(t->easy, CURLOPT_TCP_KEEPALIVE, 1L);
    rc |= curl_easy_setopt(t->easy, CURLOPT_BUFFERSIZE, (long)RECEIVE_SIZE);
#if LIBCURL_VERSION_NUM >= 0x075700
    /* Else closing waits for a name server that does not answer. */
    rc |= curl_easy_setopt(t->easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    return rc == CURLE_OK && (!config->tls || set_trust(t->easy, config));
}

static void explain(const struct ros_config *config, CURLcode rc, struct error *e)
{
    switch (rc) {
    case CURLE_PEER_FAILED_VERIFICATION:
        error_hint(e,
                   "the router's certificate is not trusted: set ca_file to the certificate that signed it, and host "
                   "to a name or address that it names; or set pinned_key");
        break;
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        error_hint(e, "the router shows another key than pinned_key: if its certificate was renewed, pin the new one, "
                      "else somebody stands in between");
        break;
    case CURLE_SSL_CACERT_BADFILE:
        e->code = ERR_CONFIG;
        error_hint(e, "check that ca_file exists, can be read, and holds a PEM certificate");
        break;
    case CURLE_SSL_CONNECT_ERROR:
        error_hint(e, "check that port %d is the api-ssl service, and that it has a certificate", config->port);
        break;
    case CURLE_COULDNT_RESOLVE_HOST:
        error_hint(e, "check host of this router, and the name server");
        break;
    default:
        error_hint(e, "check host and port of this router, and that its %s service is enabled and allows this address",
                   config->tls ? "api-ssl" : "api");
    }
}

static bool connect_failed(const struct ros_transport *t, const struct ros_config *config, CURLcode rc, struct error *e)
{
    char what[192];
    snprintf(what, sizeof what, "can't connect to router %s", config->name);
    if (rc == CURLE_ABORTED_BY_CALLBACK)
        return error_set(e, ERR_CANCELLED, what, "interrupted");
    error_set(e, ERR_UNREACHABLE, what, "%s:%d: %s", config->host, config->port,
              t->reason[0] ? t->reason : curl_easy_strerror(rc));
    if (e)
        explain(config, rc, e);
    return false;
}

/* Whether the handle's connecting has come to an end, and which. */
static bool connect_is_over(struct ros_transport *t, CURLcode *rc)
{
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(t->multi, &left))) {
        if (message->msg != CURLMSG_DONE)
            continue;
        *rc = message->data.result;
        return true;
    }
    return false;
}

static CURLcode connect_now(struct ros_transport *t, int connect_ms)
{
    struct curl_waitfd wake = { .fd = t->wake->fd, .events = CURL_WAIT_POLLIN };
    int64_t until = ros_clock_us() + (int64_t)connect_ms * 1000;
    for (;;) {
        int running;
        CURLcode rc;
        if (curl_multi_perform(t->multi, &running) != CURLM_OK)
            return CURLE_FAILED_INIT;
        if (connect_is_over(t, &rc))
            return rc;
        if (ros_wake_is_raised(t->wake))
            return CURLE_ABORTED_BY_CALLBACK;
        int64_t left_ms = (until - ros_clock_us()) / 1000;
        if (left_ms <= 0)
            return CURLE_OPERATION_TIMEDOUT;
        if (curl_multi_poll(t->multi, &wake, wake.fd >= 0, (int)left_ms, NULL) != CURLM_OK)
            return CURLE_FAILED_INIT;
    }
}

struct ros_transport *ros_transport_open(const struct ros_config *config, struct ros_wake *wake, struct error *e)
{
    curl_start_once();
    struct ros_transport *t = calloc(1, sizeof *t);
    char what[192];
    snprintf(what, sizeof what, "can't connect to router %s", config->name);
    if (!t) {
        error_set(e, ERR_INTERNAL, what, "out of memory");
        return NULL;
    }
    t->wake = wake;
    t->multi = curl_multi_init();
    t->easy = curl_easy_init();
    t->url = curl_url();
    if (!t->multi || !t->easy || !t->url) {
        error_set(e, ERR_INTERNAL, what, "libcurl can't start");
        goto fail;
    }
    if (!set_address(t, config, e))
        goto fail;
    if (!set_options(t, config)) {
        error_set(e, ERR_INTERNAL, what, "this libcurl lacks what is needed%s", config->tls ? " for TLS" : "");
        goto fail;
    }
    CURLcode rc =
        curl_multi_add_handle(t->multi, t->easy) == CURLM_OK ? connect_now(t, config->connect_ms) : CURLE_FAILED_INIT;
    if (rc == CURLE_OK)
        rc = curl_easy_getinfo(t->easy, CURLINFO_ACTIVESOCKET, &t->socket);
    if (rc == CURLE_OK && t->socket != CURL_SOCKET_BAD) {
        t->reason[0] = '\0'; /* of an address that was tried first and failed */
        return t;
    }
    connect_failed(t, config, rc, e);
fail:
    ros_transport_close(t);
    return NULL;
}

void ros_transport_close(struct ros_transport *t)
{
    if (!t)
        return;
    if (t->multi && t->easy)
        curl_multi_remove_handle(t->multi, t->easy);
    curl_easy_cleanup(t->easy);
    curl_multi_cleanup(t->multi);
    curl_url_cleanup(t->url);
    explicit_bzero(t, sizeof *t);
    free(t);
}

/* Takes the next bytes of out, and leaves no copy of them there. */
static void stage(struct ros_transport *t, struct ros_buffer *out)
{
    size_t n = out->end - out->start;
    if (n > SEND_SIZE)
        n = SEND_SIZE;
    t->sending_done = 0;
    t->sending = n;
    if (!n)
        return;
    memcpy(t->sending_bytes, out->bytes + out->start, n);
    explicit_bzero(out->bytes + out->start, n);
    out->start += n;
}

bool ros_transport_send(struct ros_transport *t, struct ros_buffer *out)
{
    for (;;) {
        if (t->sending_done == t->sending)
            stage(t, out);
        if (!t->sending)
            return true;
        size_t n = 0;
        CURLcode rc = curl_easy_send(t->easy, t->sending_bytes + t->sending_done, t->sending - t->sending_done, &n);
        if (rc == CURLE_AGAIN)
            return true;
        if (rc != CURLE_OK) {
            if (!t->reason[0])
                snprintf(t->reason, sizeof t->reason, "%s", curl_easy_strerror(rc));
            return false;
        }
        explicit_bzero(t->sending_bytes + t->sending_done, n);
        t->sending_done += n;
        t->sent += n;
    }
}

const char *ros_transport_certificate(const struct ros_transport *t)
{
    static const char label[] = "Cert:";
    struct curl_certinfo *chain = NULL;
    if (curl_easy_getinfo(t->easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain || !chain->num_of_certs)
        return NULL;
    for (const struct curl_slist *line = chain->certinfo[0]; line; line = line->next)
        if (strncmp(line->data, label, sizeof label - 1) == 0)
            return line->data + sizeof label - 1;
    return NULL;
}

uint64_t ros_transport_sent(const struct ros_transport *t)
{
    return t->sent;
}

enum ros_received ros_transport_receive(struct ros_transport *t, const void **bytes, size_t *length)
{
    *bytes = t->received;
    *length = 0;
    CURLcode rc = curl_easy_recv(t->easy, t->received, sizeof t->received, length);
    if (rc == CURLE_AGAIN)
        return ROS_NOTHING_YET;
    if (rc == CURLE_OK)
        return *length ? ROS_RECEIVED : ROS_END;
    if (!t->reason[0])
        snprintf(t->reason, sizeof t->reason, "%s", curl_easy_strerror(rc));
    return ROS_LOST;
}

const char *ros_transport_reason(const struct ros_transport *t)
{
    return t->reason[0] ? t->reason : "connection lost";
}

void ros_transport_wait(struct ros_transport *t, const struct ros_buffer *out, int64_t until_us)
{
    bool unsent = t->sending_done < t->sending || out->start < out->end;
    struct pollfd fds[] = {
        { .fd = t->socket, .events = (short)(POLLIN | (unsent ? POLLOUT : 0)) },
        { .fd = t->wake->fd, .events = POLLIN },
    };
    int64_t left = until_us - ros_clock_us();
    if (left < 0)
        left = 0;
    struct timespec timeout = { .tv_sec = left / 1000000, .tv_nsec = left % 1000000 * 1000 };
    /* A signal, or a failing poll, sends the caller round again, and its deadline still holds. */
    if (ppoll(fds, 2, &timeout, NULL) > 0 && fds[1].revents)
        atomic_store(&t->wake->raised, true);
}
