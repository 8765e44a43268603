/* Who is told while a call hears from the router. */
#ifndef NET_ROS_LISTENER_H
#define NET_ROS_LISTENER_H

/* For who must know that a call goes on: heard is called now and then, in the thread of the call, and must not use
 * its struct ros. heard NULL: nobody. ctx is the listener's own and lives as long as it listens. */
struct ros_listener {
    void (*heard)(void *ctx);
    void *ctx;
};

#endif
