/* What stands on a voucher. */
#include "model/sheets/sheet.h"

#include <ctype.h>
#include <string.h>

const char *const sheet_fields[] = { "title", "price", "validity", "limits", "qr", "number", NULL };

bool sheet_form_fields(struct sheet_form *form, const char *text)
{
    bool *const places[] = { &form->has_title,  &form->has_price, &form->has_validity,
                             &form->has_limits, &form->has_qr,    &form->has_number };
    for (size_t i = 0; sheet_fields[i]; i++)
        *places[i] = false;
    for (text += strspn(text, ", "); *text; text += strspn(text, ", ")) {
        size_t length = strcspn(text, ", "), i = 0;
        while (sheet_fields[i] && (strlen(sheet_fields[i]) != length || strncmp(sheet_fields[i], text, length) != 0))
            i++;
        if (!sheet_fields[i])
            return false;
        *places[i] = true;
        text += length;
    }
    return true;
}

/* All but what RFC 3986 calls unreserved, so that no page, browser or camera has to guess. */
static void add_encoded(struct strbuf *b, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at < 0x80 && (isalnum(*at) || strchr("-._~", *at)))
            strbuf_add_bytes(b, (const char *)at, 1);
        else
            strbuf_printf(b, "%%%02X", *at);
    }
}

const char *sheet_login_url(struct arena *a, const char *dns_name, const char *code, const char *password)
{
    struct strbuf b = { .arena = a };
    if (!dns_name || !*dns_name)
        return NULL;
    strbuf_printf(&b, "http://%s/login?username=", dns_name);
    add_encoded(&b, code);
    strbuf_add(&b, "&password=");
    add_encoded(&b, password ? password : code);
    return strbuf_text(&b);
}

bool sheet_has_password(const struct sheet_voucher *v)
{
    return v->password && *v->password && strcmp(v->password, v->code) != 0;
}

const char *sheet_word(const struct sheet_form *form, const char *english)
{
    static const struct {
        const char *en, *id;
    } words[] = {
        { "password", "sandi" },
        { "valid", "berlaku" },
        { "COPY", "SALINAN" },
    };
    for (size_t i = 0; !form->is_english && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].en, english) == 0)
            return words[i].id;
    return english;
}
