// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/tensor_memory.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>

#include "core/base/free_extents.h"

namespace cloze {
namespace {

constexpr std::uint64_t alignment = 64;              ///< What vector instructions and LibTorch want.
constexpr std::uint64_t large = 32 << 10;            ///< Smaller tensors are the C library's.
constexpr std::uint64_t growth = 64 << 20;           ///< The region becomes usable in such pieces.
constexpr std::uint64_t least_addresses = 1L << 36;  ///< Addresses cost nothing.

/// Before each tensor's data; makes the data aligned too.
struct alignas(alignment) Header {
  std::uint64_t size = 0;  ///< Of the block, this header included; 0: `block` is the C library's.
  void* block = nullptr;
};
static_assert(sizeof(Header) == alignment);

constexpr std::uint64_t rounded_up(std::uint64_t size, std::uint64_t to) {
  return (size + to - 1) / to * to;
}

class TensorMemory final : public c10::Allocator {
 public:
  TensorMemory() {
    const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
    const auto page = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_PAGESIZE)));
    addresses_ = rounded_up(std::max(least_addresses, 4 * pages * page), growth);
    void* region = ::mmap(nullptr, addresses_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED) {
      addresses_ = 0;  // Every tensor is the C library's then.
      return;
    }
    region_ = static_cast<std::byte*>(region);
  }

  c10::DataPtr allocate(std::size_t size) override {
    if (size == 0) return {nullptr, nullptr, &release, c10::Device(c10::kCPU)};
    void* data = size < large ? nullptr : from_region(size);
    if (data == nullptr) data = from_library(size);
    if (data == nullptr)
      TORCH_CHECK_WITH(OutOfMemoryError, false, "the memory is not enough for a tensor of ", size, " bytes");
    return {data, data, &release, c10::Device(c10::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, std::size_t count) const override {
    default_copy_data(to, from, count);
  }

  void return_pages() {
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const std::scoped_lock lock(mutex_);
    for (const auto& [begin, size] : free_.extents()) {
      const std::uint64_t first = rounded_up(begin, page), last = (begin + size) / page * page;
      if (first < last) ::madvise(region_ + first, last - first, MADV_DONTNEED);
    }
  }

  std::uint64_t use() {
    const std::scoped_lock lock(mutex_);
    return live_;
  }

 private:
  static void release(void* data);

  void* from_region(std::uint64_t size) {
    const std::uint64_t whole = rounded_up(sizeof(Header) + size, alignment);
    const std::scoped_lock lock(mutex_);
    std::optional<std::uint64_t> begin = free_.take(whole);
    if (!begin) {
      // What is free at the end is part of the piece that is asked for.
      std::uint64_t from = usable_;
      if (!free_.extents().empty()) {
        const auto& [last, length] = *free_.extents().rbegin();
        if (last + length == usable_) from = last;
      }
      const std::uint64_t to = rounded_up(from + whole, growth);
      if (to > addresses_ || ::mprotect(region_ + usable_, to - usable_, PROT_READ | PROT_WRITE) != 0)
        return nullptr;
      free_.give(usable_, to - usable_);
      usable_ = to;
      begin = free_.take(whole);
    }
    live_ += whole;
    return new (region_ + *begin) Header{whole, nullptr} + 1;
  }

  /// malloc by itself and not aligned_alloc: what it frees is found again by the next of its size.
  static void* from_library(std::uint64_t size) {
    void* block = std::malloc(size + 2 * alignment);
    if (block == nullptr) return nullptr;
    const auto address = reinterpret_cast<std::uintptr_t>(block);
    auto* header = static_cast<std::byte*>(block) + (rounded_up(address, alignment) - address);
    return new (header) Header{0, block} + 1;
  }

  std::mutex mutex_;
  std::byte* region_ = nullptr;
  std::uint64_t addresses_ = 0, usable_ = 0;
  std::uint64_t live_ = 0;
  FreeExtents free_;
};

std::atomic<TensorMemory*> memory = nullptr;

void TensorMemory::release(void* data) {
  if (data == nullptr) return;
  Header* header = static_cast<Header*>(data) - 1;
  if (header->size == 0) return std::free(header->block);
  TensorMemory& owner = *memory.load();
  const auto begin = static_cast<std::uint64_t>(reinterpret_cast<std::byte*>(header) - owner.region_);
  const std::scoped_lock lock(owner.mutex_);
  owner.live_ -= header->size;
  owner.free_.give(begin, header->size);
}

}  // namespace

void keep_tensor_memory() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  static std::once_flag once;
  std::call_once(once, [] {
    memory = new TensorMemory;  // Never deleted: tensors may outlive everything else.
    c10::SetCPUAllocator(memory);
  });
#endif
}

void return_tensor_memory() {
  if (TensorMemory* made = memory) made->return_pages();
}

std::uint64_t tensor_memory_use() {
  TensorMemory* made = memory;
  return made != nullptr ? made->use() : 0;
}

}  // namespace cloze
