#!/usr/bin/env bash
# The gates: what shows that a target is never created twice and nothing is lost, whatever breaks. Builds what they need, runs
# them one after the other, and prints one table of figures beside their bars. Exit 1 when one fails.
#
#   tests/gates.sh                the full column: an hour or more
#   tests/gates.sh --short        what .ci/run runs: minutes
#   tests/gates.sh [--short] NAME...    these gates alone
#
# A gate's output is in build/gates/NAME.log.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
programs=$root/build/release/tests
logs=$root/build/gates
readonly skipped=77

# Each gate: its name, its bar, and how large it is in full and in short.
gates=(
  'simulation|no violation; every possible cell hit 30 times|500000|25000'
  'planted|every planted bug caught||'
  'kill|no violation|2000|100'
  'two-daemons|no violation; the second leaves within 1 s, takeover under 2 s|200|20'
  'disk|no violation|60|8'
  'clock|no violation|60|6'
  'secrets|no leak, no core file|9|3'
  'fuzz|no crash, memory under 256 MB|3000000|200000'
  'tls|every test passes||'
)

# run_gate NAME SIZE LEAST-HITS
run_gate() {
  case $1 in
    simulation) "$programs/harvestd-simulation" --runs "$2" --min-hits "$3" ;;
    planted) "$root/tests/simulation/planted/caught.sh" "$programs/harvestd-simulation-planted" ;;
    kill) "$programs/harvestd-storm" kill --times "$2" ;;
    two-daemons) "$programs/harvestd-storm" holders --times "$2" ;;
    disk | clock | secrets) "$programs/harvestd-storm" "$1" --times "$2" ;;
    fuzz) "$root/tests/fuzz/run.sh" "$2" ;;
    tls) ctest --preset release --no-label-summary -R Tls </dev/null ;;
  esac
}

# What has to be built for a gate; the fuzz targets are built by their own script.
targets_of() {
  case $1 in
    simulation) echo harvestd-simulation ;;
    planted) echo harvestd-simulation-planted ;;
    kill | two-daemons | disk | clock | secrets) echo harvestd-storm ;;
    tls) printf '%s\n' daemon_tests sandbox_tests ;;
  esac
}

# The line of a gate's output that goes into the table.
figure_of() {
  local log=$logs/$1.log
  case $1 in
    tls) grep 'tests passed' "$log" ;;
    planted) grep 'bugs caught' "$log" ;;
    simulation) sed -n 's/^\([0-9]* runs in .*\)/\1/p' "$log" ;;
    two-daemons) sed -n 's/^holders: //p' "$log" ;;
    kill | disk | clock | secrets) sed -n "s/^$1: //p" "$log" ;;
    *) tail -n 1 "$log" ;;
  esac | tail -n 1
}

usage() {
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
  printf 'gates:' >&2
  printf ' %s' "${gates[@]%%|*}" >&2
  echo >&2
  exit 2
}

short=false
wanted=()
for word in "$@"; do
  case $word in
    --short) short=true ;;
    -*) usage ;;
    *)
      [[ " ${gates[*]%%|*} " == *" $word "* ]] || usage
      wanted+=("$word")
      ;;
  esac
done

[ "${#wanted[@]}" -gt 0 ] || wanted=("${gates[@]%%|*}")
mapfile -t targets < <(for gate in "${wanted[@]}"; do targets_of "$gate"; done | sort -u)
"$root/deploy/install-deps.sh" ci
[ "${#targets[@]}" -eq 0 ] || "$root/deploy/build.sh" "${targets[@]}"
mkdir -p "$logs"
cd "$root"

table=()
failed=0
for gate in "${gates[@]}"; do
  IFS='|' read -r name bar full in_short <<<"$gate"
  [[ " ${wanted[*]} " == *" $name "* ]] || continue
  size=$full hits=30
  ! $short || { size=$in_short hits=0; }
  echo "gate $name ..."
  start=$SECONDS
  status=0
  run_gate "$name" "$size" "$hits" >"$logs/$name.log" 2>&1 || status=$?
  case $status in
    0) result=passed ;;
    "$skipped") result=skipped ;;
    *)
      result=FAILED
      failed=1
      tail -n 40 "$logs/$name.log" >&2
      ;;
  esac
  table+=("$(printf '%-12s %-8s %5d s  %s\n%31s(bar: %s)' "$name" "$result" $((SECONDS - start)) \
    "$(figure_of "$name" || true)" '' "$bar")")
done

echo
printf '%s\n' "${table[@]}"
[ "$failed" -eq 0 ] || echo "gates: failed; all of a gate's output is in $logs" >&2
exit "$failed"
