// SPDX-License-Identifier: GPL-3.0-or-later
#define CLOZE_KERNEL_LEVEL v4
#include "core/kernels/kernels_impl.h"
