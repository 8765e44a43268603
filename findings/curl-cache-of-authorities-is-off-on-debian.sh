#!/usr/bin/env bash
# libcurl's cache of authorities never holds anything with Debian's defaults
#
# Versions   libcurl4-openssl-dev 7.88.1-10+deb12u15 of Debian 12.
# Guess      CURLOPT_CA_CACHE_TIMEOUT is 24 hours by default: of two connections of one multi handle, both with default
#            authorities, the second does not read 140 certificates again.
# Instead    The cache is passed over as soon as a folder of authorities is set, and Debian builds libcurl with one beside
#            the file (curl-config --configure: --with-ca-path=/etc/ssl/certs). The manual page of the option does not say
#            that. Naming another file by CURLOPT_CAINFO leaves the folder where it is, as an authority and as what turns
#            the cache off.
# Seen       as it is      each of three connections reads the file: 22 ms of CPU each, at the third as at the first
#            CAPATH NULL   the first reads it, the others do not: below 1 ms
# Means      A client that makes a connection for each request, as is right for payments, spends on a small machine most of
#            its time on certificates. curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) turns the cache on, and makes of
#            CURLOPT_CAINFO what one takes it for: the only authorities.

set -euo pipefail
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
dpkg-query -W libcurl4-openssl-dev

cat >client.c <<'C'
#include <curl/curl.h>
#include <stdio.h>
#include <time.h>

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* Three connections in a row by one multi handle: URL FILE keep|gone [null], the file is taken away after the first. */
int main(int argc, char **argv)
{
    curl_global_init(CURL_GLOBAL_ALL);
    CURLM *multi = curl_multi_init();
    CURL *easy = curl_easy_init();
    double spent[3];
    const char *result[3];
    for (int i = 0; i < 3; i++) {
        int running = 1, left;
        curl_easy_reset(easy);
        curl_easy_setopt(easy, CURLOPT_URL, argv[1]);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, stderr);
        curl_easy_setopt(easy, CURLOPT_CAINFO, argv[2]);
        if (argc > 4)
            curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
        double from = cpu_ms();
        curl_multi_add_handle(multi, easy);
        while (running) {
            curl_multi_perform(multi, &running);
            if (running)
                curl_multi_poll(multi, NULL, 0, 1000, NULL);
        }
        CURLMsg *end = curl_multi_info_read(multi, &left);
        result[i] = end && end->data.result == CURLE_OK ? "ok" : curl_easy_strerror(end->data.result);
        spent[i] = cpu_ms() - from;
        curl_multi_remove_handle(multi, easy);
        if (argv[3][0] == 'g')
            remove(argv[2]);
    }
    if (argv[3][0] == 'k')
        fprintf(stderr, "%.1f, %.1f, %.1f ms of CPU\n", spent[0], spent[1], spent[2]);
    else
        printf("%s: %s; then, with the file gone: %s; %s\n", argc > 4 ? "CAPATH NULL" : "as it is", result[0], result[1], result[2]);
}
C
gcc -o client client.c -lcurl
curl-config --configure | tr ' ' '\n' | grep -o 'with-ca-path=[a-z/]*' >seen || true
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out own.pem -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost 2>/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
openssl s_server -quiet -accept "127.0.0.1:$port" -cert own.pem -key key.pem -www >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do openssl s_client -connect "127.0.0.1:$port" </dev/null >/dev/null 2>&1 && break; sleep 0.1; done
for way in '' null; do
    cat /etc/ssl/certs/ca-certificates.crt own.pem >authorities.pem
    ./client "https://localhost:$port/" authorities.pem keep $way 2>client.err
    echo "${way:-as it is}: $(tail -n 1 client.err)"
    ./client "https://localhost:$port/" authorities.pem gone $way 2>client.err >>seen
done
cat seen

diff - seen <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
with-ca-path=/etc/ssl/certs
as it is: ok; then, with the file gone: Problem with the SSL CA cert (path? access rights?); Problem with the SSL CA cert (path? access rights?)
CAPATH NULL: ok; then, with the file gone: ok; ok
SEEN
echo "As stated: what a folder stands beside is read anew for each connection."
