/* What confirms a change. */
#include "model/engine/confirm.h"

enum confirm confirm_by(enum reverse reverse, size_t rows)
{
    if (reverse == REVERSE_NONE)
        return CONFIRM_WORD;
    if (reverse == REVERSE_UNSAID || rows > CONFIRM_MOST_ROWS)
        return CONFIRM_COUNT;
    return rows > 1 ? CONFIRM_Y : CONFIRM_ENTER;
}
