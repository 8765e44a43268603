/* libxml2's functions, as it reads tax invoices and workbooks: libxml.ReadFile(…) is xmlReadFile(…). Loaded by the
 * first file that is read: with the ICU and C++ that it brings it is one of the largest. */
#ifndef MODEL_RECEIPTS_LATE_LIBXML_H
#define MODEL_RECEIPTS_LATE_LIBXML_H

#include "base/error.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlreader.h>
#include <stdbool.h>

#define LIBXML_FUNCTIONS(X)                                                                                            \
    X(DocGetRootElement)                                                                                               \
    X(FreeDoc)                                                                                                         \
    X(GetLineNo)                                                                                                       \
    X(ReadFile)                                                                                                        \
    X(ReaderForIO)                                                                                                     \
    X(FreeTextReader)                                                                                                  \
    X(TextReaderConstLocalName)                                                                                        \
    X(TextReaderConstValue)                                                                                            \
    X(TextReaderHasValue)                                                                                              \
    X(TextReaderIsEmptyElement)                                                                                        \
    X(TextReaderMoveToAttribute)                                                                                       \
    X(TextReaderMoveToElement)                                                                                         \
    X(TextReaderNodeType)                                                                                              \
    X(TextReaderRead)

struct libxml_functions {
#define LIBXML_POINTER(name) __typeof__(xml##name) *name;
    LIBXML_FUNCTIONS(LIBXML_POINTER)
#undef LIBXML_POINTER
};

extern struct libxml_functions libxml;

/* Before the first call of any of them. */
bool libxml_load(struct error *e);

#endif
