#!/usr/bin/env bash
# cairo leaves out all that follows a byte that is no UTF-8, and the surface says that no error has occurred
#
# Versions   libcairo2 1.16.0-7, poppler-utils 22.12.0-2+deb12u3 of Debian 12.
# Guess      A text that can't be drawn is left out; and who asks the surface at the end, as one asks a file at its close, learns of it.
# Instead    The first byte that is no UTF-8 puts the context in error for good: each later call returns and does nothing. The surface is
#            finished, the PDF is sound, and cairo_surface_status() is CAIRO_STATUS_SUCCESS. Only cairo_status() of the context tells.
# Seen       one, "two\xff", three: "one" stands in the PDF, and nothing else
#            cairo_surface_status: no error has occurred; cairo_status: input string not valid UTF-8
# Means      One name from an old database, and every voucher behind it is missing on paper. Check texts before, and ask the context.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! command -v pdftotext >/dev/null || ! command -v gcc >/dev/null || ! pkg-config --exists cairo; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq install -y --no-install-recommends gcc libc6-dev pkg-config libcairo2-dev fonts-dejavu-core poppler-utils
fi
dpkg-query -W libcairo2 poppler-utils

cat >"$work/try.c" <<'C'
#include <cairo-pdf.h>
#include <stdio.h>
int main(int count, char **words)
{
    cairo_surface_t *surface = cairo_pdf_surface_create(words[1], 200, 100);
    cairo_t *cr = cairo_create(surface);
    cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    for (int i = 2; i < count; i++) {
        cairo_move_to(cr, 10, 20 * (i - 1));
        cairo_show_text(cr, words[i]);
    }
    cairo_show_page(cr);
    cairo_surface_finish(surface);
    printf("surface: %s; context: %s\n", cairo_status_to_string(cairo_surface_status(surface)),
           cairo_status_to_string(cairo_status(cr)));
    return 0;
}
C
# shellcheck disable=SC2046
gcc -o "$work/try" "$work/try.c" $(pkg-config --cflags --libs cairo)
{
    "$work/try" "$work/whole.pdf" one two three
    echo "on paper: $(pdftotext "$work/whole.pdf" - | xargs)"
    "$work/try" "$work/bad.pdf" one $'two\xff' three
    echo "on paper: $(pdftotext "$work/bad.pdf" - | xargs)"
} | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
surface: no error has occurred; context: no error has occurred
on paper: one two three
surface: no error has occurred; context: input string not valid UTF-8
on paper: one
SEEN
echo "As stated: what follows is missing, and the surface says nothing."
