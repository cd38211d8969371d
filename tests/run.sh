#!/usr/bin/env bash
# Installs what is missing, builds, and runs the test suite.
#
#   tests/run.sh [CTEST-OPTION...]      for example: tests/run.sh -R Ledger
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/deploy/build.sh"
cd "$root"
if ! ctest --preset release --no-label-summary "$@" </dev/null; then
  echo "tests: failed (above; again: tests/run.sh --rerun-failed)" >&2
  exit 1
fi
