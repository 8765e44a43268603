#include "model/sheets/late_cairo.h"

#include "base/late_library.h"

struct cairo_functions cairo;

static const struct late_function functions[] = {
#define CAIRO_FUNCTION(name) { "cairo_" #name, offsetof(struct cairo_functions, name) },
    CAIRO_FUNCTIONS(CAIRO_FUNCTION)
#undef CAIRO_FUNCTION
};

static struct late_library library = { .file = "libcairo.so.2",
                                       .package = "libcairo2",
                                       .functions = functions,
                                       .count = sizeof functions / sizeof functions[0],
                                       .table = &cairo,
                                       .lock = PTHREAD_MUTEX_INITIALIZER };

bool cairo_load(struct error *e)
{
    return late_library_load(&library, e);
}
