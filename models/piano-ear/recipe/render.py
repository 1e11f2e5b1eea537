"""Plays piano performances on many random virtual pianos, in batched torch operations.

notes = load_notes("notes.npz"); pianos = load_pianos(".", device)
banks = make_banks(pianos, sampled=60, synthetic=40, gen=numpy.random.default_rng(1), device=device)
pool = make_pool(notes, banks, rows=12000, seconds=24.0, gen=gen, device=device)

A bank holds the sound of every key at six touches, all at one loudness; a note is that sound times a law of velocity,
times the damper's fall after its end. As in the rendered recordings a sound starts 1 ms (16 samples) before its attack
and is laid at the labelled onset, so that the attack comes 1 ms after the label.
"""
import argparse
import json
import math
import os
import subprocess
import tempfile
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import torch

RATE = 16000
KEYS = 88
LOWEST = 21
TOUCHES = 6
LENGTH = 96000
ATTACK = 16          # samples before the attack of a sound
BLOCK = 256          # notes are added in blocks of that many samples
FFT = 98304          # LENGTH and 144 ms of room for the tails of filters
LN1000 = math.log(1000.0)


# ---------------------------------------------------------------------------------------------------- notes

def load_notes(path):
    """All pieces one behind the other: bounds (pieces + 1) into onset, length (s, in the piece), pitch, velocity and again
    (s until the same pitch is struck again, inf if never); pedal_bounds into pedal_from, pedal_to; duration of each piece."""
    with np.load(path) as f:
        count = f["piece"].astype(np.int64)
        bounds = np.concatenate([[0], np.cumsum(count)])
        steps = np.cumsum(f["onset_ms"].astype(np.int64))
        before = np.concatenate([[0], steps])[bounds[:-1]]
        piece = np.repeat(np.arange(len(count)), count)
        onset = (steps - before[piece]) / 1000.0
        length = f["length_ms"].astype(np.float32) / 1000.0
        pitch, velocity = f["pitch"].astype(np.int16), f["velocity"].astype(np.int16)
        pedal_count = f["pedals"].astype(np.int64)
        pedal_from = f["pedal_from_ms"].astype(np.float64) / 1000.0
        pedal_to = f["pedal_to_ms"].astype(np.float64) / 1000.0
    order = np.lexsort((onset, pitch, piece))
    again = np.full(len(onset), np.inf)
    a, b = order[:-1], order[1:]
    same = (piece[a] == piece[b]) & (pitch[a] == pitch[b])
    again[a[same]] = onset[b[same]] - onset[a[same]]
    duration = np.zeros(len(count))
    np.maximum.at(duration, piece, onset + np.minimum(length, 5.0))
    keep = again > 0.010                                  # a note struck again within 10 ms is no note
    kept = np.concatenate([[0], np.cumsum(keep)])
    return dict(bounds=kept[bounds], onset=onset[keep], length=length[keep], pitch=pitch[keep], velocity=velocity[keep],
                again=again[keep].astype(np.float32), pedal_bounds=np.concatenate([[0], np.cumsum(pedal_count)]),
                pedal_from=pedal_from, pedal_to=pedal_to, duration=duration)


def _excerpts(notes, rows, seconds, gen, most=1000):
    """Flat notes of random excerpts: row, place in the row, onset, offset, again (s in the row), key 0..87, velocity 1..127;
    and padded pedal spans."""
    duration, bounds, pedal_bounds = notes["duration"], notes["bounds"], notes["pedal_bounds"]
    weight = duration * (np.diff(bounds) > 0)
    piece = gen.choice(len(duration), rows, p=weight / weight.sum())
    stretch = np.where(gen.random(rows) < 0.5, gen.uniform(0.85, 1.2, rows), 1.0)     # row time per piece time
    span = seconds / stretch
    start = gen.random(rows) * np.maximum(0.0, duration[piece] - 0.75 * span)

    stride = duration.max() + 1000.0                      # pieces laid far apart on one line, to search them all at once
    line = notes["onset"] + np.repeat(np.arange(len(duration)), np.diff(bounds)) * stride
    origin = piece * stride + start
    first = np.searchsorted(line, origin, "left")
    count = np.searchsorted(line, origin + span - 0.02, "left") - first
    row = np.repeat(np.arange(rows), count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    note = first[row] + place

    shift = np.where(gen.random(rows) < 0.6, gen.integers(-4, 5, rows), 0)
    changed = gen.random(rows) < 0.5
    slope = np.where(changed, gen.uniform(0.7, 1.2, rows), 1.0)
    plus = np.where(changed, gen.uniform(-15, 20, rows), 0.0)
    key = notes["pitch"][note].astype(np.int64) + shift[row] - LOWEST
    velocity = np.clip(np.round(notes["velocity"][note] * slope[row] + plus[row]), 1, 127).astype(np.float32)
    onset = (line[note] - origin[row]) * stretch[row]
    again = notes["again"][note] * stretch[row]
    offset = onset + np.minimum(notes["length"][note] * stretch[row], again)

    keep = (key >= 0) & (key < KEYS)
    row, key, velocity, onset, again, offset = (x[keep] for x in (row, key, velocity, onset, again, offset))
    count = np.bincount(row, minlength=rows)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    if count.max(initial=0) > most:
        keep = place < most
        row, place, key, velocity, onset, again, offset = (x[keep] for x in (row, place, key, velocity, onset, again, offset))

    spans = np.repeat(np.arange(len(duration)), np.diff(pedal_bounds)) * stride
    down, up = notes["pedal_from"] + spans, notes["pedal_to"] + spans
    first = np.searchsorted(up, origin, "right")
    pedals = np.maximum(0, np.searchsorted(down, origin + span, "left") - first)
    width = max(1, int(pedals.max(initial=0)))
    index = first[:, None] + np.arange(width)
    there = np.arange(width) < pedals[:, None]
    index = np.where(there, index, 0)
    if len(down) == 0:
        pedal_from = pedal_to = np.full((rows, width), np.inf)
    else:
        pedal_from = np.where(there, np.maximum(0.0, (down[index] - origin[:, None]) * stretch[:, None]), np.inf)
        pedal_to = np.where(there, (up[index] - origin[:, None]) * stretch[:, None], np.inf)
    return row, place, onset, offset, again, key, velocity, pedal_from, pedal_to


# ---------------------------------------------------------------------------------------------------- recordings

@dataclass
class Samples:
    name: str
    sound: torch.Tensor       # int16 (layers, keys, samples + 2 * PAD), PAD zeros in front and behind
    keys: np.ndarray          # MIDI, ascending
    velocity: np.ndarray      # of each layer, ascending
    PAD = 32


def load_flac(path):
    """A mono 16-bit FLAC as an int16 array."""
    done = subprocess.run(["flac", "-d", "-c", "-s", "--force-raw-format", "--endian=little", "--sign=signed", path], capture_output=True, check=True)
    return np.frombuffer(done.stdout, "<i2")


def _late(pcm, most=25):
    """Samples to leave out so that the attack (the first millisecond within 25 dB of the loudest) lies 1 ms behind the start:
    some fonts have keys with silence ahead of them."""
    x = pcm[:len(pcm) // ATTACK * ATTACK].astype(np.float32).reshape(-1, ATTACK)
    power = (x * x).mean(1)
    attack = int((power >= power.max() * 10 ** -2.5).argmax())
    return min(max(0, attack - 1), most) * ATTACK


def _arrange(name, facts, pcm, device, longest=112000):
    layers = sorted({s["layer"] for s in facts})
    keys = sorted({s["key"] for s in facts})
    sound = torch.zeros(len(layers), len(keys), min(longest, max(s["length"] for s in facts)) + 2 * Samples.PAD, dtype=torch.int16)
    velocity = np.zeros((len(layers), len(keys)))
    for s in facts:
        i, j = layers.index(s["layer"]), keys.index(s["key"])
        late = _late(pcm[s["start"]:s["start"] + min(RATE // 2, s["length"])])
        length = min(longest, s["length"] - late)
        sound[i, j, Samples.PAD:Samples.PAD + length] = torch.from_numpy(pcm[s["start"] + late:s["start"] + late + length].copy())
        velocity[i, j] = s["velocity"]
    velocity = velocity.mean(1)
    if len(layers) > 1 and (np.diff(velocity) < 1).any():
        velocity = np.linspace(24, 112, len(layers))
    return Samples(name, sound.to(device), np.array(keys), velocity)


def load_pianos(folder, device):
    with open(os.path.join(folder, "pianos.json")) as f:
        table = json.load(f)

    def load(name):
        return name, _arrange(name, table[name]["samples"], load_flac(os.path.join(folder, name + ".flac")), device)
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(load, table))


# ---------------------------------------------------------------------------------------------------- banks

@dataclass
class Bank:
    name: str
    sound: torch.Tensor           # half (TOUCHES, KEYS, LENGTH)
    touch: np.ndarray             # (TOUCHES,) velocities that the layers stand for, ascending
    threshold: np.ndarray         # (TOUCHES - 1,) velocity from which the next layer sounds
    gamma: float                  # amplitude = (velocity / 127) ** gamma * 10 ** (key_gain / 20)
    key_gain: np.ndarray          # (KEYS,) dB
    release: np.ndarray           # (KEYS,) seconds in which a damped note falls by 60 dB
    first_undamped: int           # key 0..87 from which on there are no dampers
    about: dict = field(default_factory=dict)

    def gain(self, velocity, key):
        return (np.asarray(velocity) / 127.0) ** self.gamma * 10 ** (self.key_gain[key] / 20)


class Banks(list):
    """Banks whose sounds lie in one half tensor, with BLOCK zeros in front and behind, from which one gather serves all."""

    def __init__(self, most, device):
        super().__init__()
        size = TOUCHES * KEYS * LENGTH
        self.store = torch.zeros(most * size + 2 * BLOCK, dtype=torch.half, device=device)
        self.size = size

    def add(self, bank):
        n = len(self)
        place = self.store[BLOCK + n * self.size:BLOCK + (n + 1) * self.size].view(TOUCHES, KEYS, LENGTH)
        place.copy_(bank.sound)
        bank.sound = place
        self.append(bank)

    @staticmethod
    def of(banks):
        if isinstance(banks, Banks):
            return banks
        result = Banks(len(banks), banks[0].sound.device)
        for bank in banks:
            result.add(Bank(**{**bank.__dict__}))
        return result


def make_banks(pianos, sampled, synthetic, gen, device):
    """So many banks of recordings, the pianos taking turns, and so many synthetic ones."""
    result = Banks(sampled + synthetic, device)
    for i in range(sampled):
        result.add(sampled_bank(pianos[i % len(pianos)][1], gen, device))
    for _ in range(synthetic):
        result.add(synthetic_bank(gen, device))
    return result


def _torch_gen(gen, device):
    g = torch.Generator(device=device)
    g.manual_seed(int(gen.integers(1 << 62)))
    return g


def _float(x, device):
    return torch.as_tensor(np.ascontiguousarray(x), dtype=torch.float32).to(device)


_GRID = np.arange(math.log2(15), math.log2(9000), 1 / 24)       # octaves


def _curves(gen, deviation, octaves, count):
    """Random curves over the grid of log frequency with that standard deviation, smooth over so many octaves: (count, grid)."""
    width = octaves * 24 / 2.5
    x = np.arange(-int(3 * width) - 1, int(3 * width) + 2)
    kernel = np.exp(-0.5 * (x / width) ** 2)
    kernel *= deviation / math.sqrt((kernel ** 2).sum())
    long = np.convolve(gen.standard_normal(count * len(_GRID) + len(x) - 1), kernel, "valid")
    return long.reshape(count, len(_GRID))


def _curve(gen, frequency, deviation, octaves):
    return np.interp(np.log2(np.maximum(frequency, 16.0)), _GRID, _curves(gen, deviation, octaves, 1)[0])


def _on_bins(curves, device):
    """Curves over the grid as curves over the bins of the FFT."""
    at = np.clip((np.log2(np.maximum(_bins(), 1.0)) - _GRID[0]) * 24, 0, len(_GRID) - 1.001)
    low = torch.from_numpy(np.floor(at).astype(np.int64)).to(device)
    part = _float(at - np.floor(at), device)
    curves = _float(curves, device)
    return curves[:, low] * (1 - part) + curves[:, low + 1] * part


def _minimum_phase(decibels):
    """(n, FFT // 2 + 1) dB to complex minimum-phase responses: nothing moves before its attack."""
    log = (decibels * (math.log(10) / 20)).double()
    cepstrum = torch.fft.irfft(log, n=FFT)
    cepstrum[:, 1:FFT // 2] *= 2
    cepstrum[:, FFT // 2 + 1:] = 0
    return torch.exp(torch.fft.rfft(cepstrum)).to(torch.complex64)


def _filter(sound, touches, keys):
    """sound (TOUCHES, KEYS, LENGTH) through a response (dB over the FFT's bins) for each touch and one for each key, in place."""
    touches = _minimum_phase(touches)
    step = 22                                                       # keys at a time: the responses are in double precision
    for k in range(0, KEYS, step):
        response = _minimum_phase(keys[k:k + step])
        for v in range(TOUCHES):
            made = torch.fft.irfft(torch.fft.rfft(sound[v, k:k + step], n=FFT) * response * touches[v], n=FFT)
            sound[v, k:k + step] = made[:, :LENGTH]


def _bins():
    return np.fft.rfftfreq(FFT, 1 / RATE)


def _touches(gen):
    touch = np.linspace(gen.uniform(14, 26), gen.uniform(104, 118), TOUCHES)
    return touch + gen.uniform(-4, 4, TOUCHES)


def _finish(name, sound, touch, level, gen, device, about, noise=(-45, -25, 0.060)):
    """Noise of the hammer, one loudness for all, the end, and the laws of the bank. level: (KEYS,) dB of each key beside its balance."""
    keys = np.arange(KEYS)
    g = _torch_gen(gen, device)
    # one loudness: the first half second
    rms = sound[:, :, ATTACK:ATTACK + RATE // 2].square().mean(2).sqrt_()
    peak = sound.abs().amax(2)
    loud = torch.maximum(rms, peak * 0.02).clamp_(min=1e-9)
    sound *= (1 / loud)[:, :, None]
    peak = peak / loud
    # a burst of noise with the attack
    noisy = gen.uniform(noise[0], noise[1])
    size = 2048
    burst = torch.randn(TOUCHES, KEYS, size, generator=g, device=device)
    frequency = np.fft.rfftfreq(size, 1 / RATE)
    centre = gen.uniform(400, 2500) * 2 ** ((keys - 40) / 12 * gen.uniform(0.1, 0.5))
    shape = np.exp(-0.5 * (np.log2(np.maximum(frequency, 20)[None] / np.minimum(centre, 5000)[:, None]) / gen.uniform(0.6, 1.4)) ** 2)
    burst = torch.fft.irfft(torch.fft.rfft(burst) * _float(shape, device), n=size)
    fall = np.exp(-np.arange(size)[None] / RATE * LN1000 / (gen.uniform(0.010, noise[2]) * 2 ** (-(keys - 40) / 48))[:, None])
    burst *= _float(fall * np.minimum(1, (np.arange(size) + 1) / 8), device)
    burst *= (peak * 10 ** (noisy / 20) / burst.abs().amax(2).clamp_(min=1e-9))[:, :, None]
    sound[:, :, ATTACK:ATTACK + size] += burst
    # the ends: 8 samples in, 0.3 s out, and zeros at last
    window = np.ones(LENGTH)
    window[:ATTACK // 2] = np.arange(ATTACK // 2) / (ATTACK // 2)
    out = int(0.3 * RATE)
    window[-out - BLOCK:-BLOCK] = 0.5 + 0.5 * np.cos(np.pi * np.arange(out) / out)
    window[-BLOCK:] = 0
    sound *= _float(window, device)
    sound.clamp_(-200, 200)

    middle = (touch[1:] + touch[:-1]) / 2
    threshold = middle + gen.normal(0, 5) + gen.uniform(-0.25, 0.25, TOUCHES - 1) * np.diff(touch)
    balance = gen.uniform(-1.5, 0.7) * (keys - 39) / 12 + _curve(gen, 27.5 * 2 ** (keys / 12), 1.0, 1.5)
    undamped = int(gen.integers(86, 93)) - LOWEST
    release = gen.uniform(0.15, 0.6) * np.exp(np.interp(keys, [0, undamped], np.log([1.6, 0.6])))
    gamma = gen.normal(2.0, 0.05) if gen.random() < 0.5 else gen.uniform(1.3, 2.4)
    about.update(noise=noisy)
    return Bank(name, sound.half(), touch, np.sort(threshold), float(gamma), balance + level + np.clip(gen.normal(0, 0.75, KEYS), -1.5, 1.5),
                release, undamped, about)


# ------------------------------------------------------------------------------------------ banks of recordings

_TAPS, _PHASES = 24, 2048


def _sinc_table(device):
    frac = np.arange(_PHASES)[:, None] / _PHASES
    x = np.arange(_TAPS)[None] - (_TAPS // 2 - 1) - frac
    cut = 0.97
    window = np.i0(7.0 * np.sqrt(np.maximum(0, 1 - (x / (_TAPS / 2)) ** 2))) / np.i0(7.0)
    table = cut * np.sinc(cut * x) * window
    return _float(table / table.sum(1, keepdims=True), device)


def _resample(source, ratio, row, gain, out):
    """out (V, KEYS, LENGTH) += gain * source (V, keys, n) read at the key's ratio from its attack on."""
    device = source.device
    table = _sinc_table(device)
    last = source.shape[2]
    flat = source.reshape(len(source), -1)
    step = KEYS if device.type == "cuda" else 16                    # keys at a time
    for k in range(0, KEYS, step):
        r = torch.as_tensor(ratio[k:k + step], dtype=torch.float64).to(device)
        at = (torch.arange(LENGTH, device=device, dtype=torch.float64) - ATTACK)[None] * r[:, None] + (ATTACK + Samples.PAD)
        whole = at.floor()
        phase = ((at - whole) * _PHASES).long().clamp_(max=_PHASES - 1)
        index = (whole.long() - (_TAPS // 2 - 1)).clamp_(0, last - _TAPS)
        index += torch.as_tensor(row[k:k + step], device=device)[:, None] * last
        index, phase = index.reshape(-1), phase.reshape(-1)
        part = torch.zeros(len(out), len(index), device=device)
        for tap in range(_TAPS):
            weight = table[:, tap].contiguous()[phase]
            part.addcmul_(flat[:, index], weight[None])
            index += 1
        out[:, k:k + step].add_(part.view(len(out), -1, LENGTH), alpha=gain)


@torch.no_grad()
def sampled_bank(samples, gen, device):
    """A random variation of a sampled piano."""
    device = torch.device(device)
    keys = np.arange(KEYS) + LOWEST
    layers = len(samples.velocity)
    own = samples.velocity.astype(float)
    # touches, and the layer that each sounds
    if layers >= TOUCHES:
        at = np.linspace(0, layers - 1, TOUCHES)
        jitter = gen.uniform(-0.4, 0.4, TOUCHES) * (layers - 1) / (TOUCHES - 1)
        chosen = np.clip(np.round(at + jitter), 0, layers - 1).astype(int)
        chosen = np.maximum.accumulate(chosen)
        touch = own[chosen] + np.arange(TOUCHES) * 1e-3
        even = np.linspace(20, 112, TOUCHES)
        touch = touch + gen.uniform(0, 0.7) * (even - touch)        # keyboards differ in how velocity stands for touch
    else:
        touch = _touches(gen)
        chosen = np.abs(touch[:, None] - own[None]).argmin(1)
    # the recording that each key sounds: the nearest, of a piano that may be a little larger or smaller
    size = int(gen.integers(-2, 3)) if gen.random() < 0.4 else 0
    row = np.abs(keys[:, None] + size + gen.uniform(-0.3, 0.3, (KEYS, 1)) - samples.keys[None]).argmin(1)
    bright = gen.uniform(3, 9)
    extra = gen.uniform(-2, 4)
    spread = keys - 64
    cents = gen.normal(0, 3, KEYS) + np.clip(gen.normal(0, 8), -20, 20) + gen.uniform(-2, 6) * np.abs(spread / 44) ** 3 * np.sign(spread)
    ratio = 2 ** ((keys - samples.keys[row] + cents / 100) / 12)

    source = samples.sound[torch.as_tensor(chosen, device=samples.sound.device)].to(device).float()
    # layers are brought to one level by the law; of the recorded differences of the keys a part is kept
    power = source[:, :, Samples.PAD + ATTACK:Samples.PAD + ATTACK + RATE // 2].square().mean(2).sqrt().clamp_(min=1.0)
    decibels = (20 * torch.log10(power)).cpu().numpy()
    level = (decibels - decibels.mean(1, keepdims=True)).mean(0)
    level = np.clip(level - np.median(level), -9, 6) * gen.random()
    source *= (1 / power)[:, :, None]
    sound = torch.zeros(TOUCHES, KEYS, LENGTH, device=device)
    unison = gen.random() < 0.3
    detune = 0.0
    _resample(source, ratio, row, 1.0, sound)
    if unison:
        detune = gen.uniform(0.5, 3) * gen.choice([-1, 1])
        _resample(source, ratio * 2 ** (detune * gen.uniform(0.6, 1.4, KEYS) / 1200), row, gen.uniform(0.3, 1.0), sound)

    frequency = _bins()
    octave = np.clip(np.log2(np.maximum(frequency, 1) / 500), -2.5, 3.8)
    touched = (touch - touch.mean()) / max(1.0, touch[-1] - touch[0])
    tilt = (touch - own[chosen]) / 127 * bright + touched * extra
    equalizer = _curve(gen, frequency, gen.uniform(1.5, 4.5), 1.0) + gen.normal(0, 1) * octave
    # every key has strings and a place on the bridge of its own: its partials differ
    own_keys = gen.uniform(0, 3.5)
    _filter(sound, _float(equalizer[None] + tilt[:, None] * octave[None], device), _on_bins(_curves(gen, own_keys, 0.4, KEYS), device))
    slower = gen.uniform(0, 1 / 1.5) * (gen.random() < 0.7)
    if slower:
        rate = slower * 2 ** ((keys - 64) / 12 * gen.uniform(0, 0.35))
        t = torch.arange(LENGTH, device=device, dtype=torch.float32) / RATE
        for v in range(TOUCHES):
            sound[v] *= torch.exp(-_float(rate, device)[:, None] * t[None])
    about = dict(kind="sampled", piano=samples.name, size=size, extra=extra, own=own_keys, detune=detune, fall=slower, layers=[int(c) for c in chosen])
    return _finish(samples.name, sound, touch, level[row], gen, device, about)


# ------------------------------------------------------------------------------------------ synthetic banks

def _middle(gen, low, high):
    return math.exp(gen.uniform(math.log(low), math.log(high)))


def synthetic_bank(gen, device):
    device = torch.device(device)
    matmul = torch.backends.cuda.matmul
    before = matmul.allow_tf32
    matmul.allow_tf32 = False                           # its noise would lie 60 dB under the sound
    try:
        with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=False):
            return _synthetic_bank(gen, device)
    finally:
        matmul.allow_tf32 = before


def _synthetic_bank(gen, device):
    """A random piano of decaying partials: inharmonic strings, hammer, soundboard, two-stage decay, beats and thump."""
    keys = np.arange(KEYS)
    midi = keys + LOWEST
    g = _torch_gen(gen, device)
    touch = _touches(gen)
    # tuning and inharmonicity (bass and treble branch, both of them straight in the logarithm)
    spread = (midi - 69) / 39
    cents = np.where(spread > 0, gen.uniform(5, 30) * spread ** 3, gen.uniform(0, 20) * spread ** 3) \
        + gen.normal(0, gen.uniform(0.5, 3), KEYS) + np.clip(gen.normal(0, 8), -20, 20)
    f0 = 440 * 2 ** ((midi - 69 + cents / 100) / 12)
    stiff = _middle(gen, 0.4, 2.5)
    B = stiff * (_middle(gen, 0.5, 1.6) * np.exp(-0.0847 * midi - 5.82) + np.exp(0.0926 * midi - 13.64)) * np.exp(gen.normal(0, 0.1, KEYS))
    # hammer
    beta = np.interp(midi, [21, 80, 108], [gen.uniform(1 / 9, 1 / 7), gen.uniform(1 / 9, 1 / 7), gen.uniform(1 / 14, 1 / 8)])
    soft = gen.uniform(0.08, 0.35)
    cut = _middle(gen, 450, 1500) * 2 ** ((midi - 60) / 12 * gen.uniform(0.25, 0.5))[None] * 2 ** ((touch - 64) / 127 * gen.uniform(1.2, 3.2))[:, None]
    steep = gen.uniform(0.8, 1.6)
    plain = gen.uniform(0.0, 0.7)                       # amplitude ~ n ** -plain before the hammer
    # decay: at 60 dB in s; the fundamental's, faster with frequency
    quick = np.exp(np.interp(midi, [21, 45, 60, 84, 108], np.log([9.0, 7.0, 4.0, 1.6, 0.3]))) * _middle(gen, 0.55, 1.6)
    slow = np.exp(np.interp(midi, [21, 45, 60, 84, 108], np.log([22.0, 20.0, 14.0, 5.0, 0.7]))) * _middle(gen, 0.5, 1.5)
    lossy, loss_at = gen.uniform(0.6, 1.6), _middle(gen, 700, 2500)
    stage = gen.uniform(-20, -8)
    uneven = gen.uniform(1.5, 4)
    third = gen.uniform(-12, -1)
    uneasy = gen.uniform(0.8, 2.2)                      # cents between strings of a key, at most
    board = gen.uniform(3, 7)
    low = gen.uniform(60, 110)
    frequency_grid = np.geomspace(16, 8000, 1024)
    resonance = _curve(gen, frequency_grid, board, gen.uniform(0.25, 0.6)) + _curve(gen, frequency_grid, 3, 1.5) \
        - gen.uniform(0, 3) * np.maximum(0, np.log2(frequency_grid / 1000))
    # noise of the hammer and the key bed: damped modes that all keys share, at other strengths
    modes = 10
    mode_f = np.sort(np.exp(gen.uniform(math.log(60), math.log(400), modes)))
    mode_t60 = gen.uniform(0.04, 0.16, modes)
    thump = gen.uniform(-34, -14) + np.interp(midi, [21, 60, 108], [-4, 0, 8])
    attack = gen.uniform(1.0, 2.5) * np.interp(midi, [21, 108], [gen.uniform(1.0, 1.6), gen.uniform(0.4, 1.0)])   # ms

    sound = torch.zeros(TOUCHES, KEYS, LENGTH, device=device)
    inner = 320
    outer = (LENGTH - 0) // inner
    for first, last, cap in ((0, 12, 112), (12, 24, 88), (24, 40, 60), (40, 56, 44), (56, 88, 26)):
        k = np.arange(first, last)
        n = np.arange(1, cap + 1)
        f = f0[k, None] * n * np.sqrt(1 + B[k, None] * n ** 2) / np.sqrt(1 + B[k, None])
        inside = np.clip((7600 - f) / 300, 0, 1)
        comb = np.sqrt(np.sin(np.pi * n * beta[k, None]) ** 2 + soft ** 2)
        decibels = np.interp(np.log(f), np.log(frequency_grid), resonance) + gen.normal(0, uneven, f.shape)
        decibels = decibels - 10 * np.log10(1 + (low / f) ** 4)
        amplitude = inside * comb * n ** -plain * 10 ** (decibels / 20)
        hammer = (1 + (f[None] / cut[:, k, None]) ** 2) ** -steep
        amplitude = amplitude[None] * hammer                                              # (V, keys, partials)
        amplitude /= np.sqrt((amplitude ** 2).sum(2, keepdims=True)) + 1e-12
        losses = 1 + lossy * (np.sqrt(1 + (f / loss_at) ** 2) - np.sqrt(1 + (f0[k, None] / loss_at) ** 2))
        change = np.exp(gen.normal(0, 0.3, f.shape))
        rate_quick = LN1000 / quick[k, None] * losses * change
        rate_slow = np.minimum(LN1000 / slow[k, None] * losses * np.exp(gen.normal(0, 0.3, f.shape)), rate_quick)
        detune = gen.uniform(0.2, uneasy, (2, len(k), 1)) * gen.choice([-1, 1], (2, len(k), 1))
        level_slow = 10 ** ((stage + gen.normal(0, 3, f.shape)) / 20)
        strings = (k + LOWEST) >= gen.integers(38, 50)
        level_third = 10 ** ((third + gen.normal(0, 2, f.shape)) / 20) * strings[:, None]
        phase = gen.random(f.shape)
        # component columns: partial x (quick, slow, third string), then the modes of the thump
        omega = np.stack([f, f * 2 ** (detune[0] / 1200), f * 2 ** (detune[1] / 1200)], 2).reshape(len(k), -1)
        rate = np.stack([rate_quick, rate_slow, rate_quick * 0.9], 2).reshape(len(k), -1)
        weight = np.stack([np.ones_like(f), level_slow, level_third], 2).reshape(len(k), -1)
        angle = np.repeat(phase[:, :, None], 3, 2) + gen.normal(0, 0.03, f.shape + (3,))
        angle = angle.reshape(len(k), -1)
        mode_weight = 10 ** ((thump[k, None] + gen.normal(0, 4, (len(k), modes))) / 20)
        omega = np.concatenate([omega, np.broadcast_to(mode_f, (len(k), modes))], 1)
        rate = np.concatenate([rate, np.broadcast_to(LN1000 / mode_t60, (len(k), modes))], 1)
        angle = np.concatenate([angle, gen.random((len(k), modes))], 1)
        mix = np.repeat(amplitude[..., None], 3, 3).reshape(TOUCHES, len(k), -1) * weight[None]
        mix = np.concatenate([mix, np.broadcast_to(mode_weight / math.sqrt(modes), (TOUCHES, len(k), modes))], 2)
        # z ** (i * inner + j) = z ** (i * inner) * z ** j: the sum over the components is a matrix product
        double = dict(dtype=torch.float64)
        omega, rate, angle = (torch.as_tensor(x, **double).to(device) for x in (omega, rate, angle))
        mix = _float(mix, device)

        def powers(steps, start):
            t = steps.to(torch.float64) / RATE
            cycles = omega[:, :, None] * t + start
            cycles = ((cycles - cycles.floor()) * (2 * math.pi)).float()
            size = torch.exp((-rate[:, :, None] * t).float())
            return size * torch.cos(cycles), size * torch.sin(cycles)
        re, im = powers(torch.arange(outer, device=device) * inner, angle[:, :, None])
        left = torch.cat([re, -im], 1).transpose(1, 2)                                    # (keys, outer, 2 K)
        right = torch.cat(powers(torch.arange(inner, device=device), 0.0), 1)             # (keys, 2 K, inner)
        mix = torch.cat([mix, mix], 2)
        for v in range(TOUCHES):
            made = torch.bmm(left * mix[v][:, None, :], right).reshape(len(k), -1)
            sound[v, first:last, ATTACK:] = made[:, :LENGTH - ATTACK]
    t = np.arange(256) / RATE * 1000
    rise = np.clip(t[None] / attack[:, None], 0, 1)
    rise = 0.5 - 0.5 * np.cos(np.pi * rise)
    sound[:, :, ATTACK:ATTACK + 256] *= _float(rise, device)
    about = dict(kind="synthetic", stiff=stiff, cut=float(cut[3, 39]), stage=stage, thump=float(thump[39]))
    return _finish("synthetic", sound, touch, np.zeros(KEYS), gen, device, about, (-42, -20, 0.1))


# ---------------------------------------------------------------------------------------------------- pool

@dataclass
class Pool:
    audio: torch.Tensor       # half (rows, samples)
    onset: torch.Tensor       # float32 (rows, N), s in the row, ascending, +inf behind the last
    offset: torch.Tensor      # float32 (rows, N), +inf behind the last; may lie behind the row's end
    pitch: torch.Tensor       # int64 (rows, N), 0..87
    velocity: torch.Tensor    # float32 (rows, N), 0..1
    pedal_from: torch.Tensor  # float32 (rows, P), +inf behind the last; 0 where it was down before
    pedal_to: torch.Tensor
    bank: torch.Tensor        # int64 (rows,)


def _gather(store, start, plain):
    """store[start + 0..BLOCK-1] for each start: (n, BLOCK) half."""
    if plain:
        return store[start[:, None] + torch.arange(BLOCK, device=store.device)]
    return store.as_strided((store.numel() - BLOCK + 1, BLOCK), (1, 1))[start]


def _needs_plain(store):
    """Whether indexing an overlapping view goes wrong here (it saves an index for every sample)."""
    try:
        start = torch.linspace(0, 1, 4097, device=store.device, dtype=torch.float64).mul_(store.numel() - BLOCK).long()
        return not torch.equal(_gather(store, start, False), _gather(store, start, True))
    except RuntimeError:
        return True


def _spread(count):
    """Item and place within the item, for each of count[i] places of every item i."""
    total = int(count.sum())
    item = torch.repeat_interleave(torch.arange(len(count), device=count.device), count, output_size=total)
    return item, torch.arange(total, device=count.device) - (torch.cumsum(count, 0) - count)[item]


def _groups(count, most):
    """Bounds of runs of items whose counts come to about most."""
    total = torch.cumsum(count, 0).cpu().numpy()
    if len(total) == 0:
        return []
    bounds = np.unique(np.concatenate([[0], np.searchsorted(total, np.arange(most, total[-1], most)) + 1, [len(total)]]))
    return list(zip(bounds[:-1], bounds[1:]))


@torch.no_grad()
def make_pool(notes, banks, rows, seconds, gen, device, chunk_rows=400, chunk_blocks=1 << 20, uneven=0.5):
    """rows excerpts of so many seconds, each on a random bank; uneven: dB by which a note may be off the law."""
    banks = Banks.of(banks)
    store = banks.store
    plain = _needs_plain(store)
    length = int(round(seconds * RATE))
    row_blocks = -(-length // BLOCK)
    row, place, onset, offset, again, key, velocity, pedal_from, pedal_to = _excerpts(notes, rows, seconds, gen)
    bank = gen.integers(0, len(banks), rows)
    g = _torch_gen(gen, device)

    # labels
    width = max(1, int(place.max(initial=0)) + 1)

    def table(values, fill, dtype):
        result = torch.full((rows, width), fill, dtype=dtype)
        result.view(-1)[torch.from_numpy(row * width + place)] = torch.from_numpy(values).to(dtype)
        return result.to(device)
    pool = Pool(torch.zeros(rows, length, dtype=torch.half, device=device), table(onset, math.inf, torch.float32),
                table(offset, math.inf, torch.float32), table(key, 0, torch.int64), table(velocity / 127, 0.0, torch.float32),
                _float(pedal_from, device), _float(pedal_to, device), torch.from_numpy(bank).to(device))

    # what the notes need of their banks
    threshold = _float(np.stack([b.threshold for b in banks]), device)
    gamma = _float([b.gamma for b in banks], device)
    key_gain = _float(np.stack([b.key_gain for b in banks]), device)
    release = _float(np.stack([b.release for b in banks]), device)
    undamped = torch.tensor([b.first_undamped for b in banks], device=device)
    level = 10 ** (torch.rand(rows, generator=g, device=device) * 11 - 12).div_(20)
    fast = 0.05                                                     # 60 dB when the key is struck again

    bounds = np.searchsorted(row, np.arange(0, rows + chunk_rows, chunk_rows))
    buffer = torch.empty(min(rows, chunk_rows) * row_blocks, BLOCK, device=device)
    within = torch.arange(BLOCK, device=device, dtype=torch.float32)
    for chunk, (a, b) in enumerate(zip(bounds[:-1], bounds[1:])):
        first_row = chunk * chunk_rows
        if first_row >= rows:
            break
        count_rows = min(chunk_rows, rows - first_row)
        audio = buffer[:count_rows * row_blocks]
        audio.zero_()
        if b > a:
            r = torch.from_numpy(row[a:b] - first_row).to(device)
            k = torch.from_numpy(key[a:b]).to(device)
            v = torch.from_numpy(velocity[a:b]).to(device)
            i = pool.bank[first_row:first_row + count_rows][r]
            start = torch.from_numpy(np.round(onset[a:b] * RATE).astype(np.int64)).to(device)
            held = torch.from_numpy((offset[a:b] - onset[a:b]) * RATE).to(device)          # samples
            struck = torch.from_numpy(again[a:b] * RATE).to(device)
            free = k >= undamped[i]
            held = torch.where(free, struck, torch.minimum(held, struck))
            fall = torch.where(held >= struck - 0.005 * RATE, torch.full_like(held, fast), release[i, k].to(held))   # s for 60 dB
            hold = held.clamp(max=LENGTH - BLOCK).long()
            whole = (held + fall * (RATE * 70 / 60)).clamp(max=LENGTH - BLOCK).long()   # never into the next key
            gain = (v / 127) ** gamma[i] * 10 ** ((key_gain[i, k] + (torch.rand(len(v), generator=g, device=device) * 2 - 1) * uneven) / 20)
            layer = (v[:, None] >= threshold[i]).sum(1)
            shift = start % BLOCK
            source = BLOCK + ((i * TOUCHES + layer) * KEYS + k) * LENGTH - shift
            target = r * row_blocks + start // BLOCK
            blocks = torch.minimum((whole + shift + BLOCK - 1) // BLOCK, row_blocks - start // BLOCK)
            steady = torch.minimum((hold + shift) // BLOCK, blocks)
            # blocks in which the note is held
            for lo, hi in _groups(steady, chunk_blocks):
                item, step = _spread(steady[lo:hi])
                item = item + int(lo)
                audio.index_add_(0, target[item] + step, _gather(store, source[item] + step * BLOCK, plain) * gain[item, None])
            # blocks in which it falls
            rate = (-LN1000 / RATE / fall).float()
            rest = blocks - steady
            for lo, hi in _groups(rest, chunk_blocks):
                item, step = _spread(rest[lo:hi])
                item = item + int(lo)
                step = step + steady[item]
                since = (step * BLOCK - shift[item] - hold[item]).float()
                weight = (since[:, None] + within).clamp_(min=0).mul_(rate[item, None]).exp_().mul_(gain[item, None])
                weight *= _gather(store, source[item] + step * BLOCK, plain)
                audio.index_add_(0, target[item] + step, weight)
        audio = audio.view(count_rows, -1)[:, :length]
        peak = torch.maximum(audio.amax(1), -audio.amin(1)).clamp_(min=1e-6)
        torch.mul(audio, (level[first_row:first_row + count_rows] / peak)[:, None], out=audio)
        pool.audio[first_row:first_row + count_rows] = audio
    return pool


# ---------------------------------------------------------------------------------------------------- test

def _fake_notes():
    """Three pieces of isolated notes, with pedal."""
    gen = np.random.default_rng(5)
    counts = [40, 30, 50]
    n = sum(counts)
    step = np.full(n, 1500)
    step[np.concatenate([[0], np.cumsum(counts)[:-1]])] = 500
    return dict(onset_ms=step.astype(np.uint16), length_ms=gen.integers(200, 900, n).astype(np.uint16),
                pitch=gen.integers(21, 109, n).astype(np.uint8), velocity=gen.integers(20, 120, n).astype(np.uint8),
                piece=np.array(counts, np.int32), pedal_from_ms=np.array([100, 3000, 0], np.uint32),
                pedal_to_ms=np.array([900, 9000, 5000], np.uint32), pedals=np.array([2, 0, 1], np.int32))


def check_bank(bank):
    """Faults of a bank's sounds, as text."""
    faults = []
    sound = bank.sound.float().cpu()
    if not torch.isfinite(sound).all():
        faults.append("not finite")
    if float(sound.abs().max()) > 150:
        faults.append(f"loud {float(sound.abs().max()):.0f}")
    peak = sound.abs().amax(2)
    if float(peak.min()) <= 0.01:
        faults.append("silent keys")
    early = sound[:, :, :ATTACK - 4].abs().amax(2) / sound[:, :, :800].abs().amax(2)
    late = sound[:, :, :ATTACK + 48].abs().amax(2) / sound[:, :, :800].abs().amax(2)
    if (early > 10 ** (-15 / 20)).float().mean() > 0.02:
        faults.append(f"before its attack: {[(int(v), int(k) + 21) for v, k in (early > 10 ** (-15 / 20)).nonzero()[:8]]}")
    if (late < 10 ** (-30 / 20)).float().mean() > 0.02:
        faults.append(f"late attack: {[(int(v), int(k) + 21) for v, k in (late < 10 ** (-30 / 20)).nonzero()[:8]]}")
    # pitch: a peak of the spectrum within 25 cents or so of the fundamental or a low partial
    wrong = []
    for k in range(0, KEYS, 3):
        x = sound[3, k, 800:800 + 32768]
        spectrum = torch.fft.rfft(x * torch.hann_window(len(x)), n=131072).abs().numpy()
        f0 = 440 * 2 ** ((k + 21 - 69) / 12)
        lowest = int(max(0.3 * f0, 25) * 131072 / RATE)
        f = (spectrum[lowest:].argmax() + lowest) * RATE / 131072
        n = max(1, round(f / f0))
        cents = 1200 * math.log2(f / (n * f0))
        if n > 24 or not -45 - 10 / max(f0 / 200, .2) < cents < 60 + n * n:
            wrong.append((k + 21, n, round(cents)))
    if len(wrong) > 2:
        faults.append(f"pitch {wrong}")
    return faults


def selftest(folder, out, sampled, synthetic, seed):
    """Renders on so many random pianos, checks what comes out, and writes six rows to out/0.wav ... 5.wav."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    gen = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as temporary:
        path = os.path.join(temporary, "notes.npz")
        np.savez_compressed(path, **_fake_notes())
        alone = load_notes(path)
    pianos = load_pianos(folder, device)
    print([(n, tuple(s.sound.shape), s.velocity.round().tolist()) for n, s in pianos])
    banks = Banks(sampled + synthetic, device)
    for i in range(sampled + synthetic):
        clock = time.time()
        banks.add(sampled_bank(pianos[i % len(pianos)][1], gen, device) if i < sampled else synthetic_bank(gen, device))
        print(f"{banks[-1].name}: {time.time() - clock:.1f} s {banks[-1].about} gamma {banks[-1].gamma:.2f}", check_bank(banks[-1]) or "well", flush=True)

    # isolated notes: each label followed by sound within 3 ms; release; level
    pool = make_pool(alone, banks, rows=12, seconds=12.0, gen=gen, device=device, chunk_rows=5, chunk_blocks=3000)
    audio = pool.audio.float().cpu().numpy()
    assert np.isfinite(audio).all()
    peaks = 20 * np.log10(np.abs(audio).max(1))
    assert ((peaks > -12.1) & (peaks < -0.9)).all(), peaks
    late = early = total = 0
    falls = []
    for r in range(len(audio)):
        for n in range(int(torch.isfinite(pool.onset[r]).sum())):
            onset, offset = float(pool.onset[r, n]), float(pool.offset[r, n])
            at = round(onset * RATE)
            if at + 8000 > audio.shape[1] or at < 800:
                continue
            x = audio[r]
            top = np.abs(x[at:at + 800]).max()
            total += 1
            early += np.abs(x[at - 160:at]).max() > 0.1 * top
            late += np.abs(x[at:at + ATTACK + 48]).max() < 0.03 * top
            end = round(offset * RATE)
            if end + 8000 < audio.shape[1] and int(pool.pitch[r, n]) < 60:
                falls.append(20 * np.log10((np.abs(x[end + 6400:end + 8000]).max() + 1e-5) / (np.abs(x[end - 800:end]).max() + 1e-5)))
    print(f"isolated: {total} notes, {late} late, {early} not alone; fall within 0.45 s dB: {np.round(np.percentile(falls, [5, 50, 95]), 1)}")
    assert late <= 0.02 * total
    assert (pool.onset[:, :-1] <= pool.onset[:, 1:]).all()
    assert ((pool.velocity >= 0) & (pool.velocity <= 1)).all() and ((pool.pitch >= 0) & (pool.pitch < KEYS)).all()
    assert (pool.pedal_from >= 0).all() and (pool.pedal_from <= pool.pedal_to).all()

    # against a plain loop over notes
    again = make_pool(alone, banks, rows=7, seconds=8.0, gen=np.random.default_rng(9), device=device, uneven=0.0)
    errors = []
    for r in range(len(again.audio)):
        bank = banks[int(again.bank[r])]
        plain = np.zeros(8 * RATE + LENGTH)
        for n in range(int(torch.isfinite(again.onset[r]).sum())):
            onset, offset, k, v = (float(x[r, n]) for x in (again.onset, again.offset, again.pitch, again.velocity))
            k, v = int(k), round(v * 127)
            t = np.arange(LENGTH) / RATE - (offset - onset)
            fall = np.where(k >= bank.first_undamped, 1.0, np.exp(-np.maximum(t, 0) * LN1000 / bank.release[k]))
            at = round(onset * RATE)
            plain[at:at + LENGTH] += bank.sound[int((v >= bank.threshold).sum()), k].float().cpu().numpy() * fall * bank.gain(v, k)
        plain = plain[:8 * RATE]
        real = again.audio[r].float().cpu().numpy()
        scale = (plain * real).sum() / (plain ** 2).sum()
        errors.append(20 * np.log10(np.sqrt(((plain * scale - real) ** 2).mean() / (real ** 2).mean())))
    print(f"against a plain loop: {np.round(errors, 1)} dB")        # more where an onset is rounded to the neighbouring sample
    assert max(errors) < -15 and np.median(errors) < -45, errors

    notes = load_notes(os.path.join(folder, "notes.npz"))
    clock = time.time()
    _excerpts(notes, 12000, 24.0, gen)
    print(f"labels of 12000 rows: {time.time() - clock:.1f} s")
    clock = time.time()
    pool = make_pool(notes, banks, rows=2 * len(banks), seconds=24.0, gen=gen, device=device)
    print(f"{len(pool.audio)} rows: {time.time() - clock:.1f} s; notes a row {torch.isfinite(pool.onset).sum(1).float().mean():.0f}, "
          f"peaks {pool.audio.float().abs().amax(1)[:6].tolist()}")
    os.makedirs(out, exist_ok=True)
    for r in range(min(6, len(pool.audio))):
        with wave.open(os.path.join(out, f"{r}.wav"), "wb") as f:
            f.setparams((1, 2, RATE, 0, "NONE", ""))
            f.writeframes((pool.audio[r].float().cpu().numpy() * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Checks the rendering.")
    parser.add_argument("data", help="folder that pack.py filled")
    parser.add_argument("out", help="folder for six rows to listen to")
    parser.add_argument("--sampled", type=int, default=4, help="random pianos out of recorded ones")
    parser.add_argument("--synthetic", type=int, default=4, help="and out of nothing")
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    selftest(a.data, a.out, a.sampled, a.synthetic, a.seed)
