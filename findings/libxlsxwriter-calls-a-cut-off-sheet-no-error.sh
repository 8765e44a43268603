#!/usr/bin/env bash
# libxlsxwriter says "No error" of a workbook whose sheet is cut off in the middle
#
# Versions   libxlsxwriter 1.1.4-2+b1 of Debian 12 (libxlsxwriter4, libxlsxwriter-dev), in constant memory mode and without.
# Guess      workbook_close() returns an error where anything of the workbook could not be written; it has codes for files
#            that can't be made and for the zip.
# Instead    Each sheet goes to a temporary file first, and whether that took what it was given is never looked at. Where it
#            does not (its folder is full, a quota, a limit), close packs what is there: the return is 0, the zip is sound by
#            its own sums, and the sheet in it ends in the middle of a cell.
# Seen       20,000 rows, no file may be larger than 500 KiB (the packed workbook takes less than 200 KiB)
#            constant memory off   close: 0 No error.   zip sound   sheet well-formed no
#            constant memory on    close: 0 No error.   zip sound   sheet well-formed no
#            without the limit     close: 0 No error.   zip sound   sheet well-formed yes
# Means      A spreadsheet refuses or "repairs" such a file, and rows are gone. Unpack what was written and see that the
#            sheets end, before it is called a workbook; give tmpdir a place with room.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! [ -e /usr/include/xlsxwriter.h ] || ! command -v gcc >/dev/null; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq install -y --no-install-recommends gcc libc6-dev libxlsxwriter-dev
fi
dpkg-query -W libxlsxwriter4 libxlsxwriter-dev

cat >"$work/write.c" <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

int main(int count, char **words)
{
    lxw_workbook_options options = { .constant_memory = (uint8_t)atoi(words[count - 2]), .tmpdir = words[count - 1] };
    lxw_workbook *book = workbook_new_opt(words[1], &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    for (lxw_row_t row = 0; row < 20000; row++)
        worksheet_write_number(sheet, row, 0, row * 7919 % 104729, NULL);
    lxw_error e = workbook_close(book);
    printf("close: %d %s", (int)e, lxw_strerror(e));
}
C
cat >"$work/look.py" <<'PY'
import sys
import xml.etree.ElementTree
import zipfile

book = zipfile.ZipFile(sys.argv[1])
sound = "sound" if book.testzip() is None else "broken"
try:
    xml.etree.ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    formed = "yes"
except xml.etree.ElementTree.ParseError:
    formed = "no"
print(f" zip {sound} sheet well-formed {formed}")
PY
gcc -o "$work/write" "$work/write.c" -lxlsxwriter
try() {
    echo -n "$1 "
    (
        trap '' XFSZ # a write beyond the limit fails, as on a full disk
        ulimit -f "$2"
        "$work/write" "$work/out.xlsx" "$3" "$work"
    )
    /usr/bin/python3 "$work/look.py" "$work/out.xlsx"
    rm -f "$work/out.xlsx"
}
{
    try limited 500 0
    try limited 500 1
    try free unlimited 1
} | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
limited close: 0 No error. zip sound sheet well-formed no
limited close: 0 No error. zip sound sheet well-formed no
free close: 0 No error. zip sound sheet well-formed yes
SEEN
echo "As stated: what was cut off was called no error."
