/* What a click in header or footer does: noted as they are drawn. */
#ifndef TUI_CONSOLE_HITS_H
#define TUI_CONSOLE_HITS_H

struct app_hits;

/* The command's text lives as long as the program. */
void hits_add(struct app_hits *hits, int x, int width, const char *command);
void hits_free(struct app_hits *hits);

#endif
