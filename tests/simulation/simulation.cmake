# The simulation: its tests, the program that runs it all night, and the same program around a product with planted bugs.

file(GLOB SIMULATION_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
set(SIMULATION_TESTS ${SIMULATION_SOURCES})
list(FILTER SIMULATION_TESTS INCLUDE REGEX "_test\\.cpp$")
list(FILTER SIMULATION_SOURCES EXCLUDE REGEX "_test\\.cpp$|/main\\.cpp$")
harvestd_library(harvestd_simulation SOURCES ${SIMULATION_SOURCES} LINK harvestd_daemon)

# harvestd_simulation_program(<name> [<sources>...]): objects of the sources take the place of those of the same names in
# the product's libraries.
function(harvestd_simulation_program name)
  add_executable(${name} ${PROJECT_SOURCE_DIR}/tests/simulation/main.cpp ${ARGN})
  target_link_libraries(${name} PRIVATE harvestd_simulation CLI11::CLI11)
endfunction()

harvestd_simulation_program(harvestd-simulation)

include(${CMAKE_CURRENT_LIST_DIR}/planted/plant.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/planted/bugs.cmake)
write_planted_sources()
harvestd_simulation_program(harvestd-simulation-planted ${PLANTED_SOURCES})

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
