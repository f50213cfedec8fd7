#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden numbers for the classic family: a tiny random BertForPreTraining of Hugging Face transformers, its weights,
one padded batch with token types, and what it computes for it: all token logits, next-sentence logits, both losses and
the gradients of their sum for some parameters.

Written with transformers 5.17.0, torch 2.11.0, Python 3.11:
    pip install torch==2.11.0 transformers==5.17.0
    python tests/golden/bert.py > tests/golden/bert.json
Weights are multiples of 1/32, so that the file holds them exactly in few characters.
"""
import sys

import torch
from transformers import BertConfig, BertForPreTraining

from golden import batch, masked_loss, randomize, write

torch.manual_seed(7)
config = BertConfig(
    vocab_size=120, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
    max_position_embeddings=16, type_vocab_size=2, hidden_act="gelu", hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0, layer_norm_eps=1e-12, pad_token_id=0, attn_implementation="eager")
model = BertForPreTraining(config)
randomize(model)
model.train()

inputs = batch(config.vocab_size, token_types=True)
result = model(input_ids=inputs["token_ids"], attention_mask=inputs["attention_mask"],
               token_type_ids=inputs["token_types"], output_hidden_states=True)
token_loss = masked_loss(result.prediction_logits, inputs)
next_sentence_labels = torch.tensor([0, 1, 1])
next_sentence_loss = torch.nn.functional.cross_entropy(result.seq_relationship_logits, next_sentence_labels)
(token_loss + next_sentence_loss).backward()

write(
    sys.stdout, model, config, inputs,
    outputs={
        "token_logits": result.prediction_logits, "next_sentence_logits": result.seq_relationship_logits,
        "token_loss": token_loss, "next_sentence_labels": next_sentence_labels,
        "next_sentence_loss": next_sentence_loss,
        "hidden_states": torch.stack(result.hidden_states)},
    gradients=[
        "bert.embeddings.word_embeddings.weight", "bert.embeddings.position_embeddings.weight",
        "bert.embeddings.token_type_embeddings.weight", "bert.encoder.layer.0.attention.self.query.weight",
        "bert.encoder.layer.0.attention.self.query.bias", "bert.encoder.layer.1.attention.self.value.weight",
        "bert.encoder.layer.1.intermediate.dense.bias", "bert.encoder.layer.1.output.LayerNorm.weight",
        "bert.pooler.dense.weight", "cls.predictions.bias", "cls.predictions.transform.dense.weight",
        "cls.seq_relationship.weight"])
