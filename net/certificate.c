/* The end of a certificate, by a connection that does nothing else. */
#include "net/certificate.h"

#include <curl/curl.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>
#include <time.h>

static bool end_of(const X509 *x, int64_t *until_s)
{
    struct tm until = { 0 };
    if (!ASN1_TIME_to_tm(X509_get0_notAfter(x), &until))
        return false;
    *until_s = timegm(&until);
    return true;
}

bool certificate_end_of_pem(const char *pem, int64_t *until_s)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *x = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    bool ok = x && end_of(x, until_s);
    X509_free(x);
    BIO_free(bio);
    return ok;
}

/* As PEM; NULL: it showed none. */
static const char *shown(CURL *easy)
{
    static const char label[] = "Cert:";
    struct curl_certinfo *chain = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain || !chain->num_of_certs)
        return NULL;
    for (const struct curl_slist *line = chain->certinfo[0]; line; line = line->next)
        if (strncmp(line->data, label, sizeof label - 1) == 0)
            return line->data + sizeof label - 1;
    return NULL;
}

static CURLcode connect_to(CURL *easy, const char *url, int deadline_ms)
{
    CURLcode rc = CURLE_OK;
    rc |= curl_easy_setopt(easy, CURLOPT_URL, url);
    rc |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
    rc |= curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L); /* routers know none */
    rc |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    rc |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    rc |= curl_easy_setopt(easy, CURLOPT_PROXY, "");
    rc |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    rc |= curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)deadline_ms);
    return rc == CURLE_OK ? curl_easy_perform(easy) : rc;
}

bool certificate_look(const char *url, int deadline_ms, int64_t *until_s, struct error *e)
{
    CURL *easy = curl_easy_init();
    if (!easy)
        return error_set(e, ERR_UNREACHABLE, "can't look at a certificate", "there is no memory for a connection");
    CURLcode rc = connect_to(easy, url, deadline_ms);
    const char *pem = rc == CURLE_OK ? shown(easy) : NULL;
    bool ok = pem && certificate_end_of_pem(pem, until_s);
    if (!ok)
        error_set(e, ERR_UNREACHABLE, "can't look at a certificate", "%s",
                  rc == CURLE_OK ? "the server showed none that can be read" : curl_easy_strerror(rc));
    curl_easy_cleanup(easy);
    return ok;
}
