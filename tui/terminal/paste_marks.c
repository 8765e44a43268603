/* Whether the terminal marks what is pasted. */
#include "tui/terminal/paste_marks.h"

#include "tui/terminal/ground.h"
#include "tui/terminal/surroundings.h"

#include <string.h>

enum {
    BEGUN = 3, /* bytes of the beginning that no key has */
    MOST = 16  /* bytes: what is longer is no answer */
};

const char paste_marks_question[] = "\x1b[?2004$p";
static const char beginning[] = "\x1b[?2004;";

bool paste_marks_may_be_asked(void)
{
    return ground_may_be_asked() && !surroundings_is_tmux();
}

bool paste_marks_is_answer(const char *p, size_t count)
{
    size_t known = sizeof beginning - 1, length = count < known ? count : known;
    return count >= BEGUN && memcmp(p, beginning, length) == 0;
}

size_t paste_marks_answer_length(const char *p, size_t count)
{
    size_t i = sizeof beginning - 1;
    while (i < count && i < MOST && p[i] >= '0' && p[i] <= '9')
        i++;
    if (i < count && p[i] == '$')
        i++;
    if (i >= count)
        return 0;
    return p[i] == 'y' ? i + 1 : i;
}

bool paste_marks_are_on(const char *answer, size_t length)
{
    static const char on[] = "1$y", for_good[] = "3$y";
    size_t known = sizeof beginning - 1;
    return length == known + sizeof on - 1 && (memcmp(answer + known, on, sizeof on - 1) == 0 ||
                                               memcmp(answer + known, for_good, sizeof for_good - 1) == 0);
}
