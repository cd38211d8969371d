# The simulation: its tests, and the program that runs it all night.

file(GLOB SIMULATION_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
set(SIMULATION_TESTS ${SIMULATION_SOURCES})
list(FILTER SIMULATION_TESTS INCLUDE REGEX "_test\\.cpp$")
list(FILTER SIMULATION_SOURCES EXCLUDE REGEX "_test\\.cpp$|/main\\.cpp$")

harvestd_library(harvestd_simulation_lib SOURCES ${SIMULATION_SOURCES} LINK harvestd_daemon)
add_executable(harvestd-simulation ${CMAKE_CURRENT_LIST_DIR}/main.cpp)
target_link_libraries(harvestd-simulation PRIVATE harvestd_simulation_lib CLI11::CLI11)

add_executable(simulation_tests ${SIMULATION_TESTS})
target_link_libraries(simulation_tests PRIVATE harvestd_simulation_lib GTest::gmock GTest::gtest_main)
gtest_discover_tests(simulation_tests DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 60 LABELS simulation)

# The same program around a product with planted bugs: the copies come first, so that the linker leaves the originals in
# their libraries. For the gates, so in the release build only.
if(HARVESTD_SANITIZE OR HARVESTD_COVERAGE)
  return()
endif()
include(${CMAKE_CURRENT_LIST_DIR}/planted/plant.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/planted/bugs.cmake)
write_planted_sources()
add_executable(harvestd-simulation-planted ${CMAKE_CURRENT_LIST_DIR}/main.cpp ${PLANTED_SOURCES})
target_link_libraries(harvestd-simulation-planted PRIVATE harvestd_simulation_lib CLI11::CLI11)
file(CONFIGURE OUTPUT ${PLANTED_FOLDER}/bugs.txt @ONLY CONTENT "@PLANTED_BUG_LINES@")
