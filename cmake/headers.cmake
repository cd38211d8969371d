# Each header compiled alone: `cmake --build DIR --target harvestd_headers`. Not part of the ordinary build.

file(GLOB_RECURSE HEADERS CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
  core/*.h config/*.h storage/*.h daemon/*.h tests/*.h)
set(HEADER_UNITS)
foreach(header IN LISTS HEADERS)
  string(REGEX REPLACE "[/.]" "_" unit ${header})
  set(unit ${PROJECT_BINARY_DIR}/headers/${unit}.cpp)
  file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"${header}\"  // IWYU pragma: keep\n" @ONLY)
  list(APPEND HEADER_UNITS ${unit})
endforeach()
add_library(harvestd_headers OBJECT EXCLUDE_FROM_ALL ${HEADER_UNITS})
target_link_libraries(harvestd_headers PRIVATE harvestd_daemon harvestd_sandbox_lib GTest::gmock GTest::gtest)
target_compile_options(harvestd_headers PRIVATE -O0)
