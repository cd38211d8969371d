#!/usr/bin/env bash
# Builds the fuzz targets and runs them all, RUNS inputs together, as many at a time as there are processors.
#
#   tests/fuzz/run.sh RUNS [TARGET...]      for example: tests/fuzz/run.sh 200000
#
# What is found interesting is kept in build/fuzz/corpus and tried first by the next run. Ends non-zero when a target
# crashed, hung (10 s for one input) or took more than 256 MB, the sanitizers' own memory included, and says how to replay.
set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/fuzz
programs=$build/tests/fuzz
logs=$build/logs

runs=${1:-}
[[ $runs =~ ^[1-9][0-9]{0,9}$ ]] || { echo "usage: tests/fuzz/run.sh RUNS [TARGET...]" >&2; exit 2; }
shift

targets() {
  grep -v '^#' "$root/tests/fuzz/targets.txt"
}

# One line for each target to be run: name, runs, longest input, folders.
plan() {
  local wanted=" $* " total name share longest folders
  [ $# -gt 0 ] || wanted=
  total=$(targets | awk -v wanted="$wanted" 'wanted == "" || index(wanted, " " $1 " ") { sum += $2 } END { print sum + 0 }')
  [ "$total" -gt 0 ] || { echo "no such target; there are: $(targets | awk '{ printf "%s ", $1 }')" >&2; exit 2; }
  while read -r name share longest folders; do
    [ -z "$wanted" ] || [[ $wanted == *" $name "* ]] || continue
    echo "$name $(((runs * share + total - 1) / total)) $longest${folders:+ $folders}"  # xargs joins lines that end in a space
  done < <(targets)
}

# The value of one of libFuzzer's final statistics.
statistic() {
  sed -n "s/^stat::$2: *//p" "$logs/$1.log"
}

fuzz_one() {
  local name=$1 count=$2 longest=$3 folder status=0
  local options=("-runs=$count" "-max_len=$longest" -rss_limit_mb=256 -timeout=10 -print_final_stats=1)
  local kept=$build/corpus/$name dictionary=$root/tests/fuzz/dictionaries/$name.dict
  [ ! -f "$dictionary" ] || options+=("-dict=$dictionary")
  options+=("-artifact_prefix=$build/crashes/$name-")
  local seeds=("$root/tests/fuzz/corpus/$name")
  for folder in "${@:4}"; do seeds+=("$root/tests/$folder"); done
  mkdir -p "$kept"
  local began=$EPOCHREALTIME
  "$programs/fuzz_$name" "${options[@]}" "$kept" "${seeds[@]}" >"$logs/$name.log" 2>&1 || status=$?
  if [ "$status" -eq 0 ]; then
    # Microseconds: both times have six decimals.
    local took=$((${EPOCHREALTIME/./} - ${began/./})) done_runs
    done_runs=$(statistic "$name" number_of_executed_units)
    printf '%-16s %9d runs %7d/s %4d MB\n' "$name" "$done_runs" $((done_runs * 1000000 / took)) \
      "$(statistic "$name" peak_rss_mb)"
    return 0
  fi
  local input
  input=$(sed -n 's/.*Test unit written to //p' "$logs/$name.log" | tail -n 1)
  {
    echo "$name FAILED:"
    grep -m 3 -E 'invariant broken|ERROR: |runtime error' "$logs/$name.log" || tail -n 5 "$logs/$name.log"
    echo "  the input:  ${input:-none was written, see $logs/$name.log}"
    [ -z "$input" ] || echo "  replay:     $programs/fuzz_$name $input"
  } >&2
  return 1
}

# A quarantine of freed memory as large as ASan's usual one would be most of what is measured.
export ASAN_OPTIONS=quarantine_size_mb=16:detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
export -f fuzz_one statistic
export root build programs logs

list=$(plan "$@")
"$root/deploy/install-deps.sh" ci
mkdir -p "$logs" "$build/crashes"
cd "$root"
cmake --preset fuzz >"$logs/configure.log" || { cat "$logs/configure.log" >&2; exit 1; }
cmake --build --preset fuzz >"$logs/build.log" || { tail -n 50 "$logs/build.log" >&2; exit 1; }

start=$SECONDS
# shellcheck disable=SC2016  # the words are the inner shell's
if ! xargs -P "$(nproc)" -L 1 bash -c 'set -euo pipefail; fuzz_one "$@"' fuzz <<<"$list"; then
  echo "fuzz: FAILED after $((SECONDS - start)) s" >&2
  exit 1
fi
awk -v seconds=$((SECONDS - start)) '{ runs += $2 }
  END { printf "fuzz: %d runs of %d targets without a crash in %d s\n", runs, NR, seconds }' <<<"$list"
