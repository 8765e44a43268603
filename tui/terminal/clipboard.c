/* The operator's clipboard, by OSC 52. */
#include "tui/terminal/clipboard.h"

#include "base/i18n.h"
#include "base/text.h"
#include "tui/terminal/surroundings.h"

#include <errno.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PATIENCE_MS = 200,
    SCREEN_PIECE = 200 /* bytes: GNU screen drops a string that is longer than its buffer, 256 in old ones */
};

/* Text that grows in a place of fixed size; one byte too many, and there is none of it. */
struct bytes {
    char *out;
    size_t size, length;
    bool is_full;
};

static void add(struct bytes *b, const char *text, size_t length)
{
    if (b->is_full || length >= b->size - b->length) {
        b->is_full = true;
        return;
    }
    memcpy(b->out + b->length, text, length);
    b->length += length;
    b->out[b->length] = '\0';
}

static void send_plain(struct bytes *b, const char *osc)
{
    add(b, osc, strlen(osc));
}

/* tmux takes it for itself (set-clipboard), or hands it on wrapped (allow-passthrough): one of the two is enough. */
static void send_by_tmux(struct bytes *b, const char *osc)
{
    static const char begin[] = "\x1bPtmux;\x1b", end[] = "\x1b\\";
    send_plain(b, osc);
    add(b, begin, sizeof begin - 1);
    send_plain(b, osc);
    add(b, end, sizeof end - 1);
}

/* What stands between ESC P and ESC \ goes on as it is; the terminal sees the pieces as one. */
static void send_by_screen(struct bytes *b, const char *osc)
{
    static const char begin[] = "\x1bP", end[] = "\x1b\\";
    const size_t most = SCREEN_PIECE - (sizeof begin - 1) - (sizeof end - 1);
    for (size_t rest = strlen(osc); rest > 0;) {
        size_t n = rest < most ? rest : most;
        add(b, begin, sizeof begin - 1);
        add(b, osc, n);
        add(b, end, sizeof end - 1);
        osc += n;
        rest -= n;
    }
}

static bool is_linux_console(void)
{
    return surroundings_has_term("linux");
}

static bool is_plain(void)
{
    return true;
}

/* The first that fits, from the inside: each knows only what lies next to the program. mosh is plain: it takes OSC 52
 * with the selection "c" and no other. tmux hands on what set-clipboard let it take without a selection, which mosh
 * drops: through both, only allow-passthrough works. */
static const struct surrounding {
    bool (*is_here)(void);
    void (*send)(struct bytes *b, const char *osc); /* NULL: there is no clipboard */
    const char *needs;
} surroundings[] = {
    { surroundings_is_screen, send_by_screen, NULL },
    { surroundings_is_tmux, send_by_tmux,
      N_("tmux needs \"set -g allow-passthrough on\"; without mosh, \"set -g set-clipboard on\" does it too") },
    { is_linux_console, NULL, NULL },
    { is_plain, send_plain, NULL },
};

static const struct surrounding *around(void)
{
    const struct surrounding *s = surroundings;
    while (!s->is_here())
        s++;
    return s;
}

const char *clipboard_needs(void)
{
    return around()->needs;
}

static bool is_control(const unsigned char *p)
{
    return *p < ' ' || *p == 0x7F || (*p == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F);
}

static bool may_be_copied(const char *text, enum clipboard_kind kind)
{
    size_t length = strlen(text);
    if (!length || length > CLIPBOARD_TEXT || !text_is_utf8(text, length))
        return false;
    for (const char *p = text; *p; p++)
        if (is_control((const unsigned char *)p) && !(*p == '\t' && kind == CLIPBOARD_CELLS))
            return false;
    return true;
}

size_t clipboard_sequence(char *out, size_t size, const char *text, enum clipboard_kind kind)
{
    unsigned char encoded[CLIPBOARD_TEXT / 3 * 4 + 8];
    char osc[sizeof encoded + 16];
    struct bytes b = { .out = out, .size = size };
    const struct surrounding *s = around();
    if (!s->send || !may_be_copied(text, kind))
        return 0;
    EVP_EncodeBlock(encoded, (const unsigned char *)text, (int)strlen(text));
    snprintf(osc, sizeof osc, "\x1b]52;c;%s\a", encoded);
    s->send(&b, osc);
    return b.is_full ? 0 : b.length;
}

/* A terminal that does not read must not hold the screen up for long. */
static bool is_writable(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    return poll(&p, 1, PATIENCE_MS) > 0;
}

/* Past curses: it has sent all that it had by the end of each turn, so nothing comes between. */
enum clipboard_end clipboard_copy(const char *text, enum clipboard_kind kind)
{
    char bytes[CLIPBOARD_BYTES];
    if (!around()->send)
        return CLIPBOARD_NOWHERE;
    size_t length = clipboard_sequence(bytes, sizeof bytes, text, kind), sent = 0;
    fflush(stdout);
    while (sent < length) {
        ssize_t n = write(STDOUT_FILENO, bytes + sent, length - sent);
        if (n > 0)
            sent += (size_t)n;
        else if (errno != EINTR && (errno != EAGAIN || !is_writable(STDOUT_FILENO)))
            return CLIPBOARD_STUCK;
    }
    return length > 0 ? CLIPBOARD_SENT : CLIPBOARD_REFUSED;
}
