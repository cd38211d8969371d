#!/usr/bin/env bash
# Wakes the planted bugs one after the other; each must be caught by the simulation within its runs.
#
#   tests/simulation/planted/caught.sh PROGRAM [BUG...]      all of bugs.txt beside the build's copies when none is named
#
# Prints one line a bug: after how many seconds, and which invariant was broken first. Ends non-zero when one was not
# caught, or when the program finds fault with no bug awake.
set -uo pipefail

program=${1:?the program harvestd-simulation-planted}
shift
bugs=("$@")
if [ ${#bugs[@]} -eq 0 ]; then
  mapfile -t bugs <"$(dirname "$program")/../planted/bugs.txt"
fi
runs=20000
log=$(mktemp)
trap 'rm -f "$log"' EXIT

caught=0
for bug in "${bugs[@]}"; do
  begun=${EPOCHREALTIME/./}
  HARVESTD_PLANTED=$bug "$program" --runs "$runs" --most-failures 1 >"$log" 2>&1
  status=$?
  took=$(((${EPOCHREALTIME/./} - begun) / 1000))
  words=$(grep -m 1 'invariant' "$log" | cut -c 1-110)
  if [ "$status" -eq 1 ] && [ -n "$words" ]; then
    caught=$((caught + 1))
    printf '%-40s caught  %6d ms  %s\n' "$bug" "$took" "$words"
  else
    printf '%-40s MISSED  %6d ms  exit %d\n' "$bug" "$took" "$status"
  fi
done

echo "$caught of ${#bugs[@]} planted bugs caught"
[ "$caught" -eq ${#bugs[@]} ] || exit 1
HARVESTD_PLANTED='' "$program" --runs 500 >"$log" 2>&1 || {
  echo "with no bug awake:"
  tail -n 5 "$log"
  exit 1
}
