# What every target of ours is compiled and linked with, carried by one interface target: harvestd_options.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

include(CheckPIESupported)
check_pie_supported()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(harvestd_options INTERFACE)
target_include_directories(harvestd_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(harvestd_options INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wpedantic -Werror -fno-omit-frame-pointer -fstack-protector-strong)
target_compile_definitions(harvestd_options INTERFACE
  HARVESTD_VERSION="${PROJECT_VERSION}"
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION)
target_link_options(harvestd_options INTERFACE -Wl,-z,relro,-z,now)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of g++ 12: libstdc++'s string concatenation (restrict, GCC bug 105651), the frames that Asio's awaitable
  # allocates with its own operator new (mismatched-new-delete), and a co_return of an empty result or instrumented
  # code (maybe-uninitialized).
  target_compile_options(harvestd_options INTERFACE -Wno-restrict -Wno-mismatched-new-delete -Wno-maybe-uninitialized)
endif()

if(HARVESTD_SANITIZE)
  # -O1 and line tables: at -O0 or with full debug information one Beast file costs minutes and gigabytes.
  target_compile_options(harvestd_options INTERFACE
    -fsanitize=${HARVESTD_SANITIZE} -fno-sanitize-recover=all -O1 -g1)
  target_link_options(harvestd_options INTERFACE -fsanitize=${HARVESTD_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    if(HARVESTD_SANITIZE MATCHES "undefined")
      # The three costliest checks to compile; clang's build has them.
      target_compile_options(harvestd_options INTERFACE -fno-sanitize=vptr,null,alignment)
    endif()
    if(HARVESTD_SANITIZE MATCHES "thread")
      # "atomic_thread_fence is not supported": true of Asio's one fence, and of no interest to one engine thread.
      target_compile_options(harvestd_options INTERFACE -Wno-tsan)
    endif()
  elseif(HARVESTD_SANITIZE MATCHES "undefined")
    # Calls through C callbacks of OpenSSL and SQLite are reported as calls of the wrong function type.
    target_compile_options(harvestd_options INTERFACE -fno-sanitize=function)
  endif()
elseif(CMAKE_BUILD_TYPE MATCHES "Rel")
  # Fortified functions hide errors from the sanitizers, and want optimisation.
  target_compile_options(harvestd_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

if(HARVESTD_COVERAGE)
  target_compile_options(harvestd_options INTERFACE --coverage -O0 -g)
  target_link_options(harvestd_options INTERFACE --coverage)
endif()

find_program(HARVESTD_MOLD mold)
if(HARVESTD_MOLD)
  target_link_options(harvestd_options INTERFACE -fuse-ld=mold)
endif()

find_program(HARVESTD_CCACHE ccache)
if(HARVESTD_CCACHE)
  # With a base directory, what one clone compiled serves every other clone.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${HARVESTD_CCACHE})
endif()
