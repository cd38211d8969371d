#!/usr/bin/env bash
# The shape of the house, kept by machine (CONTRIBUTING.md gives the reasons):
#   check.sh ROOT   prints each violation as file:line: what is wrong; exit 1 when there is any.
set -euo pipefail
export LC_ALL=C

cd "$1"
violations=0

report() {
  echo "$*"
  violations=$((violations + 1))
}

sources() {
  find "$@" -type f \( -name '*.cpp' -o -name '*.h' \) 2>/dev/null | sort
}

# forbid FOLDER WHY REGEX: no line of the folder's sources matches the extended regular expression.
forbid() {
  local folder=$1 why=$2 regex=$3 hit
  while IFS= read -r hit; do
    report "$(cut -d: -f1,2 <<<"$hit"): $why: $(cut -d: -f3- <<<"$hit")"
  done < <(sources "$folder" | xargs -r grep -HnE "$regex" || true)
}

include() {
  echo "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($1)"
}

forbid core 'core depends on no other folder' "$(include '(config|storage|daemon|tests)/')"
forbid core 'core does no I/O' \
  "$(include '(boost/(asio|beast)|openssl/|sqlite3|yaml-cpp/|spdlog/|systemd/|sys/|unistd\.h|fcntl\.h|(fstream|iostream|filesystem|thread|mutex)>)')"
forbid core 'core reads no clock' '_clock::now|std::time\(|[^_[:alnum:]](gettimeofday|clock_gettime)\('
forbid config 'config depends on core alone' "$(include '(storage|daemon|tests)/')"
forbid config 'config needs no network, store or log' "$(include '(boost/(asio|beast)|openssl/ssl|sqlite3|spdlog/|systemd/)')"
forbid storage 'storage depends on core alone' "$(include '(config|daemon|tests)/')"
forbid storage 'storage needs no network, YAML or log' "$(include '(boost/(asio|beast)|openssl/ssl|yaml-cpp/|spdlog/|systemd/)')"
forbid daemon 'what is shipped includes no test code' "$(include 'tests/|gtest/|gmock/')"
for folder in core config storage daemon tests; do
  forbid "$folder" 'include by path from the root' "$(include '\.\.?/')"
done
for folder in tests/core tests/config tests/storage; do
  forbid "$folder" 'a test includes only what its folder may' "$(include 'daemon/')"
done

check_length() {
  local file=$1 limit=$2 lines
  lines=$(wc -l <"$file")
  [ "$lines" -le "$limit" ] || report "$file:$lines: longer than $limit lines; split it by meaning"
}

while IFS= read -r file; do
  check_length "$file" 400
done < <(sources core config storage daemon tests)
[ ! -f daemon/main.cpp ] || check_length daemon/main.cpp 59

[ "$violations" -eq 0 ] || { echo "$violations violation(s)" >&2; exit 1; }
