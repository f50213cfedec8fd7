// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/sentence_sampler.h"

#include <algorithm>

#include "core/base/random.h"

namespace cloze {

void SentenceSampler::add(std::string_view sentence) {
  constexpr std::uint64_t stream = 0x746F6B656E;  // Keeps these draws apart from others of the same seed.
  const std::uint64_t position = seen_++;
  const std::uint64_t draw = mix(static_cast<std::uint64_t>(seed_), stream, position);
  if (draw > threshold_ || sentence.size() > limit_bytes_) return;
  kept_.push_back({draw, position, std::string(sentence)});
  std::push_heap(kept_.begin(), kept_.end());
  bytes_ += sentence.size();
  while (bytes_ > limit_bytes_) {
    std::pop_heap(kept_.begin(), kept_.end());
    threshold_ = kept_.back().draw;
    bytes_ -= kept_.back().text.size();
    kept_.pop_back();
  }
}

std::vector<std::string> SentenceSampler::take() {
  std::ranges::sort(kept_, {}, &Kept::position);
  std::vector<std::string> sample;
  sample.reserve(kept_.size());
  for (Kept& kept : kept_) sample.push_back(std::move(kept.text));
  kept_.clear();
  bytes_ = 0;
  return sample;
}

}  // namespace cloze
