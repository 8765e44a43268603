/* Whole numbers in a configuration's text that libconfig would read as others: it drops what is beyond 32 bits (64 with
 * an L behind the digits) and says nothing, so that 4294967301 is 5. Once it has parsed them, nothing tells. */
#ifndef MODEL_CONFIG_CONFIG_NUMBER_H
#define MODEL_CONFIG_CONFIG_NUMBER_H

#include "base/error.h"

#include <stdbool.h>

/* Of a text that libconfig has taken; what it includes is looked at by itself. ERR_CONFIG with "file:line". */
bool config_numbers_fit(const char *file, const char *text, struct error *e);

#endif
