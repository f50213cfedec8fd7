// SPDX-License-Identifier: GPL-3.0-or-later
// How much memory the machine has left, and how much this process takes.
#pragma once

namespace cloze {

/// Bytes that this process can still take before the system is short of them: what the kernel says is
/// available, or what a control group leaves where that is less. 0 when nothing can be read. Any thread.
double available_memory();

/// Bytes of this process that are in memory.
double resident_memory();

/// Forgets the largest resident set so far, so that peak_resident_memory() tells of what follows. Without
/// effect where the kernel does not let us. For the whole process.
void forget_peak_memory();

/// The largest resident set since forget_peak_memory(), or since the process began.
double peak_resident_memory();

/// Gives what was freed back to the system, as far as the allocator can. For the whole process; may take a
/// tenth of a second.
void return_freed_memory();

}  // namespace cloze
