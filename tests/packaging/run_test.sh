#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh and test.sh over a project of two scripts: what is built when, what gets which arguments, exit codes.
# shellcheck disable=SC2016,SC2119  # scripts in quotes; functions whose arguments are optional
# shellcheck source=tests/packaging/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
make_downloads
start_index
all_packages_installed
PATH=$stubs:$PATH
cd /  # the scripts must not care where they are called from

cp "$source_root/CMakePresets.json" "$tree/"
cat >"$tree/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(pretended CXX)
list(APPEND CMAKE_MODULE_PATH "${CMAKE_SOURCE_DIR}/packaging/cmake")
find_package(LibTorch 2.11 REQUIRED)
message(STATUS "LibTorch ${LibTorch_VERSION} in ${LibTorch_LIBRARY_DIR}, CUDA ${LibTorch_HAS_CUDA}")
if(NOT TARGET LibTorch::LibTorch)
  message(FATAL_ERROR "no target")
endif()
file(GLOB globbed CONFIGURE_DEPENDS *.sh)  # as the project does: makes ninja speak at every call
foreach(program IN ITEMS cloze cloze-studio)
  add_custom_command(OUTPUT bin/${program} DEPENDS ${program}.sh
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/${program}.sh bin/${program})
endforeach()
add_custom_target(programs ALL DEPENDS bin/cloze bin/cloze-studio)
enable_testing()
add_test(NAME good COMMAND true)
add_test(NAME bad COMMAND false)
CMAKE
cat >"$tree/cloze.sh" <<'PROGRAM'
#!/bin/bash
echo "cloze $*"
if [[ $1 == quickstart && $2 == --print-run-to ]]; then echo r42 >"$3"; fi
exit "${CLOZE_FAILS:-0}"
PROGRAM
cat >"$tree/cloze-studio.sh" <<'PROGRAM'
#!/bin/bash
echo "studio $QT_QPA_PLATFORM $*"
if [[ $1 == --chart ]]; then echo "curve of $2" >"$4"; fi
PROGRAM
chmod +x "$tree"/*.sh

try "$tree/run.sh" --cpu -- --set budget.steps=50
expect_code 0
expect_output 'Configuring (preset release)'
expect_output 'Building (preset release'
expect_output "cloze quickstart --print-run-to $tree/build/release/quickstart.run --set budget.steps=50"
expect_output "studio offscreen --chart r42 --to $tree/build/loss-r42.png"
[[ $stdout == *"loss curve: $tree/build/loss-r42.png" ]] || complain 'the path of the chart should come last'
[[ $(<"$tree/build/loss-r42.png") == 'curve of r42' ]] || complain 'the chart should be of the run'
passed 'without a display it trains the quickstart and draws the curve'

start=${EPOCHREALTIME/./}
DISPLAY=:7 try "$tree/run.sh" -- some file
milliseconds=$(((${EPOCHREALTIME/./} - start) / 1000))
expect_code 0
[[ $output == 'studio  some file' ]] || complain 'only the studio should speak'
((milliseconds < 2000)) || complain "starting with nothing to do took $milliseconds ms"
passed "with a display it opens the studio; $milliseconds ms when nothing is missing"

CLOZE_FAILS=3 try "$tree/run.sh" --headless
expect_code 3
passed 'the exit code of the program is passed on'

sed -i 's/echo "cloze/echo "newer cloze/' "$tree/cloze.sh"
DISPLAY=:7 try "$tree/run.sh" --headless
expect_code 0
expect_output 'Building'
expect_output 'newer cloze quickstart'
passed 'a change is built'

mv "$cache/libtorch-2.11.0-cpu" "$sandbox/own"
LIBTORCH=$sandbox/own try "$tree/run.sh"
expect_code 0
expect_output 'Configuring'
grep -q "LibTorch 2.11.0 in $sandbox/own/lib, CUDA FALSE" "$tree/build/release/configure.log" ||
  complain 'wrong LibTorch'
mkdir -p "$cache"
mv "$sandbox/own" "$cache/libtorch-2.11.0-cuda"
touch "$cache/libtorch-2.11.0-cuda/lib/libtorch_cuda.so"
try "$tree/packaging/build.sh" release --cpu
expect_code 0
expect_output 'Configuring'
grep -q "a cache/cloze-studio/libtorch-2.11.0-cuda/lib, CUDA TRUE" "$tree/build/release/configure.log" ||
  complain "the copy with CUDA should be preferred: $(<"$tree/build/release/configure.log")"
passed 'another LibTorch is noticed'

try "$tree/test.sh"
expect_code 8
expect_output '1 tests failed out of 2'
try "$tree/test.sh" -R good
expect_code 0
expect_output '100% tests passed, 0 tests failed out of 1'
passed 'test.sh passes arguments to ctest and returns its exit code'

echo 'message(FATAL_ERROR "this project is broken")' >>"$tree/CMakeLists.txt"
try "$tree/test.sh"
expect_code 1
expect_output 'this project is broken'
sed -i '$d' "$tree/CMakeLists.txt"
rm "$tree/cloze.sh"
try "$tree/run.sh"
expect_code 1
expect_output 'error: the build failed'
passed 'errors of configuring and building are shown'

try "$tree/run.sh" --nonsense
expect_code 2
try "$tree/run.sh" --preset
expect_code 2
try "$tree/test.sh" --preset
expect_code 2
passed 'wrong usage is exit code 2'
