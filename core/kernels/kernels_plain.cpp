// SPDX-License-Identifier: GPL-3.0-or-later
#define CLOZE_KERNEL_LEVEL plain
#include "core/kernels/kernels_impl.h"
