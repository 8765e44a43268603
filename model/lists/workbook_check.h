/* Whether a workbook that was just written is whole: a disk that was full for a moment leaves a file with a part of a
 * sheet, of which nobody was told. */
#ifndef MODEL_LISTS_WORKBOOK_CHECK_H
#define MODEL_LISTS_WORKBOOK_CHECK_H

#include <stdbool.h>

/* All of its parts unpack, have their sum, and are XML that ends as it began. */
bool workbook_is_whole(const char *path);

#endif
