/* A file's lines into the database: asked for, read and checked, shown, confirmed by how many they are, written. */
#ifndef TUI_IMPORTS_IMPORT_VIEW_H
#define TUI_IMPORTS_IMPORT_VIEW_H

struct app;

void import_view_open(struct app *app);

#endif
