#!/usr/bin/env bash
# Runs the README's two commands in a fresh clone on a bare Debian 12, and says how long each took.
#
#   deploy/try-in-chroot.sh [--cache DIR] [--keep] [-- COMMAND...]
#
# --cache DIR   keep the bare system as DIR/bookworm-minbase.tar and start from it next time
# --keep        leave the chroot (unmounted) for a look; its path is printed
# COMMAND...    run these instead, each one argument, from the root of the clone
#
# Needs root and debootstrap. The mirror, its suites and their key are taken from this machine's apt configuration.
# What is tried is the last commit, not the working tree.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
suite=bookworm
cache=
keep=false
commands=(./deploy/quickstart.sh ./tests/run.sh)

die() {
  echo "try-in-chroot: $*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --cache) cache=${2:?--cache wants a directory}; shift 2 ;;
    --keep) keep=true; shift ;;
    --) shift; commands=("$@"); break ;;
    *) die "unknown argument '$1'" ;;
  esac
done
[ "$(id -u)" -eq 0 ] || die "needs root"
command -v debootstrap >/dev/null || "$root/deploy/install-deps.sh" ci

work=$(mktemp -d /var/tmp/harvestd-chroot.XXXXXX)
chroot_dir=$work/root
mounts=()

clean_up() {
  local i
  for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do
    umount "${mounts[i]}" || true
  done
  if grep -q " ${chroot_dir}[/ ]" /proc/self/mounts; then
    echo "try-in-chroot: something is still mounted below $chroot_dir; left as it is" >&2
  elif $keep; then
    echo "kept: $chroot_dir"
  else
    rm -rf --one-file-system "$work"
  fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# The $(NAMES) are for apt to fill in.
# shellcheck disable=SC2016
bare_system() {
  local mirror
  mirror=$(apt-get indextargets --format '$(CREATED_BY) $(RELEASE) $(COMPONENT) $(REPO_URI)' |
    awk -v suite=$suite '$1 == "Packages" && $2 == suite && $3 == "main" { print $4; exit }')
  [ -n "$mirror" ] || die "this machine's apt knows no mirror of Debian $suite"
  debootstrap --variant=minbase "$suite" "$1" "$mirror" >"$work/debootstrap.log" 2>&1 ||
    die "debootstrap failed: $(tail -n 1 "$work/debootstrap.log")"
  rm -f "$1"/var/cache/apt/archives/*.deb
}

# shellcheck disable=SC2016
# Only Debian's own archive, with all the suites the host has of it (security and updates too).
copy_sources() {
  local target=$1/etc/apt/sources.list.d/debian.sources
  : >"$1/etc/apt/sources.list"
  apt-get indextargets --format '$(CREATED_BY) $(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' |
    awk '$1 == "Packages" && $2 ~ /^Debian/ && $4 ~ /^'$suite'/ {
           printf "Types: deb\nURIs: %s\nSuites: %s\nComponents: %s\n", $3, $4, $5
           printf "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n\n" }' >"$target"
  [ -s "$target" ] || die "this machine's apt has no Debian $suite sources to copy"
  install -D -m 0644 /usr/share/keyrings/debian-archive-keyring.gpg \
    "$1/usr/share/keyrings/debian-archive-keyring.gpg"
  # A mirror that is a frozen snapshot is past its date: what the host accepts, the chroot accepts.
  apt-config dump | grep -E '^Acquire::(Check-Valid-Until|Check-Date|https?::Proxy) ' \
    >"$1/etc/apt/apt.conf.d/90host" || true
}

bind() {
  mkdir -p "$chroot_dir$1"
  mount --bind "$1" "$chroot_dir$1"
  mounts+=("$chroot_dir$1")
}

start=$SECONDS
base=$cache/$suite-minbase.tar
if [ -n "$cache" ] && [ -f "$base" ]; then
  mkdir -p "$chroot_dir"
  tar -C "$chroot_dir" -xpf "$base"
else
  bare_system "$chroot_dir"
  if [ -n "$cache" ]; then
    mkdir -p "$cache"
    tar -C "$chroot_dir" -cpf "$base.part" .
    mv "$base.part" "$base"
  fi
fi
copy_sources "$chroot_dir"
cp /etc/resolv.conf "$chroot_dir/etc/resolv.conf"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$chroot_dir/etc/hosts"
printf '#!/bin/sh\nexit 101\n' >"$chroot_dir/usr/sbin/policy-rc.d" # packages start no services in here
chmod +x "$chroot_dir/usr/sbin/policy-rc.d"
git -c safe.directory='*' clone -q "$root" "$chroot_dir/root/harvestd" || die "git clone failed"
bind /proc
bind /dev
echo "== bare Debian $suite and a fresh clone ready after $((SECONDS - start)) s"

for command in "${commands[@]}"; do
  echo "== $command"
  start=$SECONDS
  status=0
  chroot "$chroot_dir" /usr/bin/env -i HOME=/root TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    bash -c "cd /root/harvestd && $command" </dev/null || status=$?
  echo "== $command: exit $status after $((SECONDS - start)) s"
  [ "$status" -eq 0 ] || exit "$status"
done
