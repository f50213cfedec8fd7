// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of LibTorch that the engine uses. torch/torch.h would bring in data loaders, all layers,
// optimizers and TorchScript, and double the time that each file takes to compile; this header is also the
// precompiled one.
#pragma once

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/cuda.h>
#include <torch/nn/functional/loss.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>
