#!/usr/bin/env python3
"""Tunes the sentence encoder on the 'asked as' lines of the corpus and writes it as an 8-bit ONNX file.

  python train.py --corpus .. --base base --out .

--corpus   the corpus folder, with en/, fr/, es/ and contacts.toml
--base     the folder that base.py filled: base.safetensors and tokenizer.json
--out      gets model.onnx, tokenizer.json, tuned.safetensors and report.json

Needs Python 3.11 or newer and: pip install torch numpy safetensors tokenizers onnx onnxruntime
(made with torch 2.15, onnx 1.23, onnxruntime 1.31). Some minutes on two cores that have bfloat16 instructions, several
times that without (then give --float32). The seed fixes the order of the lines and all draws; results agree on one
machine with one number of threads, and closely elsewhere.

What it does
  * A batch holds 64 groups of four texts, a group from one passage: its lines, headings and texts in all languages.
    Each text shall be nearer to the others of its group than to those of all other passages (InfoNCE).
  * Passages that say nearly the same (centred mean vectors of the untuned encoder nearer than 0.85) are no negatives of
    each other. The out-of-scope groups are classes like any other; 'other-subjects' has no common meaning, so its
    lines are negatives only.
  * The embeddings and the first layers stay as they are. In the end the weights are mixed with those from before
    (--share of the tuned ones): that keeps the encoder fit for documents of other subjects.
  * Every fifth line, chosen by a hash of its text (see `held_out`), is never trained on: what is fitted later, such as
    bounds, has to be fitted on those lines.

The model: input_ids (int64, batch x sequence, all of one length, at most 256 tokens) -> vector (batch x 384), the mean over
the tokens; divide it by its length. Texts begin with 'query: '. Weights have 8 bits (one scale an output column, or a
word); what goes into a matrix product is quantized while running, after each channel was divided by a constant that evens
out the channels (measured on lines of the training part).
"""

import argparse, glob, json, math, os, random, re, shutil, time, tomllib
import numpy as np, onnx, torch, torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

LANGUAGES, WIDTH, HEADS, LAYERS, OTHER, PREFIX = ('en', 'fr', 'es'), 384, 12, 12, 'other-subjects', 'query: '
LINEARS = (
    'attention.self.query',
    'attention.self.key',
    'attention.self.value',
    'attention.output.dense',
    'intermediate.dense',
    'output.dense',
)


def held_out(line):
    """FNV-1a, 64 bits, of the line's UTF-8; its upper 32 bits modulo 5 is 0"""
    h = 0xCBF29CE484222325
    for b in line.encode():
        h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return (h >> 32) % 5 == 0


def read_corpus(folder):
    """(passage id, out of scope?, heading, text, lines) of every passage and office in every language"""
    out = []
    for lang in LANGUAGES:
        for path in sorted(glob.glob(os.path.join(folder, lang, '*.md'))):
            meta, body = re.match(r'\+\+\+\n(.*?)\n\+\+\+\n(.*)', open(path, encoding='utf-8').read(), re.S).groups()
            oos = tomllib.loads(meta)['topic'] == 'out-of-scope'
            for part in re.split(r'^## ', body, flags=re.M)[1:]:
                head, _, rest = part.partition('\n')
                text, _, asked = rest.partition('\nasked as:\n')
                heading, pid = re.match(r'(.*?) \{#([a-z0-9-]+)', head).groups()
                out.append(
                    (pid, oos, heading, text.strip(), [l[2:].strip() for l in asked.splitlines() if l.startswith('- ')])
                )
        with open(os.path.join(folder, 'contacts.toml'), 'rb') as f:
            for o in tomllib.load(f)['offices']:
                pick = lambda v: v.get(lang, v.get('en', '')) if isinstance(v, dict) else v
                out.append(('office-' + o['id'], False, pick(o['name']), pick(o['note']), o['asked_as'].get(lang, [])))
    return out


class Encoder(torch.nn.Module):
    def __init__(self, path, frozen_layers):
        super().__init__()
        weights = load_file(path)
        frozen = ('embeddings.',) + tuple(f'encoder.layer.{l}.' for l in range(frozen_layers))
        self.p = torch.nn.ParameterDict(
            {k.replace('.', '/'): torch.nn.Parameter(v, not k.startswith(frozen)) for k, v in weights.items()}
        )
        self.dtype, self.seen = torch.bfloat16, None

    def __getitem__(self, name):
        return self.p[name.replace('.', '/')]

    def weights(self):
        return {k.replace('/', '.'): v.detach().contiguous() for k, v in self.p.items()}

    def linear(self, x, name):
        if self.seen is not None:  # the largest value of each channel, for the 8-bit export
            self.seen[name] = np.maximum(self.seen.get(name, 0), x.abs().flatten(0, 1).max(0).values.numpy())
        return F.linear(x.to(self.dtype), self[name + '.weight'].to(self.dtype), self[name + '.bias'].to(self.dtype))

    def norm(self, x, name):
        return F.layer_norm(x, (WIDTH,), self[name + '.weight'], self[name + '.bias'], 1e-12)

    def forward(self, tokens):
        """unit vectors of lists of token ids"""
        long = max(map(len, tokens))
        ids = torch.tensor([t + [1] * (long - len(t)) for t in tokens])
        mask = torch.tensor([[1.0] * len(t) + [0.0] * (long - len(t)) for t in tokens])
        e = 'embeddings.'
        x = (
            self[e + 'word_embeddings.weight'][ids]
            + self[e + 'position_embeddings.weight'][:long]
            + self[e + 'token_type_embeddings.weight'][0]
        )
        x, far = self.norm(x, e + 'LayerNorm'), ((1 - mask) * -1e9).to(self.dtype)[:, None, None].expand(
            -1, 1, long, long
        )
        for l in range(LAYERS):
            n = f'encoder.layer.{l}.'
            q, k, v = (self.linear(x, n + c).unflatten(2, (HEADS, -1)).transpose(1, 2) for c in LINEARS[:3])
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=far).transpose(1, 2).flatten(2)
            x = self.norm(x + self.linear(a, n + LINEARS[3]).float(), n + 'attention.output.LayerNorm')
            x = self.norm(
                x + self.linear(F.gelu(self.linear(x, n + LINEARS[4])), n + LINEARS[5]).float(), n + 'output.LayerNorm'
            )
        return F.normalize((x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=1)

    def embed(self, tokens, chunk=48):
        """the same in chunks of like length: little padding"""
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        h = torch.cat([self([tokens[i] for i in order[b : b + chunk]]) for b in range(0, len(order), chunk)])
        return h[torch.tensor(order).argsort()]


def train(encoder, tokens, labels, out_of_scope, other, args):
    groups = {c: [i for i, l in enumerate(labels) if l == c] for c in sorted(set(labels))}
    y_all = torch.tensor(labels)
    with torch.no_grad():
        h = encoder.embed(tokens)
    centre = torch.stack([h[y_all == c].mean(0) for c in groups])
    centre = F.normalize(centre - centre.mean(0), dim=1)
    near, oos = centre @ centre.T > 0.85, torch.tensor(out_of_scope)
    near[oos], near[:, oos] = False, False
    near.fill_diagonal_(True)

    def batches():
        parts = []
        for c, members in groups.items():
            if c != other:
                members = random.sample(members, len(members))
                parts += [members[k : k + 4] for k in range(0, len(members), 4)]
        random.shuffle(parts)
        return [
            sum(parts[b : b + args.groups], []) + random.sample(groups[other], args.negatives)
            for b in range(0, len(parts), args.groups)
        ]

    tuned = [p for p in encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            dict(params=[p for p in tuned if p.ndim > 1], weight_decay=0.01),
            dict(params=[p for p in tuned if p.ndim == 1], weight_decay=0.0),
        ],
        lr=args.rate,
        betas=(0.9, 0.98),
    )
    total, step, started, recent = len(batches()) * args.epochs, 0, time.time(), []
    for _ in range(args.epochs):
        for batch in batches():
            at = step / total
            for g in optimizer.param_groups:
                g['lr'] = args.rate * min(1, (at + 0.005) / 0.08) * 0.5 * (1 + math.cos(math.pi * at))
            h, y = encoder.embed([tokens[i] for i in batch]), y_all[batch]
            s, plain = h @ h.T / args.temperature, y == other
            negative = ~near[y][:, y] & ~(plain[:, None] & plain)
            positive = (y[:, None] == y) & ~torch.eye(len(y), dtype=torch.bool) & ~plain[:, None]
            against = torch.logsumexp(s.masked_fill(~negative, -1e9), 1, keepdim=True)
            loss, some = (torch.logaddexp(against, s) - s) * positive, positive.any(1)
            loss = (loss.sum(1)[some] / positive.sum(1)[some]).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tuned, 1.0)
            optimizer.step()
            step += 1
            recent.append(loss.item())
            if step % 20 == 0 or step == total:
                print(
                    f'step {step}/{total}  loss {np.mean(recent[-20:]):.3f}  {time.time() - started:.0f} s', flush=True
                )


def export(w, seen, path, bits):
    """w: the weights as numpy arrays; only standard operators of opset 17"""
    nodes, constants = [], []

    def const(name, value):
        constants.append(numpy_helper.from_array(np.array(value, order='C'), name))
        return name

    def op(kind, *inputs, outs=1, **attributes):
        names = [f'{kind}_{len(nodes)}_{i}' for i in range(outs)]
        nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0] if outs == 1 else names

    def eight(a, axis, bits=8):
        scale = np.abs(a).max(axis=axis, keepdims=True) / (2 ** (bits - 1) - 1) + 1e-12
        return np.rint(a / scale).astype(np.int8), scale.astype(np.float32)

    def ints(name, *v):
        return const(name, np.array(v, np.int64))

    def norm(x, name):
        return op(
            'LayerNormalization',
            x,
            const(name + '.weight', w[name + '.weight']),
            const(name + '.bias', w[name + '.bias']),
            axis=-1,
            epsilon=1e-12,
        )

    def linears(x, *names):
        """products of one input with several matrices"""
        widest = np.max([np.abs(w[n + '.weight']).max(0) for n in names], axis=0)
        even = seen[names[0]] ** 0.8 / np.maximum(widest, 1e-4) ** 0.2
        even = (even / even.mean()).astype(np.float32)
        q, scale, zero = op('DynamicQuantizeLinear', op('Mul', x, const(names[0] + '.even', 1 / even)), outs=3)
        for n in names:
            m, s = eight(w[n + '.weight'].T * even[:, None], 0, bits)
            y = op('Cast', op('MatMulInteger', q, const(n + '.weight', m), zero, 'zero'), to=TensorProto.FLOAT)
            yield op(
                'Add', op('Mul', y, op('Mul', scale, const(n + '.scale', s[0]))), const(n + '.bias', w[n + '.bias'])
            )

    const('zero', np.int8(0))
    one, half, root, unit = (
        const(n, np.float32(v))
        for n, v in (('one', 1), ('half', 0.5), ('root', 2**0.5), ('unit', (WIDTH / HEADS) ** -0.5))
    )
    split, join = ints('split', 0, 0, HEADS, WIDTH // HEADS), ints('join', 0, 0, WIDTH)
    m, s = eight(w['embeddings.word_embeddings.weight'], 1)
    x = op(
        'Mul',
        op('Cast', op('Gather', const('words', m), 'input_ids'), to=TensorProto.FLOAT),
        op('Gather', const('words.scale', s), 'input_ids'),
    )
    long = op('Slice', op('Shape', 'input_ids'), ints('1', 1), ints('2', 2))
    x = op(
        'Add',
        x,
        op(
            'Slice',
            const(
                'positions',
                w['embeddings.position_embeddings.weight'][:256] + w['embeddings.token_type_embeddings.weight'][0],
            ),
            ints('0', 0),
            long,
            ints('axis', 0),
        ),
    )
    x = norm(x, 'embeddings.LayerNorm')
    for l in range(LAYERS):
        n = f'encoder.layer.{l}.'
        q, k, v = (
            op('Transpose', op('Reshape', y, split), perm=p)
            for y, p in zip(linears(x, *(n + c for c in LINEARS[:3])), ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]))
        )
        a = op('Softmax', op('Mul', op('MatMul', q, k), unit), axis=-1)
        a = op('Reshape', op('Transpose', op('MatMul', a, v), perm=[0, 2, 1, 3]), join)
        x = norm(op('Add', next(linears(a, n + LINEARS[3])), x), n + 'attention.output.LayerNorm')
        h = next(linears(x, n + LINEARS[4]))
        h = op('Mul', op('Mul', h, op('Add', op('Erf', op('Div', h, root)), one)), half)
        x = norm(op('Add', next(linears(h, n + LINEARS[5])), x), n + 'output.LayerNorm')
    op('ReduceMean', x, axes=[1], keepdims=0)
    nodes[-1].output[0] = 'vector'
    graph = helper.make_graph(
        nodes,
        'encoder',
        [helper.make_tensor_value_info('input_ids', TensorProto.INT64, ['batch', 'sequence'])],
        [helper.make_tensor_value_info('vector', TensorProto.FLOAT, ['batch', WIDTH])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def run_onnx(path, tokens):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session, out, times = onnxruntime.InferenceSession(path, options), [], []
    for t in tokens:
        ids, started = np.array([t]), time.perf_counter()
        h = session.run(None, {'input_ids': ids})[0][0]
        times.append(time.perf_counter() - started)
        out.append(h / np.linalg.norm(h))
    return np.array(out), float(np.median(times) * 1e3)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('--corpus', '--base', '--out'):
        a.add_argument(name, required=True)
    for name, value in (
        ('--epochs', 2),
        ('--groups', 64),
        ('--negatives', 24),
        ('--frozen-layers', 4),
        ('--seed', 1),
        ('--threads', 2),
        ('--weight-bits', 8),
    ):
        a.add_argument(name, type=int, default=value)
    a.add_argument('--rate', type=float, default=2e-4)
    a.add_argument('--temperature', type=float, default=0.05)
    a.add_argument('--share', type=float, default=0.7, help='of the tuned weights in the mix with those from before')
    a.add_argument('--float32', action='store_true', help='for processors without bfloat16 instructions')
    args = a.parse_args()
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    os.makedirs(args.out, exist_ok=True)
    tokenizer = Tokenizer.from_file(os.path.join(args.base, 'tokenizer.json'))
    tokenizer.enable_truncation(48)
    passages = read_corpus(args.corpus)
    oos = dict((pid, o) for pid, o, *_ in passages)
    number = {pid: i for i, pid in enumerate(oos)}
    texts, labels, held = [], [], []
    for pid, _, heading, text, lines in passages:
        kept = [l for l in lines if not held_out(l)] + [heading] + ([] if pid == OTHER else [heading + '. ' + text])
        held += [l for l in lines if held_out(l)]
        texts += kept
        labels += [number[pid]] * len(kept)
    print(f'{len(number)} passages, {len(texts)} texts to train on, {len(held)} lines held out')
    encode = lambda ts: [e.ids for e in tokenizer.encode_batch([PREFIX + t for t in ts])]
    base = os.path.join(args.base, 'base.safetensors')
    encoder = Encoder(base, args.frozen_layers)
    encoder.dtype = torch.float32 if args.float32 else torch.bfloat16
    train(encoder, encode(texts), labels, list(oos.values()), number[OTHER], args)
    with torch.no_grad():
        for name, before in load_file(base).items():
            encoder[name].lerp_(before, 1 - args.share)
    save_file(encoder.weights(), os.path.join(args.out, 'tuned.safetensors'))
    encoder.dtype, encoder.seen = torch.float32, {}
    with torch.no_grad():
        encoder.embed(encode(random.sample(texts, 640)))
        seen, encoder.seen = encoder.seen, None
        path, sample = os.path.join(args.out, 'model.onnx'), encode(random.sample(held, 500))
        export({k: v.numpy() for k, v in encoder.weights().items()}, seen, path, args.weight_bits)
        vectors, ms = run_onnx(path, sample)
        cosine = (vectors * encoder.embed(sample).numpy()).sum(1)
    shutil.copy(os.path.join(args.base, 'tokenizer.json'), args.out)
    report = dict(
        settings={k: v for k, v in vars(args).items() if k not in ('corpus', 'base', 'out')},
        bytes=os.path.getsize(path),
        cosine_mean=float(cosine.mean()),
        cosine_least=float(cosine.min()),
        milliseconds_a_line=ms,
    )
    with open(os.path.join(args.out, 'report.json'), 'w') as f:
        json.dump(report, f, indent=1)
    print(json.dumps(report))


if __name__ == '__main__':
    main()
