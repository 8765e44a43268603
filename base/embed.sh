#!/bin/sh
# Turns the named files into a C source that holds them; sorted by their names without folders, which must differ, so that
# they are found by bisection wherever they lie.
set -eu
export LC_ALL=C
twice=$(printf '%s\n' "$@" | sed 's|.*/||' | sort | uniq -d)
if [ -n "$twice" ]; then
    echo "embed.sh: files of the same name:" $twice >&2
    exit 1
fi
echo '#include "base/embedded.h"'
echo 'const struct embedded_file embedded_files[] = {'
printf '%s\n' "$@" | sed 's|.*/\(.*\)|\1	&|' | sort | cut -f 2 | while read -r file; do
    printf '    { "%s", "%s",\n' "$file" "${file##*/}"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/\t/\\t/g' -e 's/?/\\?/g' -e 's/^/      "/' -e 's/$/\\n"/' "$file"
    printf '      "", %s },\n' "$(sed -e '$a\' "$file" | wc -c)"
done
echo '};'
echo "const size_t embedded_file_count = $#;"
