/* An action from key to toast: what the form begins with, form, plan, preview, apply, result. */
#ifndef TUI_ENGINE_ACTION_FLOW_H
#define TUI_ENGINE_ACTION_FLOW_H

#include "model/engine/action.h"

struct app;

/* See app_start_action() in tui/app/app.h. */
void action_flow_start(struct app *app, const struct action *a, const struct selection *s, const char *who);

#endif
