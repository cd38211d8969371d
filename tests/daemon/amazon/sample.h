// The bodies in samples/: the guide's and the OpenAPI document's answers, typed again.
#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace harvestd::test {

inline std::string sample(const std::string& name) {
  std::ifstream file(std::string(TEST_DATA_DIR) + "/amazon/samples/" + name);
  if (!file) throw std::runtime_error("no sample " + name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace harvestd::test
