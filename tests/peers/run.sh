#!/bin/sh
# Checks the simulated router with node-routeros, unchanged, as it comes from the registry.
# BUILD names the directory where it is installed; the source tree stays clean.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=${BUILD:-$here/../../build}/peers
mkdir -p "$place"
cp "$here/package.json" "$here/node-routeros.js" "$place/"
cd "$place"
if [ ! -d node_modules/node-routeros ]; then
    npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error > npm.log 2>&1 || {
        cat npm.log >&2
        exit 1
    }
fi
exec /usr/bin/python3 "$here/with-router.py" node node-routeros.js
