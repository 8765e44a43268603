#!/bin/sh
# Holds the house rule: an include may only name a floor that the including floor stands on.
set -eu
cd "$(dirname "$0")/.."
allowed() {
    case $1 in
    base) echo "base" ;;
    db) echo "base db" ;;
    net) echo "base net" ;;
    model) echo "base db net model" ;;
    tui) echo "base model tui" ;;
    cli) echo "base model cli" ;;
    esac
}
bad=0
for floor in base db net model tui cli; do
    for file in $(find "$floor" -name '*.[ch]' | sort); do
        for other in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([a-z]*\)\/.*/\1/p' "$file" | sort -u); do
            case " $(allowed "$floor") " in
            *" $other "*) ;;
            *)
                echo "$file includes from $other/, which $floor/ does not stand on" >&2
                bad=1
                ;;
            esac
        done
        if grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[^/"]*"' "$file" >&2; then
            echo "$file: includes name their floor (\"base/error.h\")" >&2
            bad=1
        fi
    done
done
[ "$bad" = 0 ] && echo "layers: every include points down"
exit "$bad"
