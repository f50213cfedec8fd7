// SPDX-License-Identifier: GPL-3.0-or-later
// Where tensors on the CPU live: a range of addresses of their own. What a step frees stays there for the
// next one, in one piece where neighbours are free, so a step finds its memory without the system and takes
// little more than its tensors. The C library's allocator keeps a piece for each thread, and tensors that are
// aligned do not fit where others of their size were. No torch in this header.
#pragma once

#include <cstdint>

namespace cloze {

/// Tensors of the whole process are made in memory of ours from now on; those that are there stay where they
/// are. At once when done before. Call before a model is made. Built with a sanitizer, nothing changes: it is
/// to see each tensor by itself.
void keep_tensor_memory();

/// Gives the pages of freed tensors back to the system. Any thread.
void return_tensor_memory();

/// Bytes of the tensors there; small ones, which are the C library's, are not counted. 0 before
/// keep_tensor_memory(). Any thread.
std::uint64_t tensor_memory_use();

}  // namespace cloze
