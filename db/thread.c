/* Threads for calls of libraries that wait without a bound. */
#include "db/thread.h"

#include <pthread.h>
#include <signal.h>

enum {
    STACK_BYTES = 256 * 1024
};

bool thread_leave_behind(void *(*run)(void *), void *arg)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t every, before;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    bool made = pthread_create(&thread, &attributes, run, arg) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return made;
}
