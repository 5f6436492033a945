#!/bin/sh
# Run the worked cases of the real schemes, and audit them.
set -eu
cd "$(dirname "$0")"

for scheme in */; do
  credopolis rulebook test "$scheme"
  credopolis audit "$scheme"
  echo
done
