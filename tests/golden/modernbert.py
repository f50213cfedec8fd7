#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden numbers for the modern family with the gated feed-forward: a tiny random ModernBertForMaskedLM of Hugging Face
transformers with global attention in every layer, its weights, one padded batch, and what it computes for it: all token
logits, the loss and its gradients for some parameters. With "local" the second and third of four layers attend to near
tokens only, with rotary positions of another base.

Written with transformers 5.17.0, torch 2.11.0, Python 3.11:
    pip install torch==2.11.0 transformers==5.17.0
    python tests/golden/modernbert.py > tests/golden/modernbert.json
    python tests/golden/modernbert.py local > tests/golden/modernbert_local.json
Weights are multiples of 1/32, so that the file holds them exactly in few characters.
"""
import sys

import torch
from transformers import ModernBertConfig, ModernBertForMaskedLM

from golden import batch, masked_loss, randomize, write

torch.manual_seed(8)
local = sys.argv[1:] == ["local"]
if local:
    layers = ["full_attention", "sliding_attention", "sliding_attention", "full_attention"]
else:
    layers = ["full_attention"] * 3
config = ModernBertConfig(
    vocab_size=120, hidden_size=32, num_hidden_layers=len(layers), num_attention_heads=4, intermediate_size=40,
    max_position_embeddings=16, norm_eps=1e-5, pad_token_id=0, cls_token_id=2, sep_token_id=3, bos_token_id=2,
    eos_token_id=3, layer_types=layers, local_attention=6,
    rope_parameters={"full_attention": {"rope_type": "default", "rope_theta": 500.0},
                     "sliding_attention": {"rope_type": "default", "rope_theta": 50.0}},
    attn_implementation="eager")
model = ModernBertForMaskedLM(config)
randomize(model)
model.train()

inputs = batch(config.vocab_size, token_types=False)
result = model(input_ids=inputs["token_ids"], attention_mask=inputs["attention_mask"], output_hidden_states=True)
token_loss = masked_loss(result.logits, inputs)
token_loss.backward()

write(
    sys.stdout, model, config, inputs,
    outputs={"token_logits": result.logits, "token_loss": token_loss,
             "hidden_states": torch.stack(result.hidden_states)},
    gradients=[
        "model.embeddings.tok_embeddings.weight", "model.embeddings.norm.weight",
        "model.layers.0.attn.Wqkv.weight", "model.layers.0.mlp.Wi.weight", "model.layers.1.attn_norm.weight",
        "model.layers.2.attn.Wo.weight", "model.layers.2.mlp.Wo.weight", "model.final_norm.weight",
        "head.dense.weight", "head.norm.weight", "decoder.bias"])
