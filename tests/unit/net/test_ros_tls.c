/* The router's client over TLS: which certificates it trusts, and that the stream behaves as the plain one. */
#include "net/ros.h"

#include "tests/unit/net/stub_router.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static struct {
    EVP_PKEY *key;
    X509 *certificate;
    char directory[64], ca_file[96], pin[80];
} own;

static void add_extension(X509 *x, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    assert_non_null(extension);
    assert_true(X509_add_ext(x, extension, -1));
    X509_EXTENSION_free(extension);
}

/* Self-signed, for 127.0.0.1, as a router's usually is. */
static X509 *certificate_new(EVP_PKEY *key)
{
    X509 *x = X509_new();
    assert_non_null(x);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (const unsigned char *)"router", -1, -1,
                               0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    add_extension(x, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(x, NID_subject_alt_name, "IP:127.0.0.1");
    assert_true(X509_sign(x, key, EVP_sha256()) > 0);
    return x;
}

static void write_pin(EVP_PKEY *key, char *pin)
{
    unsigned char *der = NULL, digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    int length = i2d_PUBKEY(key, &der);
    assert_true(length > 0 && EVP_Digest(der, (size_t)length, digest, &size, EVP_sha256(), NULL));
    memcpy(pin, "sha256//", 8);
    EVP_EncodeBlock((unsigned char *)pin + 8, digest, (int)size);
    OPENSSL_free(der);
}

static int set_up(void **state)
{
    (void)state;
    snprintf(own.directory, sizeof own.directory, "/tmp/test_ros_tls.XXXXXX");
    assert_non_null(mkdtemp(own.directory));
    snprintf(own.ca_file, sizeof own.ca_file, "%s/ca.pem", own.directory);
    own.key = EVP_EC_gen("P-256");
    assert_non_null(own.key);
    own.certificate = certificate_new(own.key);
    write_pin(own.key, own.pin);
    FILE *f = fopen(own.ca_file, "w");
    assert_non_null(f);
    assert_true(PEM_write_X509(f, own.certificate));
    fclose(f);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(own.ca_file);
    rmdir(own.directory);
    X509_free(own.certificate);
    EVP_PKEY_free(own.key);
    return 0;
}

static ssize_t tls_read(struct stub *s, void *bytes, size_t size)
{
    return SSL_read(s->tls, bytes, (int)size);
}

static ssize_t tls_write(struct stub *s, const void *bytes, size_t size)
{
    return SSL_write(s->tls, bytes, (int)size);
}

/* Shakes hands; false where the client refuses, which is no fault of the script. */
static bool shake_hands(struct stub *s)
{
    /* libssl's own writes raise it; the client's thread must do without. */
    sigset_t pipe_signal;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, NULL);
    if (!stub_accept(s))
        return false;
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(ctx, own.certificate);
    SSL_CTX_use_PrivateKey(ctx, own.key);
    SSL *ssl = SSL_new(ctx);
    SSL_CTX_free(ctx);
    SSL_set_fd(ssl, s->fd);
    s->tls = ssl;
    s->read = tls_read;
    s->write = tls_write;
    return SSL_accept(ssl) == 1;
}

static void part(struct stub *s)
{
    if (s->tls)
        SSL_free(s->tls);
    s->tls = NULL;
    ERR_clear_error();
    stub_hang_up(s);
}

enum {
    ROWS = 3000
};

static void play_print(struct stub *s)
{
    char tag[40], address[40];
    if (shake_hands(s) && stub_hear_login(s) && stub_say(s, "!done", NULL) && stub_hear(s)) {
        stub_tag(s, tag);
        for (int i = 0; i < ROWS; i++) {
            snprintf(address, sizeof address, "=address=10.0.%d.%d", i / 256, i % 256);
            stub_say(s, "!re", address, tag, NULL);
        }
        stub_say(s, "!done", tag, NULL);
        while (stub_hear(s))
            stub_fault(s, "the client says more than it should");
    }
    part(s);
}

struct scene {
    struct stub stub;
    struct ros_config config;
    struct ros *r;
    struct error e;
};

static void scene_set(struct scene *s, void (*script)(struct stub *))
{
    stub_start(&s->stub, script, NULL);
    s->config = stub_config(&s->stub);
    s->config.tls = true;
    s->e = (struct error){ .code = ERR_NONE };
}

static bool scene_connect(struct scene *s)
{
    s->r = ros_new(&s->config);
    stub_go(&s->stub);
    return ros_connect(s->r, &s->e);
}

static void scene_end(struct scene *s)
{
    ros_close(s->r); /* lets the script end, which may still use the client */
    stub_join(&s->stub);
    ros_free(s->r);
    assert_string_equal(s->stub.fault, "");
}

static void expect_connected(struct scene *s)
{
    size_t count = 0;
    bool ok = scene_connect(s);
    if (!ok)
        print_error("%s: %s\n", s->e.what, s->e.why);
    assert_true(ok);
    assert_true(ros_print(s->r, "/ip/hotspot/host", "address", NULL, 0, NULL, NULL, &count, &s->e));
    assert_int_equal(count, ROWS);
    scene_end(s);
}

static void expect_refused(struct scene *s, enum error_code code, const char *hint)
{
    assert_false(scene_connect(s));
    assert_int_equal(s->e.code, code);
    if (!strstr(s->e.hint, hint))
        print_error("%s: %s; %s\n", s->e.what, s->e.why, s->e.hint);
    assert_non_null(strstr(s->e.hint, hint));
    assert_non_null(strstr(s->e.what, "can't connect to router stub"));
    assert_false(ros_is_connected(s->r));
    scene_end(s);
}

static void a_certificate_named_by_ca_file_is_trusted(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_print);
    s.config.ca_file = own.ca_file;
    expect_connected(&s);
}

static void a_certificate_that_nobody_vouches_for_is_refused(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_print);
    expect_refused(&s, ERR_UNREACHABLE, "ca_file");
}

static void a_certificate_for_another_name_is_refused(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_print);
    s.config.ca_file = own.ca_file;
    s.config.host = "localhost";
    expect_refused(&s, ERR_UNREACHABLE, "names");
}

static void insecure_trusts_what_it_meets(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_print);
    s.config.insecure = true;
    expect_connected(&s);
}

static void a_pinned_key_suffices(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_print);
    s.config.pinned_key = own.pin;
    expect_connected(&s);
}

/* Whoever is told to trust a key sees it first; nothing is said to the router but TLS's greeting. */
static void play_greeting(struct stub *s)
{
    if (shake_hands(s) && stub_hear(s))
        stub_fault(s, "something was sent before the key was trusted");
    part(s);
}

static void a_certificate_can_be_looked_at_before_it_is_trusted(void **state)
{
    (void)state;
    struct scene s;
    struct ros_certificate seen;
    scene_set(&s, play_greeting);
    s.config.pinned_key = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    s.r = ros_new(&s.config);
    stub_go(&s.stub);
    assert_true(ros_look_at_certificate(s.r, &seen, &s.e));
    assert_string_equal(seen.pin, own.pin);
    assert_int_equal(strlen(seen.fingerprint), 64);
    assert_string_equal(seen.subject, "CN = router");
    assert_false(seen.is_over);
    assert_false(ros_is_connected(s.r));
    scene_end(&s);
}

static void another_key_than_the_pinned_one_is_refused(void **state)
{
    (void)state;
    const bool with_ca[] = { false, true };
    for (size_t i = 0; i < 2; i++) {
        struct scene s;
        scene_set(&s, play_print);
        s.config.pinned_key = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        s.config.ca_file = with_ca[i] ? own.ca_file : NULL;
        expect_refused(&s, ERR_UNREACHABLE, "another key");
    }
}

static void a_pinned_key_does_not_replace_a_ca_file(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_print);
    s.config.pinned_key = own.pin;
    s.config.ca_file = "/etc/hostname"; /* no certificate at all */
    expect_refused(&s, ERR_CONFIG, "PEM");
}

static void a_ca_file_that_can_not_be_read_is_a_matter_of_configuration(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_print);
    s.config.ca_file = "/nonexistent/ca.pem";
    expect_refused(&s, ERR_CONFIG, "ca_file");
}

static void play_plain(struct stub *s)
{
    char bytes[512];
    if (stub_accept(s) && s->read(s, bytes, sizeof bytes) > 0)
        stub_say(s, "!fatal", "not logged in", NULL);
    stub_hang_up(s);
}

static void a_port_that_speaks_clear_text_is_named(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_plain);
    expect_refused(&s, ERR_UNREACHABLE, "api-ssl");
}

/* Large writes both ways at once, so that TLS writes have to wait and be taken up again. */
static void play_both_ways(struct stub *s)
{
    char tag[40], row[4096];
    memset(row, 'r', sizeof row - 1);
    memcpy(row, "=a=", 3);
    row[sizeof row - 1] = '\0';
    if (shake_hands(s) && stub_hear_login(s) && stub_say(s, "!done", NULL)) {
        for (int command = 0; command < 12 && stub_hear(s); command++) {
            stub_tag(s, tag);
            for (int i = 0; i < (command ? 1 : 3000); i++)
                stub_say(s, "!re", row, tag, NULL);
            stub_say(s, "!done", tag, NULL);
        }
        stub_hear(s);
    }
    part(s);
}

static void large_commands(struct ros_command *commands, const char *words[][2], size_t count, char **filler)
{
    const size_t size = 900 * 1024;
    *filler = malloc(size);
    assert_non_null(*filler);
    memset(*filler, 'x', size - 1);
    (*filler)[size - 1] = '\0';
    for (size_t i = 0; i < count; i++) {
        words[i][0] = "/x/add";
        words[i][1] = i ? *filler : "=small=";
        commands[i] = (struct ros_command){ .words = words[i], .word_count = 2 };
    }
}

static void it_reads_while_it_writes(void **state)
{
    (void)state;
    struct scene s;
    struct ros_command commands[12];
    const char *words[12][2];
    char *filler;
    large_commands(commands, words, 12, &filler);
    scene_set(&s, play_both_ways);
    s.config.ca_file = own.ca_file;
    assert_true(scene_connect(&s));
    assert_true(ros_run(s.r, commands, 12, NULL, NULL, &s.e));
    for (size_t i = 0; i < 12; i++)
        assert_int_equal(commands[i].outcome, ROS_DONE);
    scene_end(&s);
    free(filler);
}

static void play_reset(struct stub *s)
{
    if (shake_hands(s) && stub_hear_login(s) && stub_say(s, "!done", NULL) && stub_hear(s)) {
        SSL_free(s->tls);
        s->tls = NULL;
        stub_reset(s);
        return;
    }
    part(s);
}

/* SIGPIPE would end this program. */
static void writing_to_a_router_that_is_gone_is_an_error_only(void **state)
{
    (void)state;
    struct scene s;
    struct ros_command commands[12];
    const char *words[12][2];
    char *filler;
    large_commands(commands, words, 12, &filler);
    scene_set(&s, play_reset);
    s.config.ca_file = own.ca_file;
    assert_true(scene_connect(&s));
    assert_false(ros_run(s.r, commands, 12, NULL, NULL, &s.e));
    assert_int_equal(s.e.code, ERR_UNREACHABLE);
    assert_int_equal(commands[0].outcome, ROS_UNKNOWN);
    assert_int_equal(commands[11].outcome, ROS_NOT_SENT);
    scene_end(&s);
    free(filler);
}

int main(void)
{
    signal(SIGPIPE, SIG_DFL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_named_by_ca_file_is_trusted),
        cmocka_unit_test(a_certificate_that_nobody_vouches_for_is_refused),
        cmocka_unit_test(a_certificate_for_another_name_is_refused),
        cmocka_unit_test(insecure_trusts_what_it_meets),
        cmocka_unit_test(a_pinned_key_suffices),
        cmocka_unit_test(a_certificate_can_be_looked_at_before_it_is_trusted),
        cmocka_unit_test(another_key_than_the_pinned_one_is_refused),
        cmocka_unit_test(a_pinned_key_does_not_replace_a_ca_file),
        cmocka_unit_test(a_ca_file_that_can_not_be_read_is_a_matter_of_configuration),
        cmocka_unit_test(a_port_that_speaks_clear_text_is_named),
        cmocka_unit_test(it_reads_while_it_writes),
        cmocka_unit_test(writing_to_a_router_that_is_gone_is_an_error_only),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
