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
/* Whether a unit of quota stands behind the number: "10GB". */
bool mb_has_unit(const char *text);
/* A part of what there is, 1 to 100 percent: "50%", "half", "setengah", "all", "semua". */
bool part_parse(const char *text, int *percent);
/* As PostgreSQL writes numeric(15,2) or bigint: "104.05", "-3.00", "10240"; for values from the database. */
bool mb_from_db(const char *text, int64_t *cmb);
char *mb_format(char out[AMOUNT_TEXT], int64_t cmb); /* "10240.00": JSON, CSV, SQL */
char *mb_human(char out[AMOUNT_TEXT], int64_t cmb);  /* "10.0 GB", "104.1 MB", "0 MB": as sentences keep it; half-up */
char *mb_shown(char out[AMOUNT_TEXT], int64_t cmb);  /* the same as the language of the face writes it: "10,0 GB" */

/* "200000", "200.000", "200,000", "200rb", "1,5jt", "Rp 200.000". */
bool rp_parse(const char *text, int64_t *rp, struct error *e);
char *rp_human(char out[AMOUNT_TEXT], int64_t rp); /* "Rp 200.000": as sentences keep it, and messages to customers */
char *rp_shown(char out[AMOUNT_TEXT], int64_t rp); /* as the language of the face writes it: "Rp 200,000" in English */

/* "12.3" of 123 tenths, as the language of the face writes it. */
char *tenths_shown(char out[AMOUNT_TEXT], int64_t tenths);

#endif
