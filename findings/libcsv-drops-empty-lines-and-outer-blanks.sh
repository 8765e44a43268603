#!/usr/bin/env bash
# libcsv tells nothing of empty lines and takes the blanks around fields away
#
# Versions   libcsv 3.0.3 of Debian 12 (libcsv3, libcsv-dev 3.0.3+dfsg-6).
# Guess      The row callback comes once a line, so that counting its calls gives the number of the line for "line 5: …";
#            and a field is what stands between two commas, as the format's RFC has it ("spaces are part of a field").
# Instead    An empty line has no call at all, unless CSV_REPALL_NL is set. Blanks at both ends of a field without quotes are
#            gone, in strict mode, too, unless csv_set_space_func() is given a function that knows no blanks.
# Seen       name,password / (empty line) / Budi, 12 34␣ / Ani," 56 "
#            as it is          rows 3: [name][password] [Budi][12 34] [Ani][ 56 ]
#            CSV_REPALL_NL     rows 4: [name][password] (nothing) [Budi][12 34] [Ani][ 56 ]
#            no blanks known   rows 3: [name][password] [Budi][ 12 34 ] [Ani][ 56 ]
# Means      An error is told for a line above the one that has it, and a password that ends in a blank is imported as
#            another. Count line ends yourself from what csv_parse() is given, and choose what a blank is.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! [ -e /usr/include/csv.h ] || ! command -v gcc >/dev/null; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq install -y --no-install-recommends gcc libc6-dev libcsv-dev
fi
dpkg-query -W libcsv3 libcsv-dev

cat >"$work/read.c" <<'C'
#include <csv.h>
#include <stdio.h>
#include <string.h>

static int fields, rows;

static void field(void *text, size_t length, void *data)
{
    (void)data;
    fields++;
    printf("[%.*s]", (int)length, (char *)text);
}

static void row(int end, void *data)
{
    (void)end;
    (void)data;
    printf(fields ? " " : "(nothing) ");
    fields = 0;
    rows++;
}

static int never(unsigned char c)
{
    (void)c;
    return 0;
}

static void run(const char *name, unsigned char flags, int (*is_space)(unsigned char))
{
    static const char text[] = "name,password\n\nBudi, 12 34 \nAni,\" 56 \"\n";
    struct csv_parser p;
    csv_init(&p, flags);
    if (is_space)
        csv_set_space_func(&p, is_space);
    rows = 0;
    printf("%s: ", name);
    csv_parse(&p, text, strlen(text), field, row, NULL);
    csv_fini(&p, field, row, NULL);
    printf("rows %d\n", rows);
    csv_free(&p);
}

int main(void)
{
    run("as it is", 0, NULL);
    run("strict", CSV_STRICT | CSV_STRICT_FINI, NULL);
    run("CSV_REPALL_NL", CSV_REPALL_NL, NULL);
    run("no blanks known", 0, never);
}
C
gcc -o "$work/read" "$work/read.c" -lcsv
"$work/read" | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
as it is: [name][password] [Budi][12 34] [Ani][ 56 ] rows 3
strict: [name][password] [Budi][12 34] [Ani][ 56 ] rows 3
CSV_REPALL_NL: [name][password] (nothing) [Budi][12 34] [Ani][ 56 ] rows 4
no blanks known: [name][password] [Budi][ 12 34 ] [Ani][ 56 ] rows 3
SEEN
echo "As stated: a line and two blanks were not told."
