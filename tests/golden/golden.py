# SPDX-License-Identifier: GPL-3.0-or-later
"""What the generators of golden numbers share: random weights that are short to write, one batch, and the file format.

The file is one JSON object: config (the shape), weights, inputs, outputs and gradients, each a map from a name to
{"shape": [...], "values": [...]}, row-major, floats with 9 significant digits (fp32 comes back exactly).
"""
import json

import torch


def randomize(model, std=0.2):
    """Large enough for errors to show: N(0, std) everywhere, norms around 1, rounded to multiples of 1/32."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            is_norm = "norm" in name.lower() and name.endswith("weight")
            values = torch.randn(parameter.shape) * std + (1.0 if is_norm else 0.0)
            parameter.copy_((values * 32).round() / 32)


def batch(vocabulary, token_types):
    """3 rows of 12, 7 and 10 real tokens, [PAD] 0 [CLS] 2 [SEP] 3 [MASK] 4; predicted positions in reading order."""
    lengths = torch.tensor([12, 7, 10])
    ids = torch.randint(5, vocabulary, (3, 12))
    types = torch.zeros_like(ids)
    for row, length in enumerate(lengths.tolist()):
        ids[row, 0], ids[row, length // 2], ids[row, length - 1] = 2, 3, 3
        types[row, length // 2 + 1:length] = 1
        ids[row, length:] = 0
    positions = torch.tensor([1, 4, 8, 12 + 2, 12 + 4, 24 + 1, 24 + 7])
    ids.view(-1)[positions] = 4
    inputs = {
        "token_ids": ids, "lengths": lengths, "masked_positions": positions,
        "labels": torch.randint(5, vocabulary, positions.shape),
        "attention_mask": (torch.arange(12)[None] < lengths[:, None]).long()}
    if token_types:
        inputs["token_types"] = types
    return inputs


def masked_loss(logits, inputs):
    """Mean cross-entropy over the predicted positions."""
    rows = logits.view(-1, logits.shape[-1])[inputs["masked_positions"]]
    return torch.nn.functional.cross_entropy(rows, inputs["labels"])


def write(file, model, config, inputs, outputs, gradients):
    def entry(tensor):
        tensor = tensor.detach()
        values = tensor.flatten().tolist()
        if tensor.is_floating_point():
            values = [float(f"{value:.9g}") for value in values]
        return {"shape": list(tensor.shape), "values": values}

    parameters = dict(model.named_parameters())
    rope = getattr(config, "rope_parameters", None) or {}
    content = {
        "config": {
            "vocabulary": config.vocab_size, "layers": config.num_hidden_layers, "hidden": config.hidden_size,
            "heads": config.num_attention_heads, "feed_forward": config.intermediate_size,
            "max_positions": config.max_position_embeddings,
            "norm_epsilon": getattr(config, "norm_eps", None) or config.layer_norm_eps,
            "rotary_base": rope.get("full_attention", {}).get("rope_theta", 0.0),
            "sliding": [kind == "sliding_attention" for kind in getattr(config, "layer_types", None) or []],
            "local_window": getattr(config, "local_attention", 0),
            "local_rotary_base": rope.get("sliding_attention", {}).get("rope_theta", 0.0)},
        "weights": {name: entry(p) for name, p in parameters.items()},
        "inputs": {name: entry(t) for name, t in inputs.items()},
        "outputs": {name: entry(t) for name, t in outputs.items()},
        "gradients": {name: entry(parameters[name].grad) for name in gradients}}
    # one tensor a line: a change of one shows as one line
    file.write("{\n")
    file.write(",\n".join(
        f"{json.dumps(part)}: " + (json.dumps(tensors) if part == "config" else "{\n" + ",\n".join(
            f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in tensors.items()) + "\n}")
        for part, tensors in content.items()))
    file.write("\n}\n")
