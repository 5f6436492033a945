#!/bin/sh
# Check a tenant-screening score, audit it, and see what an amendment mends and what it leaves.
set -eu
cd "$(dirname "$0")"
out=${1:-$(mktemp -d)/tenant-screening}
mkdir -p "$out"

credopolis rulebook check tenant-screening.yaml amended.yaml
credopolis audit tenant-screening.yaml --html "$out/audit.html" --sarif "$out/audit.sarif"
echo
credopolis audit --compare tenant-screening.yaml amended.yaml
