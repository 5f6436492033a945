#!/bin/sh
# Run ten thousand lives under a made-up quota for three years, and fork the run amid them: no reform, shorter locks, no quotas.
set -eu
cd "$(dirname "$0")"
out=${1:-$(mktemp -d)/fork-a-run}

credopolis run popular-account --set regime.quotas.negative_a_year=0.05 --people 10k --years 3 --quiet --out "$out/run"
credopolis fork "$out/run" --at 18mo --with shorter-locks.yaml --with no-quotas.yaml --seeds 3 --out "$out/fork"
