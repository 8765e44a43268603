/* The operator's clipboard, by OSC 52. */
#include "tui/terminal/clipboard.h"

#include "base/text.h"

#include <errno.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PATIENCE_MS = 200
};

static bool is_control(const unsigned char *p)
{
    return *p < ' ' || *p == 0x7F || (*p == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F);
}

static bool may_be_copied(const char *text)
{
    size_t length = strlen(text);
    if (!length || length > CLIPBOARD_TEXT || !text_is_utf8(text, length))
        return false;
    for (const char *p = text; *p; p++)
        if (is_control((const unsigned char *)p))
            return false;
    return true;
}

size_t clipboard_sequence(char *out, size_t size, const char *text)
{
    unsigned char encoded[CLIPBOARD_TEXT / 3 * 4 + 8];
    const char *tmux = getenv("TMUX");
    if (!may_be_copied(text))
        return 0;
    EVP_EncodeBlock(encoded, (const unsigned char *)text, (int)strlen(text));
    int length = snprintf(out, size, "\x1b]52;c;%s\a", encoded);
    /* tmux takes it for itself, or hands it on wrapped, each by a setting of its own: one of the two is enough. */
    if (tmux && *tmux && length > 0 && (size_t)length < size)
        length += snprintf(out + length, size - (size_t)length, "\x1bPtmux;\x1b\x1b]52;c;%s\a\x1b\\", encoded);
    return length > 0 && (size_t)length < size ? (size_t)length : 0;
}

/* A terminal that does not read must not hold the screen up for long. */
static bool is_writable(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    return poll(&p, 1, PATIENCE_MS) > 0;
}

/* Past curses: it has sent all that it had by the end of each turn, so nothing comes between. */
bool clipboard_copy(const char *text)
{
    char bytes[CLIPBOARD_BYTES];
    size_t length = clipboard_sequence(bytes, sizeof bytes, text), sent = 0;
    fflush(stdout);
    while (sent < length) {
        ssize_t n = write(STDOUT_FILENO, bytes + sent, length - sent);
        if (n > 0)
            sent += (size_t)n;
        else if (errno != EINTR && (errno != EAGAIN || !is_writable(STDOUT_FILENO)))
            return false;
    }
    return length > 0;
}
