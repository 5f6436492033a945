#!/bin/sh
# Check a risk score for benefit fraud and audit it, as a court or a council would before anybody lives under it.
set -eu
cd "$(dirname "$0")"
out=${1:-$(mktemp -d)/benefits-fraud-risk}
mkdir -p "$out"

credopolis rulebook check benefits-fraud-risk.yaml
ended=0
credopolis audit benefits-fraud-risk.yaml --html "$out/audit.html" --fail-on error || ended=$?
echo "with --fail-on error the audit ends with $ended"
