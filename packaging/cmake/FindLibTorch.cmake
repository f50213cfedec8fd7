# SPDX-License-Identifier: GPL-3.0-or-later
#
# Finds LibTorch without the CMake package inside it, which insists on an installed CUDA toolkit even for programs
# that never touch CUDA.
#
#   find_package(LibTorch 2.11 REQUIRED)
#
# Places, first that is whole wins:
#   -DLIBTORCH=DIR                      (its first value is the environment variable LIBTORCH)
#   CACHE/libtorch-2.11.0-cuda          where packaging/bootstrap.sh puts it;
#   CACHE/libtorch-2.11.0-cpu           CACHE is $XDG_CACHE_HOME/cloze-studio or ~/.cache/cloze-studio
#
# Targets
#   LibTorch::LibTorch   headers, libtorch_cpu and libc10. One program serves machines with and without a GPU: CUDA is
#                        loaded with dlopen("libtorch_cuda.so") when it is wanted, so nothing here links it.
#   LibTorch::CUDA       libtorch_cuda, libc10_cuda and CUDA's headers, for a module that is itself loaded at run time;
#                        exists only when LibTorch_HAS_CUDA and LibTorch_CUDA_INCLUDE_DIR are true
# Variables
#   LibTorch_VERSION, LibTorch_ROOT_DIR, LibTorch_INCLUDE_DIRS
#   LibTorch_LIBRARY_DIR      folder of the libraries: what an INSTALL_RPATH needs; the build tree's comes by itself
#   LibTorch_HAS_CUDA         libtorch_cuda.so is there
#   LibTorch_CUDA_INCLUDE_DIR CUDA's own headers, empty when they are not there

set(LIBTORCH "$ENV{LIBTORCH}" CACHE PATH "LibTorch folder with include/ and lib/; empty: the user's cache folder")

set(_libtorch_wanted 2.11.0)
if(NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(_libtorch_cache "$ENV{XDG_CACHE_HOME}/cloze-studio")
else()
  set(_libtorch_cache "$ENV{HOME}/.cache/cloze-studio")
endif()

set(LibTorch_ROOT_DIR "")
set(_libtorch_reason "")
if(LIBTORCH)
  if(EXISTS "${LIBTORCH}/include/torch/csrc/api/include/torch/torch.h" AND EXISTS "${LIBTORCH}/lib/libtorch_cpu.so"
     AND EXISTS "${LIBTORCH}/lib/libc10.so")
    set(LibTorch_ROOT_DIR "${LIBTORCH}")
  else()
    string(CONCAT _libtorch_reason "LIBTORCH is ${LIBTORCH}, which is no LibTorch: "
           "include/torch/csrc/api/include/torch/torch.h, lib/libtorch_cpu.so and lib/libc10.so must be in it. "
           "Correct it, or empty it (-DLIBTORCH= and unset LIBTORCH) and run packaging/bootstrap.sh.")
  endif()
else()
  foreach(_libtorch_size IN ITEMS cuda cpu)
    set(_libtorch_folder "${_libtorch_cache}/libtorch-${_libtorch_wanted}-${_libtorch_size}")
    # VERSION is written last by the set-up, so a folder that has it is whole.
    if(NOT LibTorch_ROOT_DIR AND EXISTS "${_libtorch_folder}/VERSION")
      set(LibTorch_ROOT_DIR "${_libtorch_folder}")
    endif()
  endforeach()
  string(CONCAT _libtorch_reason "LibTorch ${_libtorch_wanted} is not in ${_libtorch_cache}. Run packaging/bootstrap.sh, "
         "which fetches it, or set LIBTORCH to a folder that has it.")
endif()

set(LibTorch_VERSION "")
set(LibTorch_LIBRARY_DIR "")
set(LibTorch_HAS_CUDA FALSE)
set(LibTorch_CUDA_INCLUDE_DIR "")
if(LibTorch_ROOT_DIR)
  set(LibTorch_LIBRARY_DIR "${LibTorch_ROOT_DIR}/lib")
  set(LibTorch_INCLUDE_DIRS "${LibTorch_ROOT_DIR}/include" "${LibTorch_ROOT_DIR}/include/torch/csrc/api/include")

  # version.h moved to headeronly/ at some time; both places serve another copy that LIBTORCH names.
  foreach(_libtorch_header IN ITEMS torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
    if(EXISTS "${LibTorch_ROOT_DIR}/include/${_libtorch_header}")
      file(STRINGS "${LibTorch_ROOT_DIR}/include/${_libtorch_header}" _libtorch_lines
           REGEX "^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) [0-9]+$")
      if(_libtorch_lines MATCHES "MAJOR ([0-9]+).*MINOR ([0-9]+).*PATCH ([0-9]+)")
        set(LibTorch_VERSION "${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${CMAKE_MATCH_3}")
      endif()
    endif()
  endforeach()

  # A copy built with the old std::string would give hundreds of undefined references at link time; say it here instead.
  file(STRINGS "${LibTorch_LIBRARY_DIR}/libc10.so" _libtorch_abi REGEX "torchCheckFail.*__cxx11" LIMIT_COUNT 1)
  if(NOT _libtorch_abi)
    string(CONCAT _libtorch_reason "${LibTorch_ROOT_DIR} was built with _GLIBCXX_USE_CXX11_ABI=0, "
           "but this project needs a copy built with 1.")
    set(LibTorch_ROOT_DIR "")
  endif()

  if(EXISTS "${LibTorch_LIBRARY_DIR}/libtorch_cuda.so")
    set(LibTorch_HAS_CUDA TRUE)
    # beside include/ in our cache; in the neighbouring package where LIBTORCH names an installed Python torch
    foreach(_libtorch_folder IN ITEMS include-cuda ../nvidia/cu13/include)
      if(NOT LibTorch_CUDA_INCLUDE_DIR AND EXISTS "${LibTorch_ROOT_DIR}/${_libtorch_folder}/cuda_runtime_api.h")
        get_filename_component(LibTorch_CUDA_INCLUDE_DIR "${LibTorch_ROOT_DIR}/${_libtorch_folder}" ABSOLUTE)
      endif()
    endforeach()
  endif()
endif()
# run.sh and test.sh compare this with the copy they would choose, and configure again when it changed.
set(LibTorch_IN_USE "${LibTorch_ROOT_DIR}" CACHE INTERNAL "LibTorch folder of the last configure")

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LibTorch_ROOT_DIR LibTorch_LIBRARY_DIR LibTorch_VERSION
  VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "${_libtorch_reason}")

function(_libtorch_add_library target file)
  add_library(${target} SHARED IMPORTED)
  set_target_properties(${target} PROPERTIES
    IMPORTED_LOCATION "${LibTorch_LIBRARY_DIR}/${file}"
    IMPORTED_SONAME "${file}"
    INTERFACE_INCLUDE_DIRECTORIES "${LibTorch_INCLUDE_DIRS}"  # SYSTEM, as for every imported target
    INTERFACE_COMPILE_DEFINITIONS "_GLIBCXX_USE_CXX11_ABI=1"
    # libtorch_cpu refers to libraries that its own rpath finds at run time and the linker need not see.
    INTERFACE_LINK_OPTIONS "LINKER:--allow-shlib-undefined")
endfunction()

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  _libtorch_add_library(LibTorch::c10 libc10.so)
  _libtorch_add_library(LibTorch::cpu libtorch_cpu.so)
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  # at::parallel_for stands in a header: without OpenMP there, loops of ours would run on one thread. The library is
  # the one that libtorch_cpu uses, so that both share their threads.
  if(EXISTS "${LibTorch_LIBRARY_DIR}/libgomp.so.1")
    set(_libtorch_openmp "${LibTorch_LIBRARY_DIR}/libgomp.so.1")
  else()
    set(_libtorch_openmp gomp)
  endif()
  set_target_properties(LibTorch::LibTorch PROPERTIES
    INTERFACE_LINK_LIBRARIES "LibTorch::cpu;LibTorch::c10;${_libtorch_openmp}"
    INTERFACE_COMPILE_OPTIONS "-fopenmp")

  if(LibTorch_HAS_CUDA AND LibTorch_CUDA_INCLUDE_DIR)
    _libtorch_add_library(LibTorch::c10_cuda libc10_cuda.so)
    _libtorch_add_library(LibTorch::torch_cuda libtorch_cuda.so)
    add_library(LibTorch::CUDA INTERFACE IMPORTED)
    set_target_properties(LibTorch::CUDA PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${LibTorch_CUDA_INCLUDE_DIR}"
      INTERFACE_LINK_LIBRARIES "LibTorch::torch_cuda;LibTorch::c10_cuda;LibTorch::LibTorch")
  endif()
endif()
