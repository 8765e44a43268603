/* Fuzz target: any bytes as a CSV file. Each record names its line, in their order, and its fields are texts that end; a value of
 * it is read or said to be none, for every column of every kind. */
#include "base/arena.h"
#include "model/imports/kind.h"
#include "model/imports/sheet.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check_value(struct arena *a, const struct import_column *c, const char *text)
{
    const char *value = NULL, *why = NULL;
    enum import_fault fault;
    bool ok = import_value(a, c, text, &value, &fault, &why);
    if (!ok && (!why || !*import_fault_name(fault)))
        abort();
}

static void check_field(struct arena *a, const struct sheet_field *f)
{
    if (f->text[f->length])
        abort();
    for (size_t k = 0; import_kind_at(k); k++) {
        import_column_find(import_kind_at(k), f->text);
        for (size_t i = 0; i < import_kind_at(k)->column_count; i++)
            check_value(a, &import_kind_at(k)->columns[i], f->text);
    }
}

static void read_all(struct arena *a, struct sheet *s)
{
    struct sheet_record r;
    struct error e;
    int64_t last = 0;
    while (sheet_read(s, &r, &e)) {
        if (r.line <= last)
            abort();
        last = r.line;
        for (size_t i = 0; i < r.count && i < SHEET_MOST_FIELDS; i++)
            check_field(a, &r.fields[i]);
    }
    if (e.code != ERR_NONE)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    struct error e;
    struct arena *a = arena_new();
    int fd = memfd_create("sheet", MFD_CLOEXEC);
    if (fd < 0 || write(fd, bytes, length) != (ssize_t)length)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct sheet *s = sheet_open(path, &e);
    if (!s)
        abort();
    read_all(a, s);
    sheet_close(s);
    close(fd);
    arena_free(a);
    return 0;
}
