/* cairo's functions as sheets call them: cairo.move_to(…) is cairo_move_to(…). Loaded by the first sheet. */
#ifndef MODEL_SHEETS_LATE_CAIRO_H
#define MODEL_SHEETS_LATE_CAIRO_H

#include "base/error.h"

#include <cairo-pdf.h>
#include <stdbool.h>

#define CAIRO_FUNCTIONS(X)                                                                                             \
    X(create)                                                                                                          \
    X(destroy)                                                                                                         \
    X(get_scaled_font)                                                                                                 \
    X(glyph_free)                                                                                                      \
    X(image_surface_create)                                                                                            \
    X(image_surface_get_data)                                                                                          \
    X(image_surface_get_stride)                                                                                        \
    X(line_to)                                                                                                         \
    X(mask)                                                                                                            \
    X(move_to)                                                                                                         \
    X(pattern_create_for_surface)                                                                                      \
    X(pattern_destroy)                                                                                                 \
    X(pattern_set_filter)                                                                                              \
    X(pdf_surface_create_for_stream)                                                                                   \
    X(pdf_surface_set_metadata)                                                                                        \
    X(restore)                                                                                                         \
    X(save)                                                                                                            \
    X(scale)                                                                                                           \
    X(scaled_font_text_to_glyphs)                                                                                      \
    X(select_font_face)                                                                                                \
    X(set_dash)                                                                                                        \
    X(set_font_size)                                                                                                   \
    X(set_line_width)                                                                                                  \
    X(show_page)                                                                                                       \
    X(show_text)                                                                                                       \
    X(status)                                                                                                          \
    X(status_to_string)                                                                                                \
    X(stroke)                                                                                                          \
    X(surface_destroy)                                                                                                 \
    X(surface_finish)                                                                                                  \
    X(surface_mark_dirty)                                                                                              \
    X(surface_status)                                                                                                  \
    X(text_extents)                                                                                                    \
    X(translate)

struct cairo_functions {
#define CAIRO_POINTER(name) __typeof__(cairo_##name) *name;
    CAIRO_FUNCTIONS(CAIRO_POINTER)
#undef CAIRO_POINTER
};

extern struct cairo_functions cairo;

/* Before the first call of any of them. */
bool cairo_load(struct error *e);

#endif
