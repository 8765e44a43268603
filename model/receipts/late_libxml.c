#include "model/receipts/late_libxml.h"

#include "base/late_library.h"

/* Its structs changed with 2.14, and its name with them. */
#if LIBXML_VERSION >= 21400
#define LIBXML_FILE "libxml2.so.16"
#define LIBXML_PACKAGE "libxml2-16"
#else
#define LIBXML_FILE "libxml2.so.2"
#define LIBXML_PACKAGE "libxml2"
#endif

struct libxml_functions libxml;

static const struct late_function functions[] = {
#define LIBXML_FUNCTION(name) { "xml" #name, offsetof(struct libxml_functions, name) },
    LIBXML_FUNCTIONS(LIBXML_FUNCTION)
#undef LIBXML_FUNCTION
};

static struct late_library library = { .file = LIBXML_FILE,
                                       .package = LIBXML_PACKAGE,
                                       .functions = functions,
                                       .count = sizeof functions / sizeof functions[0],
                                       .table = &libxml,
                                       .lock = PTHREAD_MUTEX_INITIALIZER };

bool libxml_load(struct error *e)
{
    return late_library_load(&library, e);
}
