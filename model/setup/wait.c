/* What a set-up waits for outside. */
#include "model/setup/wait.h"

#include <stddef.h>

void setup_wait_init(struct setup_wait *w)
{
    *w = (struct setup_wait){ .interrupt = NULL };
    pthread_mutex_init(&w->lock, NULL);
}

/* Under the lock, so that what is interrupted is not freed meanwhile. */
void setup_wait_interrupt(struct setup_wait *w)
{
    pthread_mutex_lock(&w->lock);
    w->is_over = true;
    if (w->what)
        w->interrupt(w->what);
    pthread_mutex_unlock(&w->lock);
}

bool setup_wait_for(struct setup_wait *w, void (*interrupt)(void *what), void *what)
{
    if (!w)
        return true;
    pthread_mutex_lock(&w->lock);
    w->interrupt = interrupt;
    w->what = what;
    bool is_over = w->is_over;
    if (is_over)
        w->what = NULL;
    pthread_mutex_unlock(&w->lock);
    return !is_over;
}
