#include "base/late_library.h"

#include <dlfcn.h>
#include <string.h>

static bool refuse(const struct late_library *l, struct error *e)
{
    const char *why = dlerror();
    error_set(e, ERR_INTERNAL, "a library is missing", "%s", why ? why : l->file);
    return error_hint(e, "install %s", l->package);
}

/* It stays open: what it gave is used until the process ends. */
static bool fill(struct late_library *l, struct error *e)
{
    void *library = dlopen(l->file, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return refuse(l, e);
    for (size_t i = 0; i < l->count; i++) {
        void *function = dlsym(library, l->functions[i].name);
        if (!function)
            return refuse(l, e);
        memcpy((char *)l->table + l->functions[i].place, &function, sizeof function);
    }
    return true;
}

bool late_library_load(struct late_library *l, struct error *e)
{
    pthread_mutex_lock(&l->lock);
    if (!l->is_loaded)
        l->is_loaded = fill(l, e);
    bool is_loaded = l->is_loaded;
    pthread_mutex_unlock(&l->lock);
    return is_loaded;
}
