# SPDX-License-Identifier: GPL-3.0-or-later
# Included by ctest with `group`, `program`, `alone`, `timeout` and `environment`: each suite of the program is a
# test, group.Suite. One process for a suite, because a process takes longer to start than most cases take to run.
if(NOT EXISTS "${program}")
  add_test("${group}.NOT_BUILT" "${program}")
  return()
endif()
execute_process(COMMAND "${program}" --gtest_list_tests OUTPUT_VARIABLE listed ERROR_VARIABLE problem
                RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${program} does not list its tests (${status}): ${problem}")
endif()
string(REGEX REPLACE "[][;]" "" listed "${listed}")
string(REPLACE "\n" ";" listed "${listed}")
foreach(line IN LISTS listed)
  # "Suite." or "Kinds/Suite/0.  # TypeParam = float"; cases are indented.
  if(NOT line MATCHES "^([A-Za-z0-9_/]+)\\.( *#.*)?$")
    continue()
  endif()
  set(suite "${CMAKE_MATCH_1}")
  add_test("${group}.${suite}" "${program}" "--gtest_filter=${suite}.*")
  set_tests_properties("${group}.${suite}" PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT ${timeout} RUN_SERIAL ${alone}
                       ENVIRONMENT "${environment}")
  if(suite MATCHES "^Cuda")
    set_tests_properties("${group}.${suite}" PROPERTIES LABELS cuda)
  endif()
endforeach()
