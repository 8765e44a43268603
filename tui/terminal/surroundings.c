/* What lies between the program and the operator's terminal. */
#include "tui/terminal/surroundings.h"

#include <stdlib.h>
#include <string.h>

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

bool surroundings_has_term(const char *prefix)
{
    const char *term = getenv("TERM");
    return term && strncmp(term, prefix, strlen(prefix)) == 0;
}

/* "screen.xterm-256color" is what GNU screen alone says, also where it runs in a tmux whose variables it inherits. */
bool surroundings_is_screen(void)
{
    return is_set("STY") && (!is_set("TMUX") || surroundings_has_term("screen."));
}

bool surroundings_is_tmux(void)
{
    return is_set("TMUX");
}
