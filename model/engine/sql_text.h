/* Texts of the code's own tables as constants of SQL, for {{words}} of a pane's query. Never what comes from outside.
 */
#ifndef MODEL_ENGINE_SQL_TEXT_H
#define MODEL_ENGINE_SQL_TEXT_H

#include "base/arena.h"

void sql_text(struct strbuf *out, const char *text); /* 'it''s', or NULL */

#endif
