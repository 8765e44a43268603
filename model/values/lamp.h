/* How something is, at a glance. */
#ifndef MODEL_VALUES_LAMP_H
#define MODEL_VALUES_LAMP_H

enum lamp {
    LAMP_UNKNOWN,
    LAMP_GOOD,
    LAMP_WARN,
    LAMP_BAD
};

#endif
