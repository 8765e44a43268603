/* Taking back the last change that this operator made. */
#ifndef TUI_ENGINE_UNDO_H
#define TUI_ENGINE_UNDO_H

struct app;

void undo_last(struct app *app);

#endif
