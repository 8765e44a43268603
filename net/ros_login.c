/* Logging in: name and password; then the challenge of RouterOS before 6.43, where the router asks
 * for it. Sent without a tag: a router that has not let us in owes us no tags. */
#include "net/ros_session.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum {
    CHALLENGE_BYTES = 32,
    MD5_BYTES = 16
};

struct login_answer {
    bool refused;
    bool challenged;
    char message[160];
    char challenge[2 * CHALLENGE_BYTES + 3]; /* room to see that one is too long */
};

/* Routers name their reasons in words only, and differently from version to version. */
static bool says_one_of(const char *text, const char *const *phrases)
{
    for (; *phrases; phrases++)
        if (strcasestr(text, *phrases))
            return true;
    return false;
}

static bool login_refused(struct ros *r, enum error_code code, const char *why, const char *hint, struct error *e)
{
    static const char *const full[] = { "session", "too many", "limit reached", NULL };
    static const char *const passing[] = { "timeout", "timed out", "busy", "radius", "try again", NULL };
    static const char *const wrong[] = { "invalid user", "password", "cannot log in", "not allowed", NULL };
    char what[192];
    snprintf(what, sizeof what, "can't log in to router %s", r->config.name);
    if (says_one_of(why, full)) {
        error_set(e, ERR_UNREACHABLE, what, "%s", why);
        error_hint(e, "close other API sessions of the router, or raise its limit (20 by default)");
    } else if (says_one_of(why, passing)) {
        error_set(e, ERR_UNREACHABLE, what, "%s", why);
    } else if (says_one_of(why, wrong) || code == ERR_CONFIG) {
        error_set(e, ERR_CONFIG, what, "%s", why);
        error_hint(e,
                   "check user and password_file of router %s, and that the user has the api policy and may log in "
                   "from this address",
                   r->config.name);
    } else {
        error_set(e, code, what, "%s", why);
        error_hint(e, "%s", hint);
    }
    ros_session_close(r);
    return false;
}

/* A trap ends it at once: what follows it can change nothing. */
static bool hear_answer(struct ros *r, struct login_answer *answer, struct error *e)
{
    struct ros_word text;
    struct error cause = { .code = ERR_NONE };
    memset(answer, 0, sizeof *answer);
    while (ros_session_hear(r, INT64_MAX, &cause) == ROS_HEARD_REPLY) {
        if (ros_reply_is(r, "!trap")) {
            answer->refused = true;
            if (ros_reply_value(r, "message", &text))
                ros_word_copy(answer->message, sizeof answer->message, &text);
            return true;
        }
        if (!ros_reply_is(r, "!done"))
            continue;
        r->in_flight = 0;
        answer->challenged = ros_reply_value(r, "ret", &text);
        if (answer->challenged)
            ros_word_copy(answer->challenge, sizeof answer->challenge, &text);
        return true;
    }
    if (cause.code != ERR_UNREACHABLE && cause.code != ERR_TIMEOUT) {
        if (e)
            *e = cause;
        return false;
    }
    return login_refused(r, ERR_UNREACHABLE, cause.why,
                         "the router may allow no API session from this address, or have too many already", e);
}

/* Sends /login with the user's name and one more word, which is wiped afterwards. */
static bool send_login(struct ros *r, struct arena *a, char *secret_word, struct login_answer *answer, struct error *e)
{
    const char *const words[] = { "/login", arena_printf(a, "=name=%s", r->config.user), secret_word };
    ros_session_put(r, words, 3, 0);
    explicit_bzero(secret_word, strlen(secret_word));
    if (!hear_answer(r, answer, e))
        return false;
    if (answer->refused)
        return login_refused(r, ERR_CONFIG, answer->message[0] ? answer->message : "no reason given", "", e);
    return true;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c | 0x20) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* The bytes that hex stands for; 0 where it is no hex, or too long. */
static size_t read_hex(const char *hex, unsigned char *out, size_t size)
{
    size_t n = 0;
    for (; hex[0]; hex += 2, n++) {
        int high = hex_digit(hex[0]), low = hex_digit(hex[1]);
        if (high < 0 || low < 0 || n == size)
            return 0;
        out[n] = (unsigned char)(high << 4 | low);
    }
    return n;
}

/* MD5 of a zero byte, the password and the challenge, as the old login wants it. */
static bool digest_challenge(const char *password, const unsigned char *challenge, size_t length,
                             unsigned char digest[MD5_BYTES])
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok = md && EVP_DigestInit_ex(md, EVP_md5(), NULL) && EVP_DigestUpdate(md, "", 1) &&
              EVP_DigestUpdate(md, password, strlen(password)) && EVP_DigestUpdate(md, challenge, length) &&
              EVP_DigestFinal_ex(md, digest, NULL);
    EVP_MD_CTX_free(md);
    return ok;
}

static bool answer_challenge(struct ros *r, struct arena *a, struct login_answer *answer, struct error *e)
{
    unsigned char challenge[CHALLENGE_BYTES], digest[MD5_BYTES];
    char word[sizeof "=response=00" + 2 * MD5_BYTES] = "=response=00";
    size_t length = read_hex(answer->challenge, challenge, sizeof challenge);
    if (!length)
        return ros_session_fail(r, e, ERR_PROTOCOL, "the router's login challenge is not hexadecimal");
    if (!digest_challenge(r->config.password, challenge, length, digest))
        return ros_session_fail(r, e, ERR_INTERNAL, "libcrypto has no MD5, which this router's login needs");
    char *at = word + strlen(word);
    for (size_t i = 0; i < MD5_BYTES; i++, at += 2)
        snprintf(at, 3, "%02x", digest[i]);
    explicit_bzero(digest, sizeof digest);
    return send_login(r, a, word, answer, e);
}

bool ros_login(struct ros *r, struct error *e)
{
    struct login_answer answer;
    struct arena *a = arena_new();
    bool ok = send_login(r, a, arena_printf(a, "=password=%s", r->config.password), &answer, e);
    if (ok && answer.challenged) {
        ok = answer_challenge(r, a, &answer, e);
        if (ok && answer.challenged)
            ok = ros_session_fail(r, e, ERR_PROTOCOL, "the router asks for a login again and again");
    }
    arena_free(a);
    return ok;
}
