# SPDX-License-Identifier: GPL-3.0-or-later
# Included by ctest with `group`, `program`, `alone`, `each_case`, `timeout` and `environment`: each suite of the program
# is a test, group.Suite. One process for a suite, because a process takes longer to start than most cases take to run;
# with each_case one for a case, group.Suite.Case.
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
function(test_of name filter)
  add_test("${group}.${name}" "${program}" "--gtest_filter=${filter}")
  set_tests_properties("${group}.${name}" PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT ${timeout} RUN_SERIAL ${alone}
                       ENVIRONMENT "${environment}")
  if(name MATCHES "^Cuda")
    set_tests_properties("${group}.${name}" PROPERTIES LABELS cuda)
  endif()
endfunction()
foreach(line IN LISTS listed)
  # "Suite." or "Kinds/Suite/0.  # TypeParam = float"; cases are indented.
  if(line MATCHES "^([A-Za-z0-9_/]+)\\.( *#.*)?$")
    set(suite "${CMAKE_MATCH_1}")
    if(NOT each_case)
      test_of("${suite}" "${suite}.*")
    endif()
  elseif(each_case AND line MATCHES "^  ([A-Za-z0-9_/]+)")
    test_of("${suite}.${CMAKE_MATCH_1}" "${suite}.${CMAKE_MATCH_1}")
  endif()
endforeach()
