#!/bin/sh
# Checks the simulators with third-party clients, unchanged, as they come from the registry.
# BUILD names the directory where they are installed; the source tree stays clean.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=${BUILD:-$here/../../build}/peers
mkdir -p "$place"
cp "$here"/*.js "$place/"
cd "$place"
if ! cmp -s "$here/package.json" installed.json; then
    cp "$here/package.json" .
    npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error > npm.log 2>&1 || {
        cat npm.log >&2
        exit 1
    }
    cp package.json installed.json # only now is all of it there
fi
/usr/bin/python3 "$here/with-simulator.py" router node node-routeros.js
/usr/bin/python3 "$here/with-simulator.py" gateways node gateways.js
