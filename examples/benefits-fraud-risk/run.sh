#!/bin/sh
# Check a risk score for benefit fraud and audit it, as a court or a council would before anybody lives under it.
set -eu
cd "$(dirname "$0")"
out=${1:-$(mktemp -d)/benefits-fraud-risk}
mkdir -p "$out"

credopolis rulebook check benefits-fraud-risk.yaml
credopolis audit benefits-fraud-risk.yaml --html "$out/audit.html"
if credopolis audit benefits-fraud-risk.yaml --fail-on error > "$out/audit.txt"; then
    echo "no error found"
else
    echo "with --fail-on error the audit ends with $?"
fi
