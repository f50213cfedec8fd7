// SPDX-License-Identifier: GPL-3.0-or-later
// Telling a process that still lives from one that has gone and left its number to another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cloze {

/// A name for a living process that no other process ever has on this machine: boot id and start time. Empty
/// when there is no such process, or where the system does not tell (no /proc).
std::string process_identity(std::int64_t process_id);

/// Whether the process with this number lives and, unless identity is empty, is the one the identity was
/// taken of. A process that has ended but was not yet collected by its parent counts as gone.
bool process_lives(std::int64_t process_id, std::string_view identity);

}  // namespace cloze
