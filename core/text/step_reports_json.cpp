// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/step_reports_json.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

StepReport read_step_report(ObjectReader object) {
  StepReport step;
  object.read("step", step.step);
  object.read("kept", step.kept);
  object.read("changed", step.changed);
  object.read("dropped", step.dropped);
  object.read("bytes_in", step.bytes_in);
  object.read("bytes_out", step.bytes_out);
  object.finish();
  return step;
}

}  // namespace

Json step_reports_to_json(const std::vector<StepReport>& reports) {
  Json list = Json::array();
  for (const StepReport& step : reports)
    list.push_back({{"step", step.step},
                    {"kept", step.kept},
                    {"changed", step.changed},
                    {"dropped", step.dropped},
                    {"bytes_in", step.bytes_in},
                    {"bytes_out", step.bytes_out}});
  return list;
}

void read_step_reports(ObjectReader& object, std::vector<StepReport>& reports) {
  if (!object.has("steps")) return;
  if (const Json* list = object.list("steps"))
    for (const Json& step : *list) reports.push_back(read_step_report(object.element("steps", step)));
}

}  // namespace cloze
