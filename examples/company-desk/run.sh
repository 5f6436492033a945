#!/bin/sh
# Where a company stands, what it is exposed to, its cheapest way off a list, and what a stricter rulebook would do.
set -eu
cd "$(dirname "$0")"
out=${1:-$(mktemp -d)/company-desk}
mkdir -p "$out"

credopolis company check firm.yaml portfolio.csv
credopolis company standing firm.yaml --rulebook tax-credit --on 2026-11-30
credopolis company exposure firm.yaml --rulebook popular-company --on 2026-11-30
credopolis company plan firm.yaml --rulebook company-2020 --on 2026-11-30 --holidays holidays.yaml \
    --html "$out/plan.html" --ics "$out/plan.ics"
sed 's/from: {value: 80/from: {value: 88/' "$(python -c 'from credopolis.library.names import regime_folder as f; print(f("company-2020"))')/rulebook.yaml" >"$out/stricter.yaml"
credopolis company compare portfolio.csv --rulebook company-2020 --against "$out/stricter.yaml" --on 2026-11-30
