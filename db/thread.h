/* Threads for calls of libraries that wait without a bound: nobody joins them. */
#ifndef DB_THREAD_H
#define DB_THREAD_H

#include <stdbool.h>

/* False where no thread could be made. Signals stay with the others. */
bool thread_leave_behind(void *(*run)(void *), void *arg);

#endif
