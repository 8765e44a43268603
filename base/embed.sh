#!/bin/sh
# Turns the named files into a C source that holds them; sorted, so that they are found by bisection.
set -eu
export LC_ALL=C
echo '#include "base/embedded.h"'
echo 'const struct embedded_file embedded_files[] = {'
printf '%s\n' "$@" | sort | while read -r file; do
    printf '    { "%s",\n' "$file"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/\t/\\t/g' -e 's/?/\\?/g' -e 's/^/      "/' -e 's/$/\\n"/' "$file"
    printf '      "", %s },\n' "$(sed -e '$a\' "$file" | wc -c)"
done
echo '};'
echo "const size_t embedded_file_count = $#;"
