#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Model folders as transformers and others write them, small and with random weights, for the import's comparison:

    make_models.py OUT FILE...      the files are text to train tokenizers on

bert-uncased    BertForPreTraining, vocab.txt only
bert-cased      BertForMaskedLM in several files with an index, tokenizer.json, special tokens far from id 0
bert-old        the same weights as bert-uncased as older releases named them: gamma and beta, the decoder spelled out
bert-encoder    BertModel saved alone: no prefix, no head
roberta         RobertaForMaskedLM, byte-level BPE, in fp16
distilbert      DistilBertForMaskedLM
modernbert      ModernBertForMaskedLM with local attention, more rows than tokens, added tokens
"""
import collections
import os
import re
import sys

import torch
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (BertConfig, BertForMaskedLM, BertForPreTraining, BertModel, BertTokenizerFast,
                          DistilBertConfig, DistilBertForMaskedLM, ModernBertConfig, ModernBertForMaskedLM,
                          PreTrainedTokenizerFast, RobertaConfig, RobertaForMaskedLM)

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SHAPE = dict(hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96)


def words_of(files, lowercase):
    counts = collections.Counter()
    normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    pre = pre_tokenizers.BertPreTokenizer()
    for path in files:
        for line in open(path, encoding="utf-8"):
            counts.update(word for word, _ in pre.pre_tokenize_str(normalizer.normalize_str(line)))
    return counts


def wordpieces(files, lowercase, size=3000):
    """Frequent words, their endings, and every character seen, alone and continuing; no training needed."""
    counts = words_of(files, lowercase)
    characters = sorted({c for word in counts for c in word})
    endings = collections.Counter()
    for word, count in counts.items():
        for length in (2, 3, 4):
            if len(word) > length:
                endings["##" + word[-length:]] += count
    pieces = [w for w, _ in counts.most_common(size // 2)] + [e for e, _ in endings.most_common(size // 4)]
    pieces = list(dict.fromkeys(pieces + characters + ["##" + c for c in characters if c.isalnum()]))
    return pieces


def randomize(model):
    torch.manual_seed(1)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.randn(parameter.shape) * 0.1 + (1.0 if "norm" in name.lower() and name.endswith("weight") else 0))
    return model.eval()


def byte_bpe(files, size, special, added=()):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train(files, trainer)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_tokens(list(added))
    return tokenizer


def bert(out, files):
    folder = f"{out}/bert-uncased"
    os.makedirs(folder)
    # as in bert-base: [PAD] at 0, unused ones, the others from 100 on
    vocabulary = ["[PAD]"] + [f"[unused{i}]" for i in range(99)] + SPECIAL[1:] + wordpieces(files, True)
    open(f"{folder}/vocab.txt", "w", encoding="utf-8").write("".join(token + "\n" for token in vocabulary))
    config = BertConfig(vocab_size=len(vocabulary), max_position_embeddings=128, **SHAPE)
    model = randomize(BertForPreTraining(config))
    model.save_pretrained(folder)
    open(f"{folder}/tokenizer_config.json", "w").write('{"do_lower_case": true}')

    old = f"{out}/bert-old"
    os.makedirs(old)
    weights = {}
    for name, tensor in load_file(f"{folder}/model.safetensors").items():
        if "LayerNorm" in name:
            name = name.replace("weight", "gamma").replace("bias", "beta")
        weights[name] = tensor
    weights["cls.predictions.decoder.weight"] = weights["bert.embeddings.word_embeddings.weight"].clone()
    weights["bert.embeddings.position_ids"] = torch.arange(128)[None]
    save_file(weights, f"{old}/model.safetensors")
    for name in ("config.json", "vocab.txt"):
        open(f"{old}/{name}", "w", encoding="utf-8").write(open(f"{folder}/{name}", encoding="utf-8").read())

    encoder = f"{out}/bert-encoder"
    BertModel.from_pretrained(folder).save_pretrained(encoder)
    open(f"{encoder}/vocab.txt", "w", encoding="utf-8").write("".join(token + "\n" for token in vocabulary))

    cased = f"{out}/bert-cased"
    vocabulary = wordpieces(files, False) + list(reversed(SPECIAL))
    os.makedirs(cased)
    open(f"{cased}/vocab.txt", "w", encoding="utf-8").write("".join(token + "\n" for token in vocabulary))
    tokenizer = BertTokenizerFast.from_pretrained(cased, do_lower_case=False, strip_accents=False)
    os.remove(f"{cased}/vocab.txt")
    tokenizer.save_pretrained(cased)
    pad = vocabulary.index("[PAD]")
    model = randomize(BertForMaskedLM(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=100, pad_token_id=pad, **SHAPE)))
    model.save_pretrained(cased, max_shard_size="200KB")

    distil = f"{out}/distilbert"
    tokenizer.save_pretrained(distil)
    config = DistilBertConfig(vocab_size=len(vocabulary), max_position_embeddings=90, dim=64, n_layers=2, n_heads=4,
                              hidden_dim=96, pad_token_id=pad)
    randomize(DistilBertForMaskedLM(config)).save_pretrained(distil)


def roberta(out, files):
    folder = f"{out}/roberta"
    names = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer = byte_bpe(files, 2500, names, [AddedToken("<mask>", lstrip=True, special=True)])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, cls_token="<s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>",
        mask_token=AddedToken("<mask>", lstrip=True, special=True))
    fast.save_pretrained(folder)
    size = tokenizer.get_vocab_size()
    model = RobertaForMaskedLM(RobertaConfig(vocab_size=size, max_position_embeddings=130, type_vocab_size=1, **SHAPE))
    randomize(model).half().save_pretrained(folder)


def modernbert(out, files):
    folder = f"{out}/modernbert"
    tokenizer = byte_bpe(files, 2500, [])
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True) for n in range(8, 1, -1)] + [AddedToken("|||IP|||")])
    tokenizer.add_special_tokens([AddedToken(name, special=True, lstrip=name == "[MASK]") for name in SPECIAL])
    ids = {name: tokenizer.token_to_id(name) for name in SPECIAL}
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:0 [SEP]:0",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])])
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]",
                                   unk_token="[UNK]", mask_token="[MASK]")
    fast.save_pretrained(folder)
    shape = dict(SHAPE, num_hidden_layers=5)
    config = ModernBertConfig(
        vocab_size=(tokenizer.get_vocab_size() + 63) // 64 * 64, max_position_embeddings=256, local_attention=16,
        pad_token_id=ids["[PAD]"], cls_token_id=ids["[CLS]"], sep_token_id=ids["[SEP]"], bos_token_id=ids["[CLS]"],
        eos_token_id=ids["[SEP]"], **shape)
    randomize(ModernBertForMaskedLM(config)).save_pretrained(folder)


def main():
    out, files = sys.argv[1], sys.argv[2:]
    bert(out, files)
    roberta(out, files)
    modernbert(out, files)


if __name__ == "__main__":
    main()
