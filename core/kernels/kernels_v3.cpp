// SPDX-License-Identifier: GPL-3.0-or-later
#define CLOZE_KERNEL_LEVEL v3
#include "core/kernels/kernels_impl.h"
