/* The room as others see it. */
#include "tui/diagnosis/room.h"

#include <stddef.h>

const struct screen_room screen_room_diagnosis = {
    .name = "diagnosis",
    .row_commands = diagnosis_row_commands,
};
