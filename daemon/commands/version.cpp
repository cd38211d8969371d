#include <fmt/format.h>
#include <openssl/crypto.h>
#include <spdlog/version.h>
#include <sqlite3.h>
#include <unicode/uversion.h>

#include <boost/version.hpp>
#include <iostream>

#include "daemon/commands/command_line.h"

namespace harvestd {
namespace {

#ifdef __clang__
constexpr const char* kCompiler = "clang " __clang_version__;
#else
constexpr const char* kCompiler = "gcc " __VERSION__;
#endif

}  // namespace

int run_version(const CommandLine&) {
  std::cout << fmt::format("harvestd {}\n", HARVESTD_VERSION) << fmt::format("compiler  {}\n", kCompiler)
            << fmt::format("Boost     {}.{}.{}\n", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000,
                           BOOST_VERSION % 100)
            << fmt::format("OpenSSL   {}\n", OpenSSL_version(OPENSSL_VERSION_STRING))
            << fmt::format("SQLite    {}\n", sqlite3_libversion()) << fmt::format("ICU       {}\n", U_ICU_VERSION)
            << fmt::format("spdlog    {}.{}.{}\n", SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH);
  return kExitDone;
}

}  // namespace harvestd
