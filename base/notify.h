/* What systemd is told of a service: that it is ready, that it still works, what it does. Outside of systemd nobody is
 * told, which is no error. One thread. */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* Takes what systemd said out of the environment, so that no child speaks for the service. */
void notify_begin(void);
/* "READY=1\nSTATUS=…". False with errno set: the one who listens could not be told. */
bool notify_say(const char *state);
/* So often WATCHDOG=1 is to be said at least, in ms; 0: nobody waits for it. */
int64_t notify_watchdog_ms(void);

#endif
