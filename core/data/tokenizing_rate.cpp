// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/tokenizing_rate.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/clock.h"
#include "core/base/threads.h"
#include "core/data/document_tokenizer.h"

namespace cloze {
namespace {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Runs work(thread, document) over all documents; the first error ends it.
Result<void> share_out(const std::vector<Document>& documents, int threads,
                       const std::function<Result<void>(std::size_t, const Document&)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> failed;
  std::vector<std::jthread> running;
  for (std::size_t thread = 0; thread < static_cast<std::size_t>(threads); ++thread)
    running.emplace_back([&, thread] {
      for (std::size_t i = next++; i < documents.size(); i = next++)
        if (auto result = work(thread, documents[i]); !result) {
          const std::lock_guard lock(mutex);
          if (!failed) failed = std::move(result).error();
          next = documents.size();
        }
    });
  running.clear();
  if (failed) return std::unexpected(std::move(*failed));
  return {};
}

}  // namespace

Result<TokenizingRate> measure_tokenizing(std::shared_ptr<const Tokenizer> tokenizer,
                                          const TokenizingRateRequest& request) {
  TokenizingRate rate;
  rate.threads = thread_count(request.threads);
  std::vector<Document> documents;
  CLOZE_CHECK(read_documents(request.corpus, request.format, tokenizer->cleaning(),
                             [&](Document&& document) -> Result<void> {
                               rate.bytes += document.text.size();
                               documents.push_back(std::move(document));
                               return {};
                             }));
  rate.documents = documents.size();
  // Long documents first, so that no thread is left with one at the end.
  std::ranges::sort(documents, std::greater{}, [](const Document& one) { return one.text.size(); });
  std::vector<DocumentTokenizer> whole;
  for (int i = 0; i < rate.threads; ++i) {
    CLOZE_TRY(auto one, DocumentTokenizer::make(tokenizer, request.locale));
    whole.push_back(std::move(one));
  }
  std::vector<double> encode, dataset;
  for (int round = 0; round < request.rounds; ++round) {
    std::atomic<std::uint64_t> tokens = 0;
    const Stopwatch encode_time;
    CLOZE_CHECK(
        share_out(documents, rate.threads, [&](std::size_t, const Document& document) -> Result<void> {
          std::vector<TokenId> ids;
          std::string_view rest = document.text;
          while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            tokenizer->encode(rest.substr(0, end), ids);
            rest.remove_prefix(std::min(end + 1, rest.size()));
          }
          tokens += ids.size();
          return {};
        }));
    encode.push_back(static_cast<double>(rate.bytes) / encode_time.seconds());
    rate.tokens = tokens;
    const Stopwatch dataset_time;
    CLOZE_CHECK(
        share_out(documents, rate.threads, [&](std::size_t thread, const Document& document) -> Result<void> {
          CLOZE_TRY([[maybe_unused]] const auto made, whole[thread].tokenize(document));
          return {};
        }));
    dataset.push_back(static_cast<double>(rate.bytes) / dataset_time.seconds());
  }
  rate.encode_bytes_per_second = median(encode);
  rate.dataset_bytes_per_second = median(dataset);
  return rate;
}

}  // namespace cloze
