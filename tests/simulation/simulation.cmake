# The simulation: its tests, the program that runs it all night, and the same program around a product with planted bugs.

file(GLOB SIMULATION_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
set(SIMULATION_TESTS ${SIMULATION_SOURCES})
list(FILTER SIMULATION_TESTS INCLUDE REGEX "_test\\.cpp$")
list(FILTER SIMULATION_SOURCES EXCLUDE REGEX "_test\\.cpp$|/main\\.cpp$")

# harvestd_simulation(<suffix> <product libraries>...): the library harvestd_simulation<suffix> and the program
# harvestd-simulation<suffix> around them.
function(harvestd_simulation suffix)
  harvestd_library(harvestd_simulation${suffix} SOURCES ${SIMULATION_SOURCES} LINK ${ARGN})
  add_executable(harvestd-simulation${suffix} ${PROJECT_SOURCE_DIR}/tests/simulation/main.cpp)
  target_link_libraries(harvestd-simulation${suffix} PRIVATE harvestd_simulation${suffix} CLI11::CLI11)
endfunction()

harvestd_simulation("" harvestd_daemon)

add_executable(simulation_tests ${SIMULATION_TESTS})
target_link_libraries(simulation_tests PRIVATE harvestd_simulation GTest::gmock GTest::gtest_main)
gtest_discover_tests(simulation_tests DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 60 LABELS simulation)

# The same program around a product with planted bugs: the copies come first, so that the linker leaves the originals in
# their libraries.
include(${CMAKE_CURRENT_LIST_DIR}/planted/plant.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/planted/bugs.cmake)
write_planted_sources()
add_executable(harvestd-simulation-planted ${CMAKE_CURRENT_LIST_DIR}/main.cpp ${PLANTED_SOURCES})
target_link_libraries(harvestd-simulation-planted PRIVATE harvestd_simulation CLI11::CLI11)
file(CONFIGURE OUTPUT ${PLANTED_FOLDER}/bugs.txt @ONLY CONTENT "@PLANTED_BUG_LINES@")
