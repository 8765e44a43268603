/* Cutting SQL text into its statements. */
#ifndef DB_SPLIT_H
#define DB_SPLIT_H

#include <stddef.h>

/* Length of the first statement with its semicolon: quotes, dollar quotes and comments are not cut.
 * The whole rest where none ends it, 0 where nothing but blanks and comments is left. */
size_t split_statement(const char *sql);

#endif
