/* The migrations that travel in the binary. */
#include "db/migration.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "db/db.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#define FOLDER "db/migrations/"
#define NOT_AS_NEEDED "the database is not as this program needs it"

enum {
    COLUMN_NAME,
    COLUMN_CHECKSUM
};

static void write_checksum(const struct embedded_file *file, char *hex)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)file->text, strlen(file->text), digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

static bool read_where(struct migration *m, const char *words, size_t length)
{
    while (length > 0) {
        size_t n = strcspn(words, ", \n");
        if (n > length)
            n = length;
        bool always = n == 6 && strncmp(words, "always", n) == 0;
        bool fresh = n == 5 && strncmp(words, "fresh", n) == 0;
        bool adopted = n == 7 && strncmp(words, "adopted", n) == 0;
        bool enforce = n == 7 && strncmp(words, "enforce", n) == 0;
        if (n > 0 && !always && !fresh && !adopted && !enforce)
            return false;
        m->for_fresh |= always || fresh;
        m->for_adopted |= always || adopted;
        m->for_enforce |= enforce;
        n += n < length;
        words += n;
        length -= n;
    }
    return m->for_fresh || m->for_adopted || m->for_enforce;
}

/* The lines `-- key: value` at the top. */
static bool read_header(struct migration *m)
{
    static const char applies[] = "-- applies:", no_transaction[] = "-- transaction: no\n";
    bool known = false;
    m->in_transaction = true;
    for (const char *line = m->file->text; strncmp(line, "--", 2) == 0;) {
        size_t length = strcspn(line, "\n");
        size_t key = sizeof applies - 1;
        if (strncmp(line, applies, key) == 0)
            known = read_where(m, line + key, length - key);
        if (strncmp(line, no_transaction, sizeof no_transaction - 1) == 0)
            m->in_transaction = false;
        line += length + (line[length] == '\n');
    }
    return known;
}

static bool is_migration(const struct embedded_file *file)
{
    return strncmp(file->path, FOLDER, sizeof FOLDER - 1) == 0;
}

bool migration_list_load(struct arena *a, struct migration_list *list, struct error *e)
{
    list->items = ARENA_ARRAY(a, struct migration, embedded_file_count);
    list->count = 0;
    for (size_t i = 0; i < embedded_file_count; i++) {
        const struct embedded_file *file = &embedded_files[i];
        if (!is_migration(file))
            continue;
        struct migration *m = &list->items[list->count++];
        const char *name = file->path + sizeof FOLDER - 1;
        m->file = file;
        m->name = arena_copy(a, name, strlen(name) - strlen(".sql"));
        write_checksum(file, m->checksum);
        if (!read_header(m))
            return error_set(e, ERR_INTERNAL, "can't migrate the database", "%s doesn't say where it applies", m->name);
    }
    return true;
}

static int find_applied(const struct db_result *applied, const char *name)
{
    for (int row = 0; row < db_rows(applied); row++) {
        if (strcmp(db_value(applied, row, COLUMN_NAME), name) == 0)
            return row;
    }
    return -1;
}

bool migration_is_applied(const struct migration *m, const struct db_result *applied)
{
    return applied && find_applied(applied, m->name) >= 0;
}

bool migration_began_fresh(const struct migration_list *list, const struct db_result *applied)
{
    return list->count > 0 && migration_is_applied(&list->items[0], applied);
}

bool migration_is_wanted(const struct migration *m, bool fresh, bool enforce)
{
    return fresh ? m->for_fresh : m->for_adopted || (enforce && m->for_enforce);
}

static bool is_known(const struct migration_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0)
            return true;
    }
    return false;
}

bool migration_check_applied(const struct migration_list *list, const struct db_result *applied, enum error_code code,
                             struct error *e)
{
    for (int row = 0; row < db_rows(applied); row++) {
        const char *name = db_value(applied, row, COLUMN_NAME);
        if (is_known(list, name))
            continue;
        error_set(e, code, NOT_AS_NEEDED, "migration %s is unknown here: a newer program made it", name);
        return error_hint(e, "install the newest hotspot-console on this host");
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct migration *m = &list->items[i];
        int row = find_applied(applied, m->name);
        if (row < 0 || strcmp(db_value(applied, row, COLUMN_CHECKSUM), m->checksum) == 0)
            continue;
        error_set(e, code, NOT_AS_NEEDED, "migration %s is not the one that was applied: its checksum differs",
                  m->name);
        return error_hint(e, "use the hotspot-console that made this database, or a release built after it");
    }
    return true;
}
