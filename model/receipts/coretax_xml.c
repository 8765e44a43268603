/* The XML of tax invoices. libxml2 writes control characters and broken UTF-8 as they come and says that all is well,
 * so texts are cleaned here, and it is used to read what was written. */
#include "model/receipts/coretax_xml.h"

#include "model/receipts/late_libxml.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static const char head[] = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                           "<TaxInvoiceBulk xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                           "xsi:noNamespaceSchemaLocation=\"TaxInvoice.xsd\">\n";
static const char reading[] = "the tax invoices were not written";

/* --- writing --- */

struct page {
    struct strbuf out;
    int line;
};

static void put_line(struct page *p, int depth, const char *text)
{
    strbuf_printf(&p->out, "%*s%s\n", depth * 2, "", text);
    p->line++;
}

/* Neither seen nor welcome there: controls, marks of direction, what has no width. */
static bool is_hidden(utf8proc_int32_t sign)
{
    utf8proc_category_t kind = utf8proc_category(sign);
    return kind == UTF8PROC_CATEGORY_CC || kind == UTF8PROC_CATEGORY_CF || kind == UTF8PROC_CATEGORY_CS ||
           kind == UTF8PROC_CATEGORY_CO || kind == UTF8PROC_CATEGORY_CN;
}

static bool is_blank(utf8proc_int32_t sign)
{
    utf8proc_category_t kind = utf8proc_category(sign);
    return sign == '\t' || sign == '\n' || sign == '\r' || kind == UTF8PROC_CATEGORY_ZS ||
           kind == UTF8PROC_CATEGORY_ZL || kind == UTF8PROC_CATEGORY_ZP;
}

/* In one line, blanks squeezed, hidden characters gone, as an element holds it and as a parser gives it back. */
static const char *clean(struct arena *a, const char *text)
{
    struct strbuf b = { .arena = a };
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)(text ? text : "");
    bool wants_blank = false;
    while (*at) {
        utf8proc_int32_t sign;
        utf8proc_ssize_t length = utf8proc_iterate(at, -1, &sign);
        if (length <= 0) {
            at++; /* a byte that is no UTF-8 */
            continue;
        }
        if (is_blank(sign)) {
            wants_blank = b.length > 0;
        } else if (!is_hidden(sign)) {
            if (wants_blank)
                strbuf_add(&b, " ");
            wants_blank = false;
            strbuf_add_bytes(&b, at, (size_t)length);
        }
        at += length;
    }
    return strbuf_text(&b);
}

static const char *escaped(struct arena *a, const char *text)
{
    struct strbuf b = { .arena = a };
    for (; *text; text++)
        if (*text == '&')
            strbuf_add(&b, "&amp;");
        else if (*text == '<')
            strbuf_add(&b, "&lt;");
        else if (*text == '>')
            strbuf_add(&b, "&gt;");
        else
            strbuf_add_bytes(&b, text, 1);
    return strbuf_text(&b);
}

static const char *rupiah(struct arena *a, int64_t rp)
{
    return arena_printf(a, "%" PRId64, rp);
}

static const char *value_of(struct arena *a, const struct coretax_element *e, const struct coretax_seller *seller,
                            const struct coretax_invoice *i)
{
    switch (e->value) {
    case CORETAX_FIXED:
        return e->fixed;
    case CORETAX_DATE:
        return i->date;
    case CORETAX_NUMBER:
        return clean(a, i->number);
    case CORETAX_SELLER_TKU:
        return arena_printf(a, "%s%s", seller->npwp, seller->tku);
    case CORETAX_BUYER_TIN:
        return i->buyer_tin;
    case CORETAX_BUYER_DOCUMENT:
        return i->buyer_document;
    case CORETAX_BUYER_NUMBER:
        return i->buyer_number;
    case CORETAX_BUYER_NAME:
        return clean(a, i->buyer_name);
    case CORETAX_BUYER_ADDRESS:
        return clean(a, i->buyer_address);
    case CORETAX_BUYER_EMAIL:
        return clean(a, i->buyer_email);
    case CORETAX_BUYER_TKU:
        return i->buyer_tku;
    case CORETAX_ITEM:
        return clean(a, i->item);
    case CORETAX_PRICE:
        return rupiah(a, i->price_rp);
    case CORETAX_DISCOUNT:
        return rupiah(a, i->discount_rp);
    case CORETAX_BASE:
        return rupiah(a, i->base_rp);
    case CORETAX_DPP:
        return rupiah(a, i->dpp_rp);
    case CORETAX_TAX:
        return rupiah(a, i->tax_rp);
    }
    return "";
}

static void put_elements(struct arena *a, struct page *p, int depth, const struct coretax_element *elements,
                         const struct coretax_seller *seller, const struct coretax_invoice *i)
{
    for (const struct coretax_element *e = elements; e->name; e++) {
        const char *value = escaped(a, value_of(a, e, seller, i));
        put_line(p, depth,
                 *value ? arena_printf(a, "<%s>%s</%s>", e->name, value, e->name) : arena_printf(a, "<%s/>", e->name));
    }
}

static void put_invoice(struct arena *a, struct page *p, const struct coretax_layout *layout,
                        const struct coretax_seller *seller, struct coretax_invoice *i)
{
    put_line(p, 2, "<TaxInvoice>");
    i->line = p->line;
    put_elements(a, p, 3, layout->invoice, seller, i);
    put_line(p, 3, "<ListOfGoodService>");
    put_line(p, 4, "<GoodService>");
    put_elements(a, p, 5, layout->item, seller, i);
    put_line(p, 4, "</GoodService>");
    put_line(p, 3, "</ListOfGoodService>");
    put_line(p, 2, "</TaxInvoice>");
}

const char *coretax_xml(struct arena *a, const struct coretax_layout *layout, const struct coretax_seller *seller,
                        struct coretax_invoice *invoices, size_t count)
{
    struct page p = { .out = { .arena = a }, .line = 2 };
    strbuf_add(&p.out, head);
    put_line(&p, 1, arena_printf(a, "<TIN>%s</TIN>", seller->npwp));
    put_line(&p, 1, "<ListOfTaxInvoice>");
    for (size_t i = 0; i < count; i++)
        put_invoice(a, &p, layout, seller, &invoices[i]);
    put_line(&p, 1, "</ListOfTaxInvoice>");
    put_line(&p, 0, "</TaxInvoiceBulk>");
    return strbuf_text(&p.out);
}

/* --- reading it again --- */

static const xmlNode *first_element(const xmlNode *node)
{
    while (node && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

static bool is_named(const xmlNode *node, const char *name)
{
    return node && strcmp((const char *)node->name, name) == 0;
}

/* NULL: it is not that element, or holds more than a text. */
static const char *text_of(struct arena *a, const xmlNode *node, const char *name)
{
    if (!is_named(node, name))
        return NULL;
    struct strbuf b = { .arena = a };
    for (const xmlNode *part = node->children; part; part = part->next) {
        if (part->type != XML_TEXT_NODE)
            return NULL;
        strbuf_add(&b, (const char *)part->content);
    }
    return strbuf_text(&b);
}

/* What the books have of it, made again from their figures: *node goes on behind the elements. */
static bool same_elements(struct arena *a, const xmlNode **node, const struct coretax_element *elements,
                          const struct coretax_seller *seller, const struct coretax_invoice *i, struct error *e)
{
    for (const struct coretax_element *x = elements; x->name; x++) {
        const char *found = text_of(a, *node, x->name), *wanted = value_of(a, x, seller, i);
        if (!found || strcmp(found, wanted) != 0)
            return error_set(e, ERR_INTERNAL, reading, "%s of invoice %s is read again as %s in place of %s", x->name,
                             i->number, found ? found : "nothing", wanted);
        *node = first_element((*node)->next);
    }
    return true;
}

static bool same_invoice(struct arena *a, const xmlNode *node, const struct coretax_layout *layout,
                         const struct coretax_seller *seller, const struct coretax_invoice *i, struct error *e)
{
    const xmlNode *at = is_named(node, "TaxInvoice") ? first_element(node->children) : NULL;
    if (!same_elements(a, &at, layout->invoice, seller, i, e))
        return false;
    const xmlNode *list = is_named(at, "ListOfGoodService") ? first_element(at->children) : NULL;
    const xmlNode *item = is_named(list, "GoodService") ? first_element(list->children) : NULL;
    if (!same_elements(a, &item, layout->item, seller, i, e))
        return false;
    if (item || first_element(list->next) || first_element(at->next) ||
        libxml.GetLineNo((xmlNode *)(uintptr_t)node) != i->line)
        return error_set(e, ERR_INTERNAL, reading, "invoice %s is read again as another", i->number);
    return i->price_rp - i->discount_rp == i->base_rp ||
           error_set(e, ERR_INTERNAL, reading, "price and discount of invoice %s are not its tax base", i->number);
}

static bool same_file(struct arena *a, const xmlNode *root, const struct coretax_layout *layout,
                      const struct coretax_seller *seller, const struct coretax_invoice *invoices, size_t count,
                      struct error *e)
{
    const xmlNode *tin = is_named(root, "TaxInvoiceBulk") ? first_element(root->children) : NULL;
    const char *npwp = text_of(a, tin, "TIN");
    const xmlNode *list = tin ? first_element(tin->next) : NULL;
    if (!npwp || strcmp(npwp, seller->npwp) != 0 || !is_named(list, "ListOfTaxInvoice"))
        return error_set(e, ERR_INTERNAL, reading, "the head of the file is read again as another");
    const xmlNode *node = first_element(list->children);
    for (size_t i = 0; i < count; i++) {
        if (!same_invoice(a, node, layout, seller, &invoices[i], e))
            return false;
        node = first_element(node->next);
    }
    return !node || error_set(e, ERR_INTERNAL, reading, "there is more in the file than was written");
}

bool coretax_check_file(struct arena *a, const char *path, const struct coretax_layout *layout,
                        const struct coretax_seller *seller, const struct coretax_invoice *invoices, size_t count,
                        struct error *e)
{
    if (!libxml_load(e))
        return false;
    xmlDoc *doc =
        libxml.ReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
    bool ok = doc ? same_file(a, libxml.DocGetRootElement(doc), layout, seller, invoices, count, e)
                  : error_set(e, ERR_INTERNAL, reading, "what was written can't be read again");
    libxml.FreeDoc(doc);
    return ok;
}
