/* A result as this floor makes it; others see it through db.h only. */
#ifndef DB_RESULT_H
#define DB_RESULT_H

#include <libpq-fe.h>

struct db_result {
    PGresult *pg;
};

/* Owns pg from here on. */
struct db_result *result_wrap(PGresult *pg);

#endif
