/* The room as others see it. */
#include "tui/pay/room.h"

#include "tui/engine/form_habit.h"
#include "tui/pay/form_payment.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "payments", &detail_charge },
    { "deposits", &detail_charge },
    { "inbox", &detail_inbox },
    { NULL, NULL },
};

static const struct form_habit form_habits[] = {
    { "payment", form_payment_given, form_payment_fit },
    { NULL, NULL, NULL },
};

const struct screen_room screen_room_pay = {
    .name = "pay",
    .pages = pages,
    .form_habits = form_habits,
};
