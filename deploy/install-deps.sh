#!/usr/bin/env bash
# Installs the Debian packages that harvestd is built from. Quick, and needs no root, when all are there.
#
#   deploy/install-deps.sh [GROUP...]
#
# Groups: build (the default): to build and test. ci: what .ci/run wants besides.
set -euo pipefail
export LC_ALL=C

build=(
  clang-19 libstdc++-12-dev cmake ninja-build mold ccache pkg-config
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libssl-dev libsqlite3-dev libyaml-cpp-dev libspdlog-dev libfmt-dev libcli11-dev
  libre2-dev libicu-dev libhowardhinnant-date-dev libsystemd-dev libgtest-dev libgmock-dev
  sqlite3 tzdata ca-certificates
)
ci=(
  g++ libclang-rt-19-dev llvm-19 clang-tidy-19 clang-format-19 gcovr
  git python3 python3-jsonschema python3-yaml shellcheck systemd debootstrap faketime
)

die() {
  echo "install-deps: $*" >&2
  exit 1
}

wanted=()
for group in "${@:-build}"; do
  case $group in
    build) wanted+=("${build[@]}") ;;
    ci) wanted+=("${build[@]}" "${ci[@]}") ;;
    *) die "unknown group '$group' (there are: build, ci)" ;;
  esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  die "this needs Debian 12 (apt-get); elsewhere install by hand: ${wanted[*]}"
fi

missing() {
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | sort -u)
  comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(printf '%s\n' "$installed")
}

mapfile -t packages < <(missing)
[ "${#packages[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || die "run this as root once; missing: ${packages[*]}"
  sudo -n true 2>/dev/null || die "run this with sudo once; missing: ${packages[*]}"
  as_root=(sudo -n)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
  # A lock held by unattended upgrades is waited for; nothing is ever asked.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" \
    </dev/null >"$log" 2>&1
}

echo "Installing ${#packages[@]} packages: ${packages[*]}"
if ! apt update; then
  # Old lists may still do: the installation below has the last word.
  echo "install-deps: apt-get update failed: $(grep -m 1 '^[EW]:' "$log" || tail -n 1 "$log")" >&2
fi
if ! apt install --no-install-recommends "${packages[@]}"; then
  die "apt-get install failed: $(grep -m 1 '^E:' "$log" || tail -n 1 "$log")"
fi
