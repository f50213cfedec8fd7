# SPDX-License-Identifier: GPL-3.0-or-later
#
# Finds Apache Arrow's Parquet library in the user's cache folder, where packaging/bootstrap.sh puts it.
#
#   find_package(ArrowParquet)
#
# Target     ArrowParquet::ArrowParquet   libparquet, libarrow and their headers
# Variables  ArrowParquet_FOUND, ArrowParquet_VERSION

set(_arrow_list "${CMAKE_CURRENT_LIST_DIR}/../arrow.json")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${_arrow_list}")
file(READ "${_arrow_list}" _arrow_pins)
string(JSON ArrowParquet_VERSION GET "${_arrow_pins}" version)
if(NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(_arrow_folder "$ENV{XDG_CACHE_HOME}/cloze-studio/arrow-${ArrowParquet_VERSION}-parquet")
else()
  set(_arrow_folder "$ENV{HOME}/.cache/cloze-studio/arrow-${ArrowParquet_VERSION}-parquet")
endif()
# VERSION is written last by the set-up, so a folder that has it is whole.
set(ArrowParquet_DIR "")
if(EXISTS "${_arrow_folder}/VERSION")
  set(ArrowParquet_DIR "${_arrow_folder}")
endif()
file(GLOB _arrow_libraries "${ArrowParquet_DIR}/lib/libparquet.so.*" "${ArrowParquet_DIR}/lib/libarrow.so.*")

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ArrowParquet
  REQUIRED_VARS ArrowParquet_DIR _arrow_libraries
  VERSION_VAR ArrowParquet_VERSION
  REASON_FAILURE_MESSAGE "it is not in ${_arrow_folder}, where packaging/bootstrap.sh puts it")

if(ArrowParquet_FOUND AND NOT TARGET ArrowParquet::ArrowParquet)
  add_library(ArrowParquet::ArrowParquet INTERFACE IMPORTED)
  set_target_properties(ArrowParquet::ArrowParquet PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${ArrowParquet_DIR}/include"
    INTERFACE_LINK_LIBRARIES "${_arrow_libraries}")
endif()
