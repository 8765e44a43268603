/* What a router's certificate says, for who decides whether to trust it. */
#include "net/ros.h"
#include "net/ros_session.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    DIGEST = 32
};

static X509 *read_pem(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *x = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return x;
}

/* As curl compares it: the digest of the key with its algorithm, in base64. */
static bool write_pin(X509 *x, char pin[64])
{
    unsigned char *der = NULL, digest[DIGEST];
    unsigned length = 0;
    int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);
    bool ok = size > 0 && EVP_Digest(der, (size_t)size, digest, &length, EVP_sha256(), NULL) && length == DIGEST;
    OPENSSL_free(der);
    if (!ok)
        return false;
    strcpy(pin, "sha256//");
    EVP_EncodeBlock((unsigned char *)pin + strlen(pin), digest, DIGEST);
    return true;
}

static bool write_fingerprint(X509 *x, char fingerprint[65])
{
    unsigned char digest[DIGEST];
    unsigned length = 0;
    if (!X509_digest(x, EVP_sha256(), digest, &length) || length != DIGEST)
        return false;
    for (unsigned i = 0; i < DIGEST; i++)
        snprintf(fingerprint + 2 * i, 3, "%02x", digest[i]);
    return true;
}

static void write_subject(X509 *x, char *subject, size_t size)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text;
    long length =
        bio && X509_NAME_print_ex(bio, X509_get_subject_name(x), 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) >= 0
            ? BIO_get_mem_data(bio, &text)
            : 0;
    snprintf(subject, size, "%.*s", length > 0 ? (int)length : 0, length > 0 ? text : "");
    BIO_free(bio);
}

static bool read_certificate(const char *pem, struct ros_certificate *c)
{
    struct tm until;
    X509 *x = read_pem(pem);
    bool ok = x && write_pin(x, c->pin) && write_fingerprint(x, c->fingerprint) &&
              ASN1_TIME_to_tm(X509_get0_notAfter(x), &until);
    if (ok) {
        write_subject(x, c->subject, sizeof c->subject);
        strftime(c->until, sizeof c->until, "%Y-%m-%d", &until);
        c->is_over = X509_cmp_current_time(X509_get0_notAfter(x)) < 0;
    }
    X509_free(x);
    return ok;
}

bool ros_look_at_certificate(struct ros *r, struct ros_certificate *c, struct error *e)
{
    struct ros_config trusting = r->config;
    memset(c, 0, sizeof *c);
    trusting.insecure = true; /* nothing is sent: it is looked at, and that is all */
    trusting.pinned_key = trusting.ca_file = NULL;
    ros_session_begin_call(r);
    ros_session_close(r);
    struct ros_transport *t = ros_transport_open(&trusting, &r->wake, e);
    if (!t)
        return false;
    const char *pem = ros_transport_certificate(t);
    bool ok = pem && read_certificate(pem, c);
    ros_transport_close(t);
    if (ok)
        return true;
    error_set(e, ERR_PROTOCOL, "the router shows no certificate", "%s:%d", r->config.host, r->config.port);
    return error_hint(e, "give its api-ssl service a certificate: /ip service set api-ssl certificate=…");
}
