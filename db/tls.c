/* What the server's certificate says, on a connection that has one. */
#include "db/db.h"
#include "db/handle.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <time.h>

bool db_certificate_end(struct db *db, int64_t *until_s)
{
    struct tm until = { 0 };
    SSL *ssl = db->conn && PQsslInUse(db->conn) ? PQsslStruct(db->conn, "OpenSSL") : NULL;
    X509 *x = ssl ? SSL_get1_peer_certificate(ssl) : NULL;
    bool ok = x && ASN1_TIME_to_tm(X509_get0_notAfter(x), &until);
    if (ok)
        *until_s = timegm(&until);
    X509_free(x);
    return ok;
}
