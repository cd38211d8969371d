#!/usr/bin/env bash
# Installs what is missing and builds the release preset in build/release.
#
#   deploy/build.sh [TARGET...]     all targets when none is named
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

die() {
  echo "build: $*" >&2
  exit 1
}

./deploy/install-deps.sh build || exit 1

if [ ! -w "${HOME:-}" ]; then
  export CCACHE_DIR="$root/build/.ccache"
fi
mkdir -p build 2>/dev/null || die "cannot write $root"
[ -w build ] || die "cannot write $root/build (built by another user before?)"
log=build/release-configure.log
cmake --preset release >"$log" 2>&1 </dev/null || {
  cat "$log" >&2
  die "cmake could not configure (above)"
}

targets=()
for target in "$@"; do
  targets+=(--target "$target")
done
# A terminal shows the progress in one line, a log every tenth step.
progress() {
  if [ -t 1 ]; then
    "$@"
  else
    "$@" | sed -u -e '/^\[[0-9]*[1-9]\//d' -e '/^ninja: no work to do/d'
  fi
}
echo "Building ${*:-everything} in build/release (the first time takes minutes)"
progress cmake --build build/release --parallel "$(nproc)" "${targets[@]}" </dev/null ||
  die "the compiler found errors (above)"
