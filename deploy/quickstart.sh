#!/usr/bin/env bash
# Installs what is missing, builds harvestd and its sandbox, harvests a made-up account in the sandbox, shows the result.
# Needs no Amazon account, sends nothing beyond this machine, and leaves nothing running; the files it made stay.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
harvestd=$root/build/release/harvestd
sandbox=$root/build/release/tests/harvestd-sandbox
sandbox_pid=

die() {
  echo "quickstart: $*" >&2
  exit 1
}

stop_sandbox() {
  [ -z "$sandbox_pid" ] || kill "$sandbox_pid" 2>/dev/null || true
  [ -z "$sandbox_pid" ] || wait "$sandbox_pid" 2>/dev/null || true
  sandbox_pid=
}
trap stop_sandbox EXIT
trap 'exit 130' INT TERM

title() {
  printf '\n== %s\n' "$*"
}

start_sandbox() {
  "$sandbox" --listen 127.0.0.1:0 --port-file "$dir/port" --tls-dir "$dir/tls" --seed 7 --recommendations 120 \
    --page-size 50 --config-out "$config" --max-seconds 300 >"$dir/sandbox.log" 2>&1 </dev/null &
  sandbox_pid=$!
  local tries=100
  until [ -s "$dir/port" ] && [ -s "$config" ]; do
    kill -0 "$sandbox_pid" 2>/dev/null || die "the sandbox ended: $(tail -n 1 "$dir/sandbox.log")"
    [ $((tries--)) -gt 0 ] || die "the sandbox did not start within 10 s (see $dir/sandbox.log)"
    sleep 0.1
  done
}

harvest() {
  "$harvestd" once -c "$config" </dev/null || die "harvestd once failed (above; the files are in $dir)"
}

query() {
  sqlite3 -readonly "$ledger" "$1"
}

table() {
  sqlite3 -readonly -cmd '.mode box --wrap 36 --wordwrap on' "$ledger" "$1"
}

"$root/deploy/build.sh" harvestd harvestd-sandbox || die "could not build (above)"
dir=$(mktemp -d "${TMPDIR:-/tmp}/harvestd-quickstart.XXXXXX")
config=$dir/harvestd.yaml
start_sandbox

title "The first harvest: harvestd once -c $config"
harvest
ledger=$(sed -n '/^ledger:/,/^[^ ]/ s/.*path: *"\{0,1\}\([^",}]*\).*/\1/p' "$config" | head -n 1)
[ -f "$ledger" ] || die "no ledger at '$ledger'"
first=$(query 'SELECT sum(created) FROM audit_cycles')
last_cycle=$(query 'SELECT max(cycle_id) FROM audit_cycles')
[ "$first" -gt 0 ] || die "the first harvest created nothing (see $ledger)"

title "Promoted: $first targets (the first 15), with the bid and its arithmetic"
table "SELECT target, match_type AS match, bid || ' ' || currency AS bid, clicks, conversions AS conv, bid_basis
       FROM audit_promotions WHERE state = 'created' ORDER BY conversions DESC, clicks, target LIMIT 15"

title "Not promoted: at most two for each reason (what the first campaign took is a duplicate for the second)"
table "SELECT reason, target, clicks, conversions AS conv, detail FROM
         (SELECT *, row_number() OVER (PARTITION BY reason ORDER BY clicks DESC, target) AS n
          FROM audit_decisions WHERE verdict <> 'promote' GROUP BY reason, target)
       WHERE n <= 2 ORDER BY reason, n"

title "The same harvest again: everything is known, so nothing is created and no create call is sent"
harvest
table "SELECT cycle_id AS cycle, iif(cycle_id > $last_cycle, 'second', 'first') AS run, campaign, status, recommendations AS seen,
         qualified, skipped, held, created, api_calls,
         (SELECT count(*) FROM audit_api_calls a WHERE a.cycle_id = c.cycle_id AND operation = 'create_targets')
           AS create_calls
       FROM audit_cycles c ORDER BY cycle_id"
[ "$(query "SELECT sum(created) FROM audit_cycles WHERE cycle_id > $last_cycle")" = 0 ] ||
  die "the second harvest created something (see $ledger)"
[ "$(query "SELECT count(*) FROM audit_api_calls WHERE operation = 'create_targets' AND cycle_id > $last_cycle")" = 0 ] ||
  die "the second harvest sent a create call (see $ledger)"

title "The ledger: $ledger"
cat <<TRY
Ask it yourself:
  sqlite3 -box -readonly $ledger "SELECT reason, count(*) FROM audit_decisions GROUP BY reason ORDER BY 2 DESC"
  sqlite3 -box -readonly $ledger "SELECT at, operation, status, latency_ms, items FROM audit_api_calls ORDER BY call_id"
or let harvestd explain one:
  $harvestd explain "$(query "SELECT target FROM audit_decisions WHERE reason = 'no_rule' ORDER BY clicks DESC LIMIT 1")" -c $config
The configuration with its rules: $config
TRY
