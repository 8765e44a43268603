/* An Excel workbook's first sheet: a part of a zip archive, inflated as it is read, and XML that is taken apart element
 * by element. */
#include "model/imports/book.h"

#include "base/arena.h"
#include "model/receipts/late_libxml.h"

#include <errno.h>
#include <minizip/unzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MOST_TEXTS = 64 * 1024 * 1024 /* of the table of texts, bytes */
};

struct book {
    unzFile archive;
    bool has_part; /* one is open */
    struct arena *texts, *row;
    const char **shared;
    size_t shared_count, shared_room;
    xmlTextReader *xml;
    struct sheet_field fields[SHEET_MOST_FIELDS];
};

static bool no_book(struct error *e, const char *why)
{
    error_set(e, ERR_REFUSED, "the file can't be read", "%s", why);
    return error_hint(e, "save it as CSV UTF-8, or export it once more");
}

static bool part_open(struct book *b, const char *name)
{
    b->has_part = unzLocateFile(b->archive, name, 1) == UNZ_OK && unzOpenCurrentFile(b->archive) == UNZ_OK;
    return b->has_part;
}

static void part_close(struct book *b)
{
    if (b->has_part)
        unzCloseCurrentFile(b->archive);
    b->has_part = false;
}

/* What the XML reader asks for: bytes of the part, below 0 where it is broken. */
static int part_read(void *of, char *buffer, int length)
{
    struct book *b = of;
    return unzReadCurrentFile(b->archive, buffer, (unsigned)length);
}

static bool is_named(xmlTextReader *x, int type, const char *name)
{
    return libxml.TextReaderNodeType(x) == type && strcmp((const char *)libxml.TextReaderConstLocalName(x), name) == 0;
}

static void keep_shared(struct book *b, const char *text)
{
    if (b->shared_count == b->shared_room) {
        size_t room = b->shared_room ? 2 * b->shared_room : 1024;
        const char **more = ARENA_ARRAY(b->texts, const char *, room);
        if (b->shared_count)
            memcpy(more, b->shared, b->shared_count * sizeof *more);
        b->shared = more;
        b->shared_room = room;
    }
    b->shared[b->shared_count++] = arena_strdup(b->texts, text);
}

static xmlTextReader *xml_open(struct book *b)
{
    return libxml.ReaderForIO(part_read, NULL, b, NULL, NULL,
                              XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* The table of texts; a workbook may have none. */
static bool read_shared(struct book *b, struct error *e)
{
    struct strbuf text = { .arena = b->row };
    size_t bytes = 0;
    int state;
    if (!part_open(b, "xl/sharedStrings.xml"))
        return true;
    xmlTextReader *x = xml_open(b);
    while (x && (state = libxml.TextReaderRead(x)) == 1 && bytes < MOST_TEXTS) {
        if (is_named(x, XML_READER_TYPE_ELEMENT, "si")) {
            arena_reset(b->row);
            text = (struct strbuf){ .arena = b->row };
            if (libxml.TextReaderIsEmptyElement(x))
                keep_shared(b, "");
        } else if (is_named(x, XML_READER_TYPE_END_ELEMENT, "si")) {
            keep_shared(b, strbuf_text(&text));
            bytes += text.length + 1;
        } else if (libxml.TextReaderNodeType(x) == XML_READER_TYPE_TEXT ||
                   libxml.TextReaderNodeType(x) == XML_READER_TYPE_SIGNIFICANT_WHITESPACE) {
            strbuf_add(&text, (const char *)libxml.TextReaderConstValue(x));
        }
    }
    bool ok = x && state == 0;
    libxml.FreeTextReader(x);
    part_close(b);
    return ok || no_book(e, bytes < MOST_TEXTS ? "its table of texts is broken" : "its texts are more than 64 MB");
}

struct book *book_open(const char *file, struct error *e)
{
    struct book *b = calloc(1, sizeof *b);
    if (!b)
        return error_set(e, ERR_INTERNAL, "the file can't be read", "no memory is left"), NULL;
    b->texts = arena_new();
    b->row = arena_new();
    b->archive = unzOpen64(file);
    if (!libxml_load(e))
        ;
    else if (!b->archive)
        no_book(e, access(file, R_OK) == 0 ? "it is no Excel workbook" : strerror(errno));
    else if (!read_shared(b, e))
        ;
    else if (!part_open(b, "xl/worksheets/sheet1.xml") || !(b->xml = xml_open(b)))
        no_book(e, "it is no Excel workbook");
    else
        return b;
    book_close(b);
    return NULL;
}

void book_close(struct book *b)
{
    if (!b)
        return;
    if (b->xml)
        libxml.FreeTextReader(b->xml);
    part_close(b);
    if (b->archive)
        unzClose(b->archive);
    arena_free(b->texts);
    arena_free(b->row);
    free(b);
}

/* "C12": 2. */
static size_t column_of(const char *at, size_t next)
{
    size_t column = 0;
    if (!at || *at < 'A' || *at > 'Z')
        return next;
    for (; *at >= 'A' && *at <= 'Z' && column < 20000; at++)
        column = column * 26 + (size_t)(*at - 'A' + 1);
    return column - 1;
}

/* A cell, from its element to its end. */
static const char *cell_text(struct book *b, const char *type)
{
    struct strbuf text = { .arena = b->row };
    bool is_in = false;
    if (libxml.TextReaderIsEmptyElement(b->xml))
        return "";
    while (libxml.TextReaderRead(b->xml) == 1 && !is_named(b->xml, XML_READER_TYPE_END_ELEMENT, "c")) {
        if (is_named(b->xml, XML_READER_TYPE_ELEMENT, "v") || is_named(b->xml, XML_READER_TYPE_ELEMENT, "t"))
            is_in = !libxml.TextReaderIsEmptyElement(b->xml);
        else if (libxml.TextReaderNodeType(b->xml) == XML_READER_TYPE_END_ELEMENT)
            is_in = false;
        else if (is_in && libxml.TextReaderHasValue(b->xml))
            strbuf_add(&text, (const char *)libxml.TextReaderConstValue(b->xml));
    }
    if (strcmp(type, "s") != 0)
        return strbuf_text(&text);
    size_t n = strtoul(strbuf_text(&text), NULL, 10);
    return n < b->shared_count ? b->shared[n] : "";
}

/* An attribute of the element at hand; "": it has none of that name. */
static void attribute(struct book *b, const char *name, char *value, size_t size)
{
    value[0] = '\0';
    if (libxml.TextReaderMoveToAttribute(b->xml, (const xmlChar *)name) == 1) {
        const xmlChar *text = libxml.TextReaderConstValue(b->xml);
        snprintf(value, size, "%s", text ? (const char *)text : "");
    }
    libxml.TextReaderMoveToElement(b->xml);
}

static void read_cell(struct book *b, struct sheet_record *r)
{
    char at[16], type[16];
    attribute(b, "r", at, sizeof at);
    attribute(b, "t", type, sizeof type);
    size_t column = column_of(at, r->count);
    const char *text = cell_text(b, type);
    for (; r->count <= column && r->count < SHEET_MOST_FIELDS; r->count++)
        b->fields[r->count] = (struct sheet_field){ .text = "" };
    if (column < SHEET_MOST_FIELDS)
        b->fields[column] = (struct sheet_field){ .text = text, .length = strlen(text) };
}

bool book_read(struct book *b, struct sheet_record *r, struct error *e)
{
    int state;
    int64_t line = 0;
    *e = (struct error){ .code = ERR_NONE };
    arena_reset(b->row);
    *r = (struct sheet_record){ .fields = b->fields };
    while ((state = libxml.TextReaderRead(b->xml)) == 1) {
        if (is_named(b->xml, XML_READER_TYPE_ELEMENT, "row")) {
            char at[24];
            attribute(b, "r", at, sizeof at);
            line = *at ? strtoll(at, NULL, 10) : line + 1;
            r->count = 0;
        } else if (is_named(b->xml, XML_READER_TYPE_ELEMENT, "c")) {
            read_cell(b, r);
        } else if (is_named(b->xml, XML_READER_TYPE_END_ELEMENT, "row") && r->count) {
            r->line = line;
            return true;
        }
    }
    return state == 0 ? false : no_book(e, "its first sheet is broken");
}
