#!/bin/sh
# One unit program in its root, emulated: one.sh PROGRAM; what it says goes to $OUT/NAME. run.sh sets the environment.
name=${1##*/}
HC_BINARY=/src/$BUILD/hotspot-console timeout 1800 sh "$IN_ROOT" run "$ROOT" "$EMULATOR" "${1#"$ROOT/src/"}" > "$OUT/$name" 2>&1
if grep -q '^\[  PASSED  \]' "$OUT/$name" && ! grep -q '^\[  FAILED  \]' "$OUT/$name"; then
    echo "  $ARCHITECTURE passed $name"
else
    echo "  $ARCHITECTURE FAILED $name"
    echo "$1" >> "$OUT/failed"
fi
