/* File names. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>

/* Makes the folders above a file, readable by their owner only, where they are missing. False with
 * errno set when it can't be done. */
bool path_make_parents(const char *file);

#endif
