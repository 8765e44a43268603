/* What a set-up waits for outside, so that another thread can end it at any moment. */
#ifndef MODEL_SETUP_WAIT_H
#define MODEL_SETUP_WAIT_H

#include <pthread.h>
#include <stdbool.h>

struct setup_wait {
    pthread_mutex_t lock;
    void (*interrupt)(void *what);
    void *what; /* NULL: nothing is waited for */
    bool is_over;
};

void setup_wait_init(struct setup_wait *w);
void setup_wait_interrupt(struct setup_wait *w); /* any thread */

/* From here on what is waited for; what NULL: nothing any more, and what was waited for may be freed. False: it is
 * over, and nothing is to be begun. w may be NULL. */
bool setup_wait_for(struct setup_wait *w, void (*interrupt)(void *what), void *what);

#endif
