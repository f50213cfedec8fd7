#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Training speed of the usual choices: transformers' Trainer on BertForMaskedLM or ModernBertForMaskedLM, synthetic
tokens, one process. compare.py runs it beside `cloze bench step`, whose presets have the same shapes.

Prints one JSON line: tokens per second over the counted steps (warm-up left out). The peers: bert with no flag (what
run_mlm.py does by default), bert --bf16 --compile (bert at its best), modernbert --bf16 with and without --compile
(sparse prediction on: the strongest choice an expert has).

needs: pip install torch==2.11.0 transformers==5.17.0 accelerate
"""
import argparse
import json
import os
import resource
import tempfile
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
from transformers import (BertConfig, BertForMaskedLM, ModernBertConfig, ModernBertForMaskedLM, Trainer, TrainerCallback,
                          TrainingArguments)

PRESETS = {  # layers, hidden, heads, vocabulary, sequence, batch
    "tiny": (2, 128, 2, 8192, 64, 64),
    "mini": (4, 256, 4, 30522, 128, 32),
    "base": (12, 768, 12, 30522, 128, 16),
}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--model", choices=("bert", "modernbert"), default="bert")
parser.add_argument("--preset", choices=PRESETS, default="mini")
parser.add_argument("--steps", type=int, default=12, help="counted steps")
parser.add_argument("--warmup", type=int, default=3, help="steps left out of the count")
parser.add_argument("--threads", type=int, default=os.cpu_count())
parser.add_argument("--bf16", action="store_true")
parser.add_argument("--compile", action="store_true")
parser.add_argument("--cuda", action="store_true")
options = parser.parse_args()

layers, hidden, heads, vocab, length, batch = PRESETS[options.preset]
torch.set_num_threads(options.threads)
torch.manual_seed(0)
if options.model == "bert":
    model = BertForMaskedLM(BertConfig(
        vocab_size=vocab, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=4 * hidden, max_position_embeddings=512))
else:
    model = ModernBertForMaskedLM(ModernBertConfig(
        vocab_size=vocab, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=8 * hidden // 3, max_position_embeddings=512, pad_token_id=0, cls_token_id=2, sep_token_id=3,
        bos_token_id=2, eos_token_id=3, attn_implementation="sdpa", reference_compile=False, sparse_prediction=True))
total = (options.steps + options.warmup) * batch
ids = torch.randint(5, vocab, (total, length))
chosen = torch.rand(ids.shape) < 0.15
labels = torch.where(chosen, ids, torch.full_like(ids, -100))
inputs = torch.where(chosen, torch.full_like(ids, 4), ids)


class Tokens(torch.utils.data.Dataset):
    def __len__(self):
        return total

    def __getitem__(self, i):
        return {"input_ids": inputs[i], "labels": labels[i], "attention_mask": torch.ones(length, dtype=torch.long)}


ends = []


class Clock(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        if options.cuda:
            torch.cuda.synchronize()
        ends.append(time.perf_counter())


with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        output_dir=folder, per_device_train_batch_size=batch, max_steps=options.steps + options.warmup,
        save_strategy="no", logging_steps=10**6, report_to=[], use_cpu=not options.cuda, bf16=options.bf16,
        torch_compile=options.compile, learning_rate=1e-4, disable_tqdm=True)
    Trainer(model=model, args=arguments, train_dataset=Tokens(), callbacks=[Clock()]).train()

seconds = ends[-1] - ends[options.warmup - 1]
print(json.dumps({
    "peer": "transformers Trainer", "model": options.model, "preset": options.preset, "bf16": options.bf16, "compile": options.compile,
    "tokens_per_second": round(options.steps * batch * length / seconds),
    "milliseconds_per_step": round(1e3 * seconds / options.steps, 1),
    "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "parameters": sum(p.numel() for p in model.parameters())}))
