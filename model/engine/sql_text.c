/* Texts of the code's own tables as constants of SQL. */
#include "model/engine/sql_text.h"

void sql_text(struct strbuf *out, const char *text)
{
    if (!text) {
        strbuf_add(out, "NULL");
        return;
    }
    strbuf_add(out, "'");
    for (; *text; text++)
        strbuf_add_bytes(out, *text == '\'' ? "''" : text, *text == '\'' ? 2 : 1);
    strbuf_add(out, "'");
}
