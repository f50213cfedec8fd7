# embed_resources(OUTPUT): writes a C++ file holding resources/presets/*.json, smallest model first, and samples.json.
function(embed_resources output)
  set(order quickstart tiny classic mini small medium base large)
  set(entries "")
  foreach(name IN LISTS order)
    set(file "${CMAKE_SOURCE_DIR}/resources/presets/${name}.json")
    file(READ "${file}" content)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    string(APPEND entries "    {\"${name}\", R\"json(${content})json\"},\n")
  endforeach()
  set(samples_file "${CMAKE_SOURCE_DIR}/resources/samples.json")
  file(READ "${samples_file}" samples)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${samples_file}")
  file(CONFIGURE OUTPUT "${output}" @ONLY CONTENT [=[
#include "core/config/embedded_resources.h"
namespace cloze {
std::span<const EmbeddedResource> embedded_presets() {
  static constexpr EmbeddedResource presets[] = {
@entries@  };
  return presets;
}
std::string_view embedded_samples() {
  return R"json(@samples@)json";
}
}  // namespace cloze
]=])
endfunction()
