# Each header compiled alone: `cmake --build DIR --target harvestd_headers`. Not part of the ordinary build.

set(HEADER_PATTERNS core config storage daemon tests)
list(TRANSFORM HEADER_PATTERNS REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/\\1/*.h")
file(GLOB_RECURSE HEADERS CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${HEADER_PATTERNS})
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
target_compile_definitions(harvestd_headers PRIVATE TEST_DATA_DIR="")  # of the tests that read their samples
