/* What of a text a font can write. */
#include "model/sheets/sheet_letters.h"

#include "base/text.h"
#include "model/sheets/late_cairo.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Blocks of scripts whose letters change with their neighbours: Devanagari to Myanmar, Khmer. */
enum {
    FIRST_INDIC = 0x0900,
    LAST_INDIC = 0x109f,
    FIRST_KHMER = 0x1780,
    LAST_KHMER = 0x17ff
};
static const char box[] = "\u25a1";

/* Glyph 0 is a font's "I have none". */
static bool has_glyph(cairo_scaled_font_t *font, const char *text, int length)
{
    cairo_glyph_t *glyphs = NULL;
    int count = 0;
    bool has_all = cairo.scaled_font_text_to_glyphs(font, 0, 0, text, length, &glyphs, &count, NULL, NULL, NULL) ==
                   CAIRO_STATUS_SUCCESS;
    for (int i = 0; has_all && i < count; i++)
        has_all = glyphs[i].index != 0;
    cairo.glyph_free(glyphs);
    return has_all;
}

/* Written one after the other from left to right, each by itself, it says what it says. */
static bool stands_alone(utf8proc_int32_t sign)
{
    const utf8proc_property_t *is = utf8proc_get_property(sign);
    utf8proc_category_t kind = (utf8proc_category_t)is->category;
    bool goes_left = is->bidi_class == UTF8PROC_BIDI_CLASS_R || is->bidi_class == UTF8PROC_BIDI_CLASS_AL;
    bool joins = kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_MC || kind == UTF8PROC_CATEGORY_ME ||
                 (sign >= FIRST_INDIC && sign <= LAST_INDIC) || (sign >= FIRST_KHMER && sign <= LAST_KHMER);
    return !goes_left && !joins;
}

static bool is_ascii(const char *text)
{
    while (*text >= ' ' && *text <= '~')
        text++;
    return !*text;
}

/* Letters and their marks as one sign, where there is one. */
static const char *composed(struct arena *a, const char *safe)
{
    utf8proc_uint8_t *made = utf8proc_NFC((const utf8proc_uint8_t *)safe);
    const char *copy = made ? arena_strdup(a, (const char *)made) : safe;
    free(made);
    return copy;
}

const char *sheet_letters(struct arena *a, cairo_scaled_font_t *font, const char *text)
{
    struct strbuf out = { .arena = a };
    if (is_ascii(text))
        return text;
    const char *at = composed(a, text_safe_copy(a, text));
    while (*at) {
        utf8proc_int32_t sign;
        utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)at, -1, &sign);
        if (length < 1)
            break; /* cannot be: it is safe */
        if (stands_alone(sign) && has_glyph(font, at, (int)length))
            strbuf_add_bytes(&out, at, (size_t)length);
        else
            strbuf_add(&out, box);
        at += length;
    }
    return strbuf_text(&out);
}
