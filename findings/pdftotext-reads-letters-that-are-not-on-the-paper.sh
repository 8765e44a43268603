#!/usr/bin/env bash
# pdftotext reads from a PDF of cairo what its font has no letters for, and what nobody sees on paper
#
# Versions   libcairo2 1.16.0-7, poppler-utils 22.12.0-2+deb12u3, fonts-dejavu-core 2.37-6 of Debian 12.
# Guess      What pdftotext finds in a PDF stands on its pages: a test that looks for a name there knows that it can be read.
# Instead    cairo's simple text calls take one font. For a letter that it lacks they draw the font's box, and note beside the box which
#            letter was meant; pdftotext tells the note. No call fails.
# Seen       two texts of other letters: other words by pdftotext, the same pixels by pdftoppm
#            cairo_status: no error has occurred
# Means      Such a test passes while the paper shows boxes. Ask for the glyphs (cairo_scaled_font_text_to_glyphs: number 0 is "none"), or
#            compare what is rendered.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! command -v pdftotext >/dev/null || ! command -v gcc >/dev/null || ! pkg-config --exists cairo; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq install -y --no-install-recommends gcc libc6-dev pkg-config libcairo2-dev fonts-dejavu-core poppler-utils
fi
dpkg-query -W libcairo2 poppler-utils fonts-dejavu-core

cat >"$work/try.c" <<'C'
#include <cairo-pdf.h>
#include <stdio.h>
int main(int count, char **words)
{
    cairo_surface_t *surface = cairo_pdf_surface_create(words[1], 200, 60);
    cairo_t *cr = cairo_create(surface);
    cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, 20);
    cairo_move_to(cr, 10, 40);
    cairo_show_text(cr, words[count - 1]);
    cairo_show_page(cr);
    cairo_surface_finish(surface);
    printf("%s\n", cairo_status_to_string(cairo_status(cr)));
    return 0;
}
C
# shellcheck disable=SC2046
gcc -o "$work/try" "$work/try.c" $(pkg-config --cflags --libs cairo)
page() {
    echo "status: $("$work/try" "$work/$1.pdf" "$2")"
    echo "pdftotext: $(pdftotext "$work/$1.pdf" - | xargs)"
    pdftoppm -r 100 -gray "$work/$1.pdf" "$work/$1"
}
{
    page one 日本
    page two 中国
    cmp -s "$work/one-1.pgm" "$work/two-1.pgm" && echo "pixels: the same" || echo "pixels: others"
} | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
status: no error has occurred
pdftotext: 日本
status: no error has occurred
pdftotext: 中国
pixels: the same
SEEN
echo "As stated: the text is there, the letters are not."
