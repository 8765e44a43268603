/* Text for the heads of printers. */
#include "model/receipts/charset.h"

#include <string.h>
#include <utf8proc.h>

enum {
    PARTS = 16
};

/* What the bytes from 0x80 on are. */
static const char upper_half[] =
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
    "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■";

static const struct {
    const char *sign, *likeness;
} likenesses[] = {
    { "–", "-" },  { "—", "-" },  { "−", "-" }, { "‐", "-" },      { "‑", "-" },   { "’", "'" }, { "‘", "'" },
    { "“", "\"" }, { "”", "\"" }, { "•", "*" }, { "…", "..." },    { "€", "EUR" }, { "×", "x" }, { "“", "\"" },
    { "đ", "d" },  { "Đ", "D" },  { "ø", "o" }, { "Ø", "O" },      { "ł", "l" },   { "Ł", "L" }, { "│", "|" },
    { "─", "-" },  { "═", "=" },  { "·", "." }, { "\u00a0", " " }, { "₧", "Pts" },
};

/* 0: it is none of the page's. */
static char byte_of(utf8proc_int32_t sign)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)upper_half;
    utf8proc_int32_t found;
    for (int byte = 0x80; *at; byte++) {
        at += utf8proc_iterate(at, -1, &found);
        if (found == sign)
            return (char)byte;
    }
    return 0;
}

static const char *likeness_of(const utf8proc_uint8_t *at, size_t length)
{
    for (size_t i = 0; i < sizeof likenesses / sizeof *likenesses; i++)
        if (strlen(likenesses[i].sign) == length && memcmp(likenesses[i].sign, at, length) == 0)
            return likenesses[i].likeness;
    return NULL;
}

static bool add_sign(struct strbuf *out, utf8proc_int32_t sign, enum receipt_charset charset)
{
    char byte = sign >= 0x20 && sign < 0x7f ? (char)sign : charset == RECEIPT_CP437 && sign >= 0x80 ? byte_of(sign) : 0;
    if (byte)
        strbuf_add_bytes(out, &byte, 1);
    return byte != 0;
}

static bool is_mark(utf8proc_int32_t sign)
{
    utf8proc_category_t kind = utf8proc_category(sign);
    return kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_ME;
}

/* Its letters without their marks; false where nothing of it can be written. */
static bool add_parts(struct strbuf *out, utf8proc_int32_t sign, enum receipt_charset charset)
{
    utf8proc_int32_t parts[PARTS];
    int boundary = UTF8PROC_BOUNDCLASS_START;
    utf8proc_ssize_t count =
        utf8proc_decompose_char(sign, parts, PARTS, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary);
    bool wrote = false;
    for (utf8proc_ssize_t i = 0; i < count && i < PARTS; i++)
        wrote = (!is_mark(parts[i]) && add_sign(out, parts[i], charset)) || wrote;
    return wrote;
}

const char *receipt_fold(struct arena *a, const char *text, enum receipt_charset charset)
{
    struct strbuf out = { .arena = a };
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    if (charset == RECEIPT_UTF8)
        return text;
    while (*at) {
        utf8proc_int32_t sign;
        utf8proc_ssize_t length = utf8proc_iterate(at, -1, &sign);
        const char *likeness = length > 0 ? likeness_of(at, (size_t)length) : NULL;
        if (length <= 0)
            strbuf_add(&out, "?");
        else if (add_sign(&out, sign, charset) || is_mark(sign))
            ; /* a mark alone stands above what is written already */
        else if (likeness)
            strbuf_add(&out, likeness);
        else if (!add_parts(&out, sign, charset))
            strbuf_add(&out, "?");
        at += length > 0 ? length : 1;
    }
    return strbuf_text(&out);
}
