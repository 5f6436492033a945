#!/bin/sh
# A small society, its report, and one life. Results go to the folder given, or to a new one.
set -eu
out=${1:-$(mktemp -d)/first-run}

credopolis run popular-account --people 50k --years 5 --out "$out"
credopolis report "$out"
credopolis life "$out" 123
