// The fuzz targets. Each takes any bytes, must come back from them, and aborts when something that harvestd claims does
// not hold. libFuzzer drives one at a time (run.sh); fuzz_tests runs them over their corpora.
#pragma once

#include <array>
#include <string_view>

namespace harvestd::fuzz {

void command_line(std::string_view input);
void control_message(std::string_view input);
void create_answer(std::string_view input);
void error_bodies(std::string_view input);
void http_answer(std::string_view input);
void http_request(std::string_view input);
void json_bodies(std::string_view input);
void retry_after(std::string_view input);
void rules(std::string_view input);
void text(std::string_view input);
void yaml(std::string_view input);

struct Target {
  std::string_view name;
  void (*run)(std::string_view input);
};
inline constexpr std::array kTargets{
    Target{"command_line", command_line},
    Target{"control_message", control_message},
    Target{"create_answer", create_answer},
    Target{"error_bodies", error_bodies},
    Target{"http_answer", http_answer},
    Target{"http_request", http_request},
    Target{"json_bodies", json_bodies},
    Target{"retry_after", retry_after},
    Target{"rules", rules},
    Target{"text", text},
    Target{"yaml", yaml},
};

}  // namespace harvestd::fuzz
