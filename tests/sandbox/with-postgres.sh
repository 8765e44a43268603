#!/bin/sh
# Runs a command with a private PostgreSQL, which HC_TEST_DATABASE names, and stops it afterwards.
exec /usr/bin/python3 "$(dirname "$0")/sandbox.py" --postgres-only -- "$@"
