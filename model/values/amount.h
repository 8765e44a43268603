/* Quota and money as exact integers: quota in hundredths of a MB ("cmb"), money in whole rupiah.
 * 1 GB = 1024 MB = 102,400 cmb. No float anywhere. */
#ifndef MODEL_VALUES_AMOUNT_H
#define MODEL_VALUES_AMOUNT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CMB_PER_MB = 100, CMB_PER_GB = 102400, AMOUNT_TEXT = 32 };

/* "10240", "10240.00", "10GB", "1.5 gb", "2TB", also with a comma; no unit = MB. More than two decimals
 * of a MB are refused, not rounded. Range 0 to 10^13 MB. */
bool mb_parse(const char *text, int64_t *cmb, struct error *e);
/* As PostgreSQL writes numeric(15,2) or bigint: "104.05", "-3.00", "10240"; for values from the database. */
bool mb_from_db(const char *text, int64_t *cmb);
char *mb_format(char out[AMOUNT_TEXT], int64_t cmb); /* "10240.00": JSON, CSV, SQL */
char *mb_human(char out[AMOUNT_TEXT], int64_t cmb);  /* "10.0 GB", "104.1 MB", "0 MB": the screen; half-up */

/* "200000", "200.000", "200rb", "1,5jt", "Rp 200.000". */
bool rp_parse(const char *text, int64_t *rp, struct error *e);
char *rp_human(char out[AMOUNT_TEXT], int64_t rp); /* "Rp 200.000" */

#endif
