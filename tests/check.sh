#!/bin/sh
# Runs the unit test programs named, one on each core, then the system tests, all of them whatever fails, and sums up. System tests run two
# more at once than there are cores, but those marked `alone`, which load the machine or measure it. A few that failed beside others are run
# once more without others: what fails again is a fault, what does not is named at the end as unsteady.
# Usage: tests/check.sh PROGRAM…; HC_TEST_DATABASE and HC_BINARY come from the caller.
set -u
cd "$(dirname "$0")/.."
log=$(mktemp)
logs=$(mktemp -d)
HC_FAILED_TESTS=$(mktemp)
export HC_FAILED_TESTS
trap 'rm -rf "$log" "$logs" "$HC_FAILED_TESTS"' EXIT
unsteady=""
# Most of them wait for something most of the time.
together=$(($(nproc) + 2))
passed=0
failed=0
skipped=0

# The number in the log's last match of a pattern; 0 where there is none.
figure() {
    grep -oE "$1" "$log" | tail -n 1 | grep -oE '[0-9]+' || echo 0
}

# Each in at most five minutes; what it prints and how it ends is kept in a file of its name.
# shellcheck disable=SC2016
printf '%s\n' "$@" | xargs -P "$(nproc)" -I '{}' sh -c 'kept=$2/$(echo "${1##*/tests/unit/}" | tr / -)
    timeout 300 "$1" > "$kept" 2>&1; echo "$?" > "$kept.code"' sh '{}' "$logs"

for program in "$@"; do
    name=${program##*/tests/unit/}
    log_of=$logs/$(echo "$name" | tr / -)
    mv "$log_of" "$log"
    code=$(cat "$log_of.code")
    verdict=ok
    [ "$code" = 0 ] || verdict="FAILED ($code)"
    good=$(figure '^\[  PASSED  \] [0-9]+')
    bad=$(figure '^\[  FAILED  \] [0-9]+ test')
    left_out=$(figure '^\[  SKIPPED \] [0-9]+ test')
    [ "$verdict" = ok ] || [ "$bad" != 0 ] || bad=1
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left_out))
    printf '%-50s %s, %s tests\n' "$name" "$verdict" "$((good + bad + left_out))"
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

# Arguments: which of them; several at once.
system_tests_together() {
    : > "$HC_FAILED_TESTS"
    before=$failed
    system_tests -n "$together" -m "$1"
    names=$(sort -u "$HC_FAILED_TESTS")
    count=$(sort -u "$HC_FAILED_TESTS" | grep -c .)
    [ "$((failed - before))" = "$count" ] && [ "$count" -ge 1 ] && [ "$count" -le 4 ] || return 0
    echo "once more, without others:" "$names"
    failed=$before
    : > "$HC_FAILED_TESTS"
    HC_ONLY_TESTS=$names system_tests -m "$1"
    [ "$failed" != "$before" ] || unsteady="$unsteady$names
"
}
system_tests_together "not alone"
system_tests -m alone
# Where times show: once more in a shop of WITA.
export HC_ZONE=Asia/Makassar
system_tests_together "zone and not alone"
[ -z "$unsteady" ] || printf 'unsteady, failed beside others and passed without:\n%s' "$unsteady"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
