#!/usr/bin/env bash
# Plants one violation at a time in an otherwise clean tree: check.sh must name the file and fail for each.
set -euo pipefail

check=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{core,config,storage,daemon/amazon,tests/core}
failures=0

fail() {
  echo "$*" >&2
  failures=$((failures + 1))
}

# A tree with every permitted include passes.
echo '#include "core/money.h"' >"$tree/core/money.cpp"
printf '#include <yaml-cpp/yaml.h>\n#include "core/money.h"\n' >"$tree/config/load.cpp"
printf '#include <sqlite3.h>\n#include "core/money.h"\n' >"$tree/storage/ledger.cpp"
printf '#include <boost/asio.hpp>\n#include "storage/ledger.h"\n' >"$tree/daemon/amazon/https.cpp"
echo '#include "core/money.h"' >"$tree/tests/core/money_test.cpp"
echo 'int main() {}' >"$tree/daemon/main.cpp"
"$check" "$tree" || fail "a clean tree is refused"

# planted FILE: standard input becomes the file; the check must name it.
planted() {
  local file=$1 output
  mkdir -p "$(dirname "$tree/$file")"
  [ ! -f "$tree/$file" ] || cp "$tree/$file" "$tree/before"
  cat >"$tree/$file"
  if output=$("$check" "$tree" 2>/dev/null); then
    fail "not caught: $file: $(head -n 1 "$tree/$file")"
  elif ! grep -q "^$file:" <<<"$output"; then
    fail "caught without its name: $file: $output"
  fi
  rm "$tree/$file"
  [ ! -f "$tree/before" ] || mv "$tree/before" "$tree/$file"
}

planted core/planted.h <<<'#include "config/load.h"'
planted core/planted.h <<<'#include "storage/ledger.h"'
planted core/planted.h <<<'#  include "daemon/runtime.h"'
planted core/planted.h <<<'#include <boost/asio/awaitable.hpp>'
planted core/planted.cpp <<<'#include <sqlite3.h>'
planted core/planted.cpp <<<'#include <fstream>'
planted core/planted.cpp <<<'#include <iostream>'
planted core/planted.cpp <<<'auto t = std::chrono::system_clock::now();'
planted config/planted.cpp <<<'#include "daemon/runtime.h"'
planted config/planted.cpp <<<'#include "storage/ledger.h"'
planted config/planted.cpp <<<'#include <boost/asio.hpp>'
planted storage/planted.cpp <<<'#include "config/config.h"'
planted storage/planted.cpp <<<'#include "daemon/runtime.h"'
planted storage/planted.cpp <<<'#include <yaml-cpp/yaml.h>'
planted daemon/amazon/planted.cpp <<<'#include "tests/sandbox/server.h"'
planted daemon/amazon/planted.cpp <<<'#include "../runtime.h"'
planted tests/core/planted_test.cpp <<<'#include "daemon/runtime.h"'
planted daemon/main.cpp < <(yes '//' | head -n 60)
planted core/planted.cpp < <(yes '//' | head -n 401)

[ "$failures" -eq 0 ] || exit 1
