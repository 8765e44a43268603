/* Text from outside, made fit to be shown. */
#include "base/text.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

static bool is_shown(utf8proc_int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        break;
    }
    /* blank or ignorable in spite of being called letters, marks or symbols */
    return c != 0x034F && c != 0x115F && c != 0x1160 && c != 0x17B4 && c != 0x17B5 && c != 0x2800 &&
           c != 0x3164 && c != 0xFFA0 && !(c >= 0xFE00 && c <= 0xFE0F) && !(c >= 0xE0100 && c <= 0xE01EF);
}

static int escape(char *out, size_t size, utf8proc_int32_t c)
{
    switch (c) {
    case '\n':
        return snprintf(out, size, "\\n");
    case '\r':
        return snprintf(out, size, "\\r");
    case '\t':
        return snprintf(out, size, "\\t");
    case 0x1B:
        return snprintf(out, size, "\\e");
    default:
        return c < 0x100 ? snprintf(out, size, "\\x%02x", (unsigned)c)
                         : snprintf(out, size, "\\u{%x}", (unsigned)c);
    }
}

size_t text_safe(char *out, size_t size, const char *in, size_t length)
{
    size_t used = 0;
    if (!size)
        return 0;
    for (size_t i = 0; i < length;) {
        utf8proc_int32_t c;
        char piece[16];
        int m;
        /* most of all text: no table has to be asked about it */
        if (in[i] >= 0x20 && in[i] < 0x7F) {
            if (used + 1 >= size)
                break;
            out[used++] = in[i++];
            continue;
        }
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)in + i, (utf8proc_ssize_t)(length - i), &c);
        if (n <= 0) {
            m = snprintf(piece, sizeof piece, "\\x%02x", (unsigned char)in[i]);
            n = 1;
        } else if (is_shown(c)) {
            m = (int)n;
            memcpy(piece, in + i, (size_t)n);
        } else {
            m = escape(piece, sizeof piece, c);
        }
        if (used + (size_t)m >= size)
            break;
        memcpy(out + used, piece, (size_t)m);
        used += (size_t)m;
        i += (size_t)n;
    }
    out[used] = '\0';
    return used;
}

char *text_safe_copy(struct arena *a, const char *in)
{
    size_t length = strlen(in), room = length * 10 + 1;
    char stack[1024], *large = room <= sizeof stack ? NULL : arena_alloc(a, room);
    size_t n = text_safe(large ? large : stack, room <= sizeof stack ? sizeof stack : room, in, length);
    return large ? large : arena_copy(a, stack, n);
}

/* ncurses places characters by wcwidth(), so the same is counted here. */
static int char_width(utf8proc_int32_t c)
{
    int w = wcwidth((wchar_t)c);
    return w >= 0 ? w : utf8proc_charwidth(c);
}

int text_width(const char *safe)
{
    int width = 0;
    utf8proc_int32_t c;
    for (const char *p = safe; *p;) {
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &c);
        if (n <= 0) {
            width++;
            p++;
            continue;
        }
        width += char_width(c);
        p += n;
    }
    return width;
}

/* The bytes of safe that fit in columns, with the columns that they take. */
static size_t prefix_that_fits(const char *safe, size_t bytes, int columns, int *taken)
{
    size_t i = 0;
    *taken = 0;
    while (safe[i]) {
        utf8proc_int32_t c = '?';
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)safe + i, -1, &c);
        int w = n > 0 ? char_width(c) : 1;
        n = n > 0 ? n : 1;
        if (*taken + w > columns || i + (size_t)n > bytes)
            break;
        *taken += w;
        i += (size_t)n;
    }
    return i;
}

int text_fit(char *out, size_t size, const char *safe, int columns, bool ascii)
{
    const char *mark = ascii ? "~" : "…";
    int taken;
    if (columns <= 0 || size < 8) {
        if (size)
            out[0] = '\0';
        return 0;
    }
    size_t n = prefix_that_fits(safe, size - 1, columns, &taken);
    if (!safe[n]) {
        memcpy(out, safe, n);
        out[n] = '\0';
        return taken;
    }
    n = prefix_that_fits(safe, size - 1 - strlen(mark), columns - 1, &taken);
    memcpy(out, safe, n);
    memcpy(out + n, mark, strlen(mark) + 1);
    return taken + 1;
}

bool text_is_utf8(const char *in, size_t length)
{
    for (size_t i = 0; i < length;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)in + i, (utf8proc_ssize_t)(length - i), &c);
        if (n <= 0)
            return false;
        i += (size_t)n;
    }
    return true;
}

bool text_has_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words + strspn(words, " "); *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        if (n == length && memcmp(at, word, n) == 0)
            return true;
        at += n;
    }
    return false;
}

int text_distance(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    int row[LONGEST + 1];
    int n = (int)strnlen(b, LONGEST);
    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; a[i - 1] && i <= LONGEST; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int above = row[j];
            int best = diagonal + (a[i - 1] != b[j - 1]);
            if (above + 1 < best)
                best = above + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
            diagonal = above;
        }
    }
    return row[n];
}

uint64_t text_hash(const char *text)
{
    uint64_t h = 14695981039346656037u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    return h;
}
