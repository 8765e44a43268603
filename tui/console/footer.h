/* The last line: what can be done here, with the keys that do it. */
#ifndef TUI_CONSOLE_FOOTER_H
#define TUI_CONSOLE_FOOTER_H

struct app;

void footer_draw(struct app *app);

#endif
