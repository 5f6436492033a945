#!/bin/sh
# Check a rulebook of one's own, read it in words, and let 5,000 synthetic people live under it.
set -eu
cd "$(dirname "$0")"
out=${1:-$(mktemp -d)/own-rulebook}

credopolis rulebook check library-card.yaml
credopolis rulebook show library-card.yaml
credopolis run scenario.yaml --out "$out"
