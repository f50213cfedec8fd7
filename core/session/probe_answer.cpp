// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/probe_answer.h"

#include "core/base/clock.h"
#include "core/probe/fill_mask.h"
#include "core/probe/likelihood.h"
#include "core/session/probe_json.h"

namespace cloze {
namespace {

/// The answer with the weights it comes from.
template <class Answer, class Into>
void put(Result<Answer> answer, std::int64_t step, bool live, ProbeDone& done, Into& into) {
  if (!answer) {
    done.error = std::move(answer).error();
    return;
  }
  answer->step = step;
  answer->live = live;
  into = std::move(*answer);
}

}  // namespace

ProbeDone probe_answer(const ProbeRequest& request, const ModelHandle& model, const Tokenizer& tokenizer,
                       std::int64_t step, bool live, const GoesOn& goes_on) {
  ProbeDone done;
  switch (request.kind) {
    case ProbeKind::fill:
      put(fill_mask(model, tokenizer, {request.text, request.top, request.joint}, goes_on), step, live, done,
          done.result);
      break;
    case ProbeKind::likelihood:
      put(pseudo_log_likelihood(model, tokenizer, request.text, goes_on), step, live, done, done.likelihood);
      break;
    case ProbeKind::attention:
      put(attention_map(model, tokenizer, {request.text, request.layer, request.head}), step, live, done,
          done.attention);
      break;
    case ProbeKind::batch:  // Takes a run's data as well: the prober's.
      done.error = Error{ErrorCode::internal, "a batch is asked of a run, not of a model", ""};
      break;
  }
  return done;
}

std::optional<ProbeRecord> probe_record(const ProbeRequest& request, const ProbeDone& done,
                                        const std::string& run_id) {
  if (done.error || !request.record || request.kind != ProbeKind::fill) return std::nullopt;
  return ProbeRecord{run_id, unix_seconds(), done.result.step, request.text, to_json(done.result)};
}

}  // namespace cloze
