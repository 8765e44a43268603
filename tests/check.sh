#!/bin/sh
# Runs the unit test programs named, then the system tests, all of them whatever fails, and sums up. System tests run on
# every core, but those marked `alone`, which load the machine or measure it.
# Usage: tests/check.sh PROGRAM…; HC_TEST_DATABASE and HC_BINARY come from the caller.
set -u
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0
skipped=0

# The number in the log's last match of a pattern; 0 where there is none.
figure() {
    grep -oE "$1" "$log" | tail -n 1 | grep -oE '[0-9]+' || echo 0
}

for program in "$@"; do
    if timeout 120 "$program" > "$log" 2>&1; then
        verdict=ok
    else
        verdict="FAILED ($?)"
    fi
    good=$(figure '^\[  PASSED  \] [0-9]+')
    bad=$(figure '^\[  FAILED  \] [0-9]+ test')
    left_out=$(figure '^\[  SKIPPED \] [0-9]+ test')
    [ "$verdict" = ok ] || [ "$bad" != 0 ] || bad=1
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left_out))
    printf '%-50s %s, %s tests\n' "${program##*/tests/unit/}" "$verdict" "$((good + bad + left_out))"
    [ "$verdict" = ok ] || cat "$log"
done

# Arguments: which of them, and how.
system_tests() {
    /usr/bin/python3 -m pytest -q -p no:cacheprovider "$@" tests/system 2>&1 | tee "$log"
    tail -n 1 "$log" > "$log.last" && mv "$log.last" "$log"
    good=$(figure '[0-9]+ passed')
    bad=$(figure '[0-9]+ failed')
    broken=$(figure '[0-9]+ errors?')
    left_out=$(figure '[0-9]+ skipped')
    [ "$good$bad$broken$left_out" != 0000 ] || broken=1
    passed=$((passed + good)) failed=$((failed + bad + broken)) skipped=$((skipped + left_out))
}
system_tests -n "$(nproc)" -m "not alone"
system_tests -m alone
# Where times show: once more in a shop of WITA.
export HC_ZONE=Asia/Makassar
system_tests -n "$(nproc)" -m "zone and not alone"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
