"""Trains the onset transcriber on a GPU: the network, features, targets, loss, Muon and augmentations of
LivePerformer.Trainer in PyTorch, with the same names and shapes, so that to_run.py can hand the weights on."""
import argparse
import json
import math
import os
import queue
import threading
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import render

RATE, HOP, WINDOW, AHEAD, BANDS, FLOOR = 16000, 160, 2048, 80, 229, 1e-5
LOOK = [0, 2, 6, 11, 14]
TAPS = [0, 1, 2, 4, 6, 9, 11, 14]
MOST = LOOK[-1]
KEYS = 88
OUT = 4 * KEYS + 1
ONSET_REACH, OFFSET_REACH = 2, 4


# ---------------------------------------------------------------- features
class LogMel:
    def __init__(self, device):
        left, right = WINDOW - AHEAD, AHEAD
        w = np.concatenate([0.5 - 0.5 * np.cos(np.pi * np.arange(left) / left), 0.5 + 0.5 * np.cos(np.pi * np.arange(right) / right)])
        w /= w.sum() / 2
        self.window = torch.tensor(w, dtype=torch.float32, device=device)
        mel = lambda f: 2595 * np.log10(1 + f / 700)
        edges = np.linspace(mel(30.0), mel(8000.0), BANDS + 2)
        edges = 700 * (10 ** (edges / 2595) - 1)
        bins = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
        bank = np.zeros((WINDOW // 2 + 1, BANDS))
        for b in range(BANDS):
            lo, mid, hi = edges[b:b + 3]
            bank[:, b] = np.maximum(0, np.minimum((bins - lo) / (mid - lo), (hi - bins) / (hi - mid)))
        self.bank = torch.tensor(bank, dtype=torch.float32, device=device)

    def __call__(self, x):
        """(B, (T - 1) 160 + 80) samples -> (B, T, 229)."""
        x = F.pad(x, (WINDOW - AHEAD, 0))
        frames = x.unfold(1, WINDOW, HOP)
        with torch.autocast(x.device.type, enabled=False):
            magnitude = torch.fft.rfft(frames * self.window, dim=-1).abs()
            tf32 = torch.backends.cuda.matmul.allow_tf32
            torch.backends.cuda.matmul.allow_tf32 = False       # faint bands lie far below loud ones
            bands = magnitude @ self.bank
            torch.backends.cuda.matmul.allow_tf32 = tf32
            return torch.log(bands + FLOOR)


# ---------------------------------------------------------------- network
class OnsetTranscriber(nn.Module):
    def __init__(self, channels, width, memory, layers, inner):
        super().__init__()
        c = [1, channels, channels * 3 // 2, channels * 2, channels * 3]
        strides = [1, 2, 2, 2]
        bands = BANDS
        for s in strides: bands = (bands - 1) // s + 1
        flat = c[4] * bands
        self.convolutions = nn.ModuleList(nn.Conv2d(c[i], c[i + 1], 3, stride=(1, strides[i]), padding=(2, 1)) for i in range(4))
        self.flatNorm = nn.LayerNorm(flat)
        self.squeeze = nn.Linear(flat, width)
        self.norm = nn.LayerNorm(width)
        self.inner = inner
        if inner:
            self.innerNorm, self.up, self.down = nn.LayerNorm(width), nn.Linear(width + BANDS, inner), nn.Linear(inner, width)
        self.memory = nn.ModuleList(nn.GRU(width if i == 0 else memory, memory, batch_first=True) for i in range(layers))
        self.taps = nn.ModuleList(nn.Linear(memory, memory, bias=False) for _ in TAPS)
        self.heads = nn.ModuleList(nn.Linear(memory, OUT) for _ in LOOK)
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(memory)) for _ in LOOK)
        with torch.no_grad():
            for i, conv in enumerate(self.convolutions):
                nn.init.normal_(conv.weight, 0, math.sqrt(2 / (9 * c[i]))); nn.init.zeros_(conv.bias)
            nn.init.normal_(self.squeeze.weight, 0, math.sqrt(1 / flat)); nn.init.zeros_(self.squeeze.bias)
            if inner:
                nn.init.normal_(self.up.weight, 0, math.sqrt(2 / (width + BANDS))); nn.init.zeros_(self.up.bias)
                nn.init.zeros_(self.down.weight); nn.init.zeros_(self.down.bias)
            for tap in self.taps: nn.init.normal_(tap.weight, 0, math.sqrt(0.5 / memory))
            for head in self.heads:
                nn.init.normal_(head.weight, 0, math.sqrt(0.1 / memory)); nn.init.zeros_(head.bias)
                head.bias[:3 * KEYS] = -4
            for gru in self.memory:
                nn.init.xavier_uniform_(gru.weight_ih_l0)
                for gate in gru.weight_hh_l0.chunk(3): nn.init.orthogonal_(gate)
                nn.init.zeros_(gru.bias_ih_l0); nn.init.zeros_(gru.bias_hh_l0)

    def forward(self, mel):
        """(B, T, 229) -> for each look-ahead (B, T - 14, 353)."""
        frames = mel.shape[1]
        scaled = (mel + 6) / 3
        x = scaled.unsqueeze(1)
        if x.is_cuda: x = x.to(memory_format=torch.channels_last)
        for conv in self.convolutions: x = F.relu(conv(x), inplace=True)     # each adds two frames behind the last, which are left out below
        x = x[:, :, :frames].permute(0, 2, 1, 3).reshape(mel.shape[0], frames, -1)
        x = F.relu(self.norm(self.squeeze(self.flatNorm(x))))
        if self.inner:
            x = x + self.down(F.relu(self.up(torch.cat([self.innerNorm(x), scaled], -1))))
        with torch.autocast(mel.device.type, enabled=False):
            x = x.float()
            for gru in self.memory: x = gru(x)[0]
        spoken = frames - MOST
        outputs, total, tap = [], None, 0
        for h, look in enumerate(LOOK):
            while tap < len(TAPS) and TAPS[tap] <= look:
                seen = self.taps[tap](x[:, TAPS[tap]:TAPS[tap] + spoken])
                total = seen if total is None else total + seen
                tap += 1
            outputs.append(self.heads[h](F.relu(total + self.biases[h])))
        return outputs


# ---------------------------------------------------------------- targets
TABLES = ("onset", "offset", "pitch", "velocity", "pedal_from", "pedal_to")
WIDTH, SPANS = 1000, 256          # most notes and pedal spans of a row that is trained on


def widen(pool):
    """Tables of all pools alike, so that rows of several can lie in one batch."""
    for name in TABLES:
        t = getattr(pool, name)
        width = SPANS if name.startswith("pedal") else WIDTH
        t = t[:, :width]
        if t.shape[1] < width:
            t = F.pad(t, (0, width - t.shape[1]), value=0 if name in ("pitch", "velocity") else math.inf)
        setattr(pool, name, t.contiguous())
    return pool


def targets(tables, start, stretch, played, frames):
    """What is to be heard: tables of rows (B, N), start seconds (B,), stretch (B,), played (B,) bool -> onset, sounding, offset, velocity (B,S,88), pedal (B,S,1)."""
    t_on, t_off, t_pitch, t_vel, t_from, t_to = tables
    S, B, dev = frames - MOST, start.shape[0], start.device
    scale = (stretch * RATE / HOP)[:, None]
    t0 = start[:, None]
    on, off = (t_on - t0) * scale, (t_off - t0) * scale
    key, vel = t_pitch.clamp(0, KEYS - 1), t_vel
    there = torch.isfinite(on) & played[:, None] & (on < S + 10) & (off > -10)
    on, off = torch.where(there, on, torch.full_like(on, 1e6)), torch.where(there, off, torch.full_like(off, 1e6))
    base = torch.arange(B, device=dev)[:, None] * S
    size = B * S * KEYS
    drop = size                                     # one cell beyond, for what falls outside

    def cell(frame, ok):
        return torch.where(ok, (base + frame.clamp(0, S - 1)) * KEYS + key, torch.full_like(key, drop))

    def peaks(centre, reach):
        out = torch.zeros(size + 1, device=dev)
        first = torch.ceil(centre - reach)
        cells, heights = [], []
        for j in range(2 * reach):
            frame = first + j
            ok = (frame >= 0) & (frame < S) & (frame < centre + reach)
            cells.append(cell(frame.long(), ok))
            heights.append(torch.where(ok, 1 - (frame - centre).abs() / reach, torch.zeros_like(centre)))
        cells, heights = torch.stack(cells), torch.stack(heights)
        out.scatter_reduce_(0, cells.flatten(), heights.flatten(), "amax")
        return out, cells, heights

    onset, cells, heights = peaks(on, ONSET_REACH)
    velocity = torch.zeros(size + 1, device=dev)
    best = (onset[cells] == heights) & (heights > 0)
    velocity.scatter_(0, torch.where(best, cells, torch.full_like(cells, drop)).flatten(), vel.expand_as(heights).flatten())
    offset, _, _ = peaks(off, OFFSET_REACH)

    def spans(a, b, where, width):
        edge = torch.zeros(B * (S + 1) * width, device=dev)
        row = torch.arange(B, device=dev)[:, None] * (S + 1)
        a, b = torch.ceil(a).clamp(0, S).long(), torch.ceil(b).clamp(0, S).long()
        ok = (b > a).float()
        edge.scatter_add_(0, ((row + a) * width + where).flatten(), ok.flatten())
        edge.scatter_add_(0, ((row + b) * width + where).flatten(), -ok.flatten())
        return (edge.view(B, S + 1, width).cumsum(1)[:, :S] > 0.5).float()

    sounding = spans(on, off, key, KEYS)
    pf, pt = (t_from - t0) * scale, (t_to - t0) * scale
    ok = torch.isfinite(pf) & played[:, None]
    pf, pt = torch.where(ok, pf, torch.zeros_like(pf)), torch.where(ok, pt, torch.zeros_like(pt))
    pedal = spans(pf, pt, torch.zeros_like(pf).long(), 1)
    shape = (B, S, KEYS)
    return onset[:-1].view(shape), sounding, offset[:-1].view(shape), velocity[:-1].view(shape), pedal


STRUCK = {}          # made before a step is recorded


def loss_of(outputs, target, known, touch=400.0, even=0.0):
    """Nats/frame and weighted squares. touch: weight of the error of velocity; even: of that error without its mean in the clip, for
    how loud a microphone is nobody knows, but it stays as it is."""
    onset, sounding, offset, velocity, pedal = target
    B, S = onset.shape[:2]
    struck = STRUCK.get(onset.device)
    if struck is None: struck = STRUCK[onset.device] = torch.tensor([3.0], device=onset.device)
    bce = F.binary_cross_entropy_with_logits
    total = 0
    mass = onset.sum((1, 2)).clamp(min=1.0)
    for o in outputs:
        o = o.float()
        off = o[..., 264:352].sigmoid() - velocity
        square = (off ** 2 * onset).sum()
        total = total + bce(o[..., :88], onset, pos_weight=struck, reduction="sum") + 0.3 * bce(o[..., 88:176], sounding, reduction="sum") \
            + 0.2 * bce(o[..., 176:264], offset, reduction="sum") + touch * square \
            + 0.3 * (bce(o[..., 352:353], pedal, reduction="none") * known[:, None, None]).sum()
        if even: total = total + even * (square - ((off * onset).sum((1, 2)) ** 2 / mass).sum())
    return total / (B * S * len(outputs))


def dice(logits, onset):
    said, so = logits[..., :88] > 0, onset >= 0.5
    return 2 * (said & so).sum(), said.sum() + so.sum()


# ---------------------------------------------------------------- augmentation, after LivePerformer.Trainer's Augmenter
class Augmenter:
    """others: a pool of people who talk and of other instruments, or None."""
    def __init__(self, samples, device, gen, tracks=48, others=None):
        self.n, self.device = samples, device
        self.nfft = 81920
        while self.nfft < samples + int(1.2 * 55 / 60 * RATE): self.nfft += 16384
        self.gen = torch.Generator(device=device); self.gen.manual_seed(int(gen.integers(1 << 31)))
        self.hertz = torch.arange(self.nfft // 2 + 1, device=device, dtype=torch.float32) * RATE / self.nfft
        self.speech = torch.tensor(talk(gen, tracks, samples), device=device)
        self.others = None if others is None else others.audio
        self.along = torch.arange(samples, device=device)
        images = [(x, y, z) for x in range(-2, 3) for y in range(-2, 3) for z in range(-2, 3) if 0 < abs(x) + abs(y) + abs(z) <= 2]
        self.images = torch.tensor(images, device=device, dtype=torch.float32)
        self.z = torch.exp(-2j * math.pi * self.hertz / RATE)[None]
        self.z2 = self.z * self.z
        self.chances = torch.tensor([[1, 1, 0.67, 0.33]], device=device)
        self.sides = torch.tensor([[1.0, -1.0]], device=device)
        self.plain = torch.tensor([1.0, 0, 0, 1.0, 0, 0], device=device)[:, None, None]
        self.powers = torch.stack([torch.clamp(self.hertz, min=10.0) ** e for e in (0.0, -0.5, -1.0, 1.0)])
        self.dice, self.thrown = torch.zeros(0, 0, device=device), 0
        self.hums = self.hum(64)

    def throw(self, B):
        self.dice, self.thrown = torch.rand(B, 192, device=self.device, generator=self.gen), 0

    def u(self, B, lo=0.0, hi=1.0, count=1):
        if self.thrown + count > self.dice.shape[1] or self.dice.shape[0] != B: self.throw(B)
        x = self.dice[:, self.thrown:self.thrown + count]
        self.thrown += count
        return x if (lo, hi) == (0.0, 1.0) else x.mul(hi - lo).add_(lo)

    def falls(self, B, chance):
        return self.u(B) < chance

    def log_u(self, B, lo, hi, count=1):
        return torch.exp(self.u(B, math.log(lo), math.log(hi), count))

    def white(self, *shape):
        return 2 * torch.rand(*shape, device=self.device, generator=self.gen) - 1

    def rooms(self, B):
        """(B, L) impulse responses, sample 0 the straight sound at 1."""
        L = int(1.2 * 55 / 60 * RATE)
        t60, direct = self.u(B, 0.2, 1.2), self.u(B, -7, 18)
        size = torch.cat([self.u(B, 3, 10), self.u(B, 2.5, 8), self.u(B, 2.3, 4)], 1)
        place = lambda: torch.cat([0.4 + self.u(B) * (size[:, i:i + 1] - 0.8) for i in range(3)], 1)
        source, ear = place(), place()
        straight = (source - ear).norm(dim=1, keepdim=True).clamp(min=0.3)
        volume, walls = size.prod(1, keepdim=True), 2 * (size[:, 0:1] * size[:, 1:2] + size[:, 1:2] * size[:, 2:3] + size[:, 2:3] * size[:, 0:1])
        reflection = (torch.exp(-0.161 * volume / (walls * t60))).sqrt()
        even = (self.images.abs() % 2 == 0)[None]
        img = torch.where(even, source[:, None] + self.images[None] * size[:, None], (self.images[None] + 1) * size[:, None] - source[:, None])
        way = (img - ear[:, None]).norm(dim=2)
        at = ((way - straight) / 343 * RATE).round().long()
        level = straight / way * reflection ** self.images.abs().sum(1)[None]
        i = torch.arange(L, device=self.device, dtype=torch.float32)[None]
        length = t60 * 55 / 60 * RATE
        ok = (at > 0) & (at < L) & (at < length)
        response = torch.zeros(B, L, device=self.device)
        response.scatter_add_(1, at.clamp(0, L - 1), torch.where(ok, level, torch.zeros_like(level)))
        amplitude = straight * torch.sqrt(3 * 4 * math.pi * 343 / (volume * RATE)) * 10 ** (-3 * i / (t60 * RATE))
        dense = self.u(B, 0.01, 0.04) * RATE
        noise = self.white(B, L)
        soft = F.avg_pool1d(F.pad(noise[:, None], (3, 0)), 4, 1)[:, 0] * 1.6
        keep = (self.u(B, 0, 0.9) * torch.clamp(0.3 + i / (t60 * RATE), max=1))
        response = response + (noise * (1 - keep) + soft * keep) * amplitude * torch.clamp(i / dense, max=1) * (i < length)
        response[:, 0] = 0
        energy = (response ** 2).sum(1, keepdim=True).clamp(min=1e-12)
        response = response * torch.sqrt(10 ** (-direct / 10) / energy)
        response[:, 0] = 1
        return response

    @staticmethod
    def shelf(f, db, side):
        w = 2 * math.pi * f / RATE
        cos, alpha = torch.cos(w), torch.sin(w) / math.sqrt(2)
        a = 10 ** (db / 40)
        c, root = side * cos, 2 * a.sqrt() * alpha
        return torch.stack([a * (a + 1 - (a - 1) * c + root), side * 2 * a * (a - 1 - (a + 1) * c), a * (a + 1 - (a - 1) * c - root),
                            a + 1 + (a - 1) * c + root, side * -2 * (a - 1 + (a + 1) * c), a + 1 + (a - 1) * c - root])

    @staticmethod
    def peak(f, q, db):
        w = 2 * math.pi * f / RATE
        cos, alpha, a = torch.cos(w), torch.sin(w) / (2 * q), 10 ** (db / 40)
        return torch.stack([1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a])

    def colour(self, B):
        """(B, nfft/2+1) complex response of equalizer and microphone: six filters of second order."""
        db, kind = self.u(B, -8, 8, 4), self.u(B, count=4)
        f = torch.where(kind < 1 / 3, self.log_u(B, 80, 500, 4), torch.where(kind < 2 / 3, self.log_u(B, 1500, 6000, 4), self.log_u(B, 100, 6000, 4)))
        side = torch.where(kind < 1 / 3, torch.ones_like(kind), -torch.ones_like(kind))
        bands = torch.where(kind < 2 / 3, self.shelf(f, db, side), self.peak(f, self.u(B, 0.5, 2, 4), db))
        use = self.falls(B, 0.6) & (self.u(B, count=4) < self.chances)
        mic, kind, q = self.falls(B, 0.25), self.u(B), self.u(B, 0.5, 1)
        w = 2 * math.pi / RATE * torch.cat([self.log_u(B, 50, 250), self.log_u(B, 3000, 7000)], 1)
        cos, alpha = torch.cos(w), torch.sin(w) / (2 * q)
        sign = self.sides                                           # high-pass 1, low-pass -1
        ends = torch.stack([(1 + sign * cos) / 2, -sign * (1 + sign * cos), (1 + sign * cos) / 2, 1 + alpha, -2 * cos, 1 - alpha])
        both = torch.cat([mic & (kind < 2 / 3), mic & (kind > 1 / 3)], 1)
        c = torch.where(torch.cat([use, both], 1), torch.cat([bands, ends], 2), self.plain)          # (6 numbers, B, 6 filters)
        H = None
        for i in range(6):
            b0, b1, b2, a0, a1, a2 = (c[k, :, i:i + 1] for k in range(6))
            part = (b0 + b1 * self.z + b2 * self.z2) / (a0 + a1 * self.z + a2 * self.z2)
            H = part if H is None else H * part
        return H

    def noise(self, B):
        """(B, n) noise of strength 1, of four colours."""
        half = self.nfft // 2 + 1
        spectrum = torch.complex(self.white(B, half), self.white(B, half))
        x = torch.fft.irfft(spectrum * self.powers[(self.u(B)[:, 0] * 4).long()], n=self.nfft)[:, :self.n]
        return x / strength(x)

    def hum(self, B):
        f = 50.0 + 10.0 * (self.u(B) < 0.5).float()
        t = torch.arange(self.n, device=self.device, dtype=torch.float32)[None] / RATE
        x = torch.zeros(B, self.n, device=self.device)
        for n in range(1, 13):
            x += self.u(B) / n * torch.sin(2 * math.pi * (n * f * t % 1.0) + self.u(B, 0, 2 * math.pi))
        return x / strength(x)

    def voices(self, B):
        """(B, n) of strength 1: one to three people, or bands."""
        T, N = self.speech.shape
        def one():
            made = self.speech[(self.u(B)[:, 0] * T).long()]
            if self.others is None: return made
            R, L = self.others.shape
            first = (self.u(B)[:, 0] * R).long() * L + (self.u(B)[:, 0] * (L - N)).long()
            heard = self.others.view(-1)[first[:, None] + self.along].float()
            return torch.where(self.falls(B, 0.6), heard / strength(heard).clamp(min=1e-3), made / strength(made))
        x = one()
        more = self.falls(B, 1 / 3).float()
        for _ in range(2): x = x + more * self.falls(B, 0.6).float() * one()
        return x / strength(x)

    def compress(self, x, threshold, ratio):
        blocks = x[:, :self.n // 32 * 32].reshape(x.shape[0], -1, 32).abs().amax(-1)
        k = 72
        decay = torch.exp(-torch.arange(k, device=self.device) * 32 / (0.15 * RATE)).flip(0)
        level = (F.pad(blocks, (k - 1, 0)).unfold(1, k, 1) * decay).amax(-1)
        gain = torch.where(level <= threshold, torch.ones_like(level), (level / threshold) ** (1 / ratio - 1))
        gain = F.interpolate(gain[:, None], size=x.shape[1], mode="linear", align_corners=False)[:, 0]
        return x * gain

    def __call__(self, x):
        """(B, n) -> (B, n), played (B,)."""
        B = x.shape[0]
        self.throw(B)
        db = lambda d: torch.exp(d * (math.log(10) / 20))
        played = ~self.falls(B, 0.04)
        keep = self.falls(B, 0.2) & played
        before = x
        reference = strength(x).clamp(min=0.003)
        # rooms
        X = torch.fft.rfft(x, n=self.nfft)
        room = self.falls(B, 0.6)
        R = torch.fft.rfft(self.rooms(B), n=self.nfft)
        X = torch.where(room, X * R, X)
        x = torch.fft.irfft(X, n=self.nfft)[:, :self.n]
        music = torch.where(played, strength(x).clamp(min=0.003), reference)
        x = x * played.float()
        # people
        talks = self.falls(B, 0.15) | (~played & self.falls(B, 0.5))
        over = torch.where(played, self.u(B, 8, 35), self.u(B, 0, 27))
        x = x + talks.float() * self.voices(B) * music * db(-over)
        # colour
        x = torch.fft.irfft(torch.fft.rfft(x, n=self.nfft) * self.colour(B), n=self.nfft)[:, :self.n]
        # noise and hum
        noisy = self.falls(B, 0.6) | (~played & self.falls(B, 0.75))
        over = torch.where(played, self.u(B, 20, 50), self.u(B, 5, 60))
        x = x + noisy.float() * self.noise(B) * music * db(-over)
        x = x + self.falls(B, 0.15).float() * self.hums[(self.u(B)[:, 0] * 64).long()] * music * db(-self.u(B, 20, 50))
        # compression, clipping, level
        peak = x.abs().amax(1, keepdim=True).clamp(min=1e-5)
        x = torch.where(self.falls(B, 0.2), self.compress(x, self.u(B, 0.1, 0.5) * peak, self.u(B, 1.5, 4)), x)
        limit = x.abs().amax(1, keepdim=True) * db(-self.u(B, 1, 9))
        x = torch.where(self.falls(B, 0.1), torch.maximum(torch.minimum(x, limit), -limit), x)
        x = torch.where(self.falls(B, 0.8), x * db(self.u(B, -24, 6)), x)
        x = torch.where(keep, before, x)
        return x.clamp(-1, 1), played[:, 0]


def strength(x):
    return x.pow(2).mean(1, keepdim=True).sqrt().clamp(min=1e-9)


def talk(gen, tracks, samples):
    """People who talk and say nothing, after LivePerformer.Trainer's Speech: (tracks, samples)."""
    vowels = np.array([[270, 2290, 3010], [530, 1840, 2480], [730, 1090, 2440], [570, 840, 2410], [300, 870, 2240], [490, 1350, 1690]])
    n, N, nfft = int(0.3 * RATE), 500, 8192
    pitch = gen.uniform(80, 250, (N, 1))
    phase = np.cumsum(pitch / RATE * 0.9 ** (np.arange(n)[None] / n), 1)
    pulse = np.diff(np.floor(phase), axis=1, prepend=0) > 0
    breath = gen.uniform(-1, 1, (N, n))
    whisper = gen.random((N, 1)) < 0.2
    voice = np.where(whisper, 0.5 * breath, 4 * pulse + 0.03 * breath)
    spectrum = np.fft.rfft(voice, nfft)
    z = np.exp(-2j * np.pi * np.arange(nfft // 2 + 1) / nfft)[None]
    formants = vowels[gen.integers(6, size=N)] * gen.uniform(0.9, 1.25, (N, 1))
    formants = np.where(whisper & (gen.random((N, 1)) < 0.5), np.array([[2600, 4200, 6200]]), formants)
    out = 0
    for f, level in enumerate([1, 0.5, 0.25]):
        hz = np.minimum(7000, formants[:, f:f + 1])
        w, q = 2 * np.pi * hz / RATE, hz / (60 + 40 * f)
        alpha = np.sin(w) / (2 * q)
        out = out + level * np.fft.irfft(spectrum * (alpha - alpha * z * z) / (1 + alpha - 2 * np.cos(w) * z + (1 - alpha) * z * z), nfft)[:, :n]
    sound = np.zeros((tracks, samples), np.float32)
    for track in sound:
        lo = gen.integers(N - 60)                      # a few neighbours are one speaker's
        order = np.argsort(pitch[:, 0])[lo:lo + 60]
        at = int(gen.uniform(0, 0.3) * RATE)
        while at < samples:
            length = int(gen.uniform(0.08, 0.3) * RATE)
            x = np.arange(length) / length
            part = out[gen.choice(order), :length] * 4 * x * (1 - x) * gen.uniform(0.4, 1)
            count = min(length, samples - at)
            track[at:at + count] += part[:count]
            at += length + int(gen.uniform(0, 0.06) * RATE)
            if gen.integers(8) == 0: at += int(gen.uniform(0.2, 0.8) * RATE)
    return sound


def clips(pool, rows, start, stretch, n):
    """Reads clips, another tuning each: (B, n)."""
    length = pool.audio.shape[1]
    at = start[:, None] * RATE + torch.arange(n, device=rows.device, dtype=torch.float32)[None] / stretch[:, None]
    i = torch.floor(at).long()
    f = (at - i).clamp(0, 1)
    flat, base = pool.audio.view(-1), rows[:, None] * length
    take = lambda k: flat[base + (i + k).clamp(0, length - 1)].float()
    a, b, c, d = take(-1), take(0), take(1), take(2)
    return b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)))


# ---------------------------------------------------------------- optimizer
class Optimizer:
    """AdamW, and Muon for the matrices between the first layer and the last; and an average of the weights."""
    def __init__(self, network, decay, averaging, device):
        self.p, self.names = [], []
        for name, p in network.named_parameters(): self.names.append(name); self.p.append(p)
        self.mean = [torch.zeros_like(p) for p in self.p]
        self.square = [torch.zeros_like(p) for p in self.p]
        self.average = [p.detach().clone() for p in self.p]
        self.decay, self.averaging, self.steps = decay, averaging, 0
        self.now = torch.zeros(5, device=device).unbind()
        is_matrix = lambda n, p: p.dim() > 1 and not n.startswith("convolutions.0") and not n.startswith("heads")
        self.muon = [i for i, (n, p) in enumerate(zip(self.names, self.p)) if is_matrix(n, p)]
        self.adam = [i for i in range(len(self.p)) if i not in self.muon]
        self.groups = {}                                # shape of a wide matrix -> [(index, gate, gates, tall)]
        for i in self.muon:
            gates = 3 if self.names[i].startswith("memory") else 1
            h, w = self.p[i].shape[0] // gates, self.p[i][0].numel()
            for g in range(gates): self.groups.setdefault((min(h, w), max(h, w)), []).append((i, g, gates, h > w))
        self.fast = torch.bfloat16 if device.type == "cuda" else torch.float32

    def orthogonal(self, x):
        x = x.to(self.fast)
        x = x / (x.float().flatten(1).norm(dim=1)[:, None, None] + 1e-7).to(x.dtype)
        for _ in range(5):
            a = x @ x.transpose(1, 2)
            x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
        return x.float()

    def prepare(self, rate, count=True):
        """What changes from step to step, into tensors, since a recorded step reads no numbers of Python's."""
        self.steps += count
        steps = max(1, self.steps)
        keep = 1.0 if not count else min(self.averaging, (1 + steps) / (10 + steps))
        for at, value in enumerate([-rate, 1 - rate * self.decay, -rate / (1 - 0.9 ** steps), math.sqrt(1 - 0.985 ** steps), 1 - keep]): self.now[at].fill_(value)

    @torch.no_grad()
    def step(self, clip=1.0):
        move, shrink, move_adam, unbias, new = self.now
        grads = [p.grad for p in self.p]
        norm = torch.stack([g.norm() for g in grads]).norm()
        scale = (clip / (norm + 1e-6)).clamp(max=1.0)
        for g in grads: g.mul_(scale)
        for p in self.p:
            if p.dim() > 1: p.mul_(shrink)
        # Muon
        m, g = [self.mean[i] for i in self.muon], [grads[i] for i in self.muon]
        torch._foreach_mul_(m, 0.95); torch._foreach_add_(m, g, alpha=0.05)
        ahead = {i: (grads[i] * 0.05 + self.mean[i] * 0.95).flatten(1) for i in self.muon}
        moves = {i: [None] * (3 if self.names[i].startswith("memory") else 1) for i in self.muon}
        for members in self.groups.values():
            parts = []
            for i, gate, gates, tall in members:
                part = ahead[i].chunk(gates, 0)[gate]
                parts.append(part.t() if tall else part)
            done = self.orthogonal(torch.stack(parts))
            for k, (i, gate, gates, tall) in enumerate(members): moves[i][gate] = done[k].t() if tall else done[k]
        for i in self.muon:
            h, w = moves[i][0].shape
            turned = moves[i][0] if len(moves[i]) == 1 else torch.cat(moves[i], 0)
            self.p[i].add_(turned.reshape(self.p[i].shape) * (move * (0.2 * math.sqrt(max(h, w)))))
        # AdamW
        p, m, v, g = ([x[i] for i in self.adam] for x in (self.p, self.mean, self.square, grads))
        torch._foreach_mul_(m, 0.9); torch._foreach_add_(m, g, alpha=0.1)
        torch._foreach_mul_(v, 0.985); torch._foreach_addcmul_(v, g, g, 0.015)
        for value, mean, square in zip(p, m, v): value.add_(mean / (square.sqrt() / unbias + 1e-8) * move_adam)
        for average, value in zip(self.average, self.p): average.lerp_(value, new)
        return norm


# ---------------------------------------------------------------- recordings
class Pool:
    pass


def recordings(folder, name, device, seconds=None):
    """A pool of a FLAC and its labels; seconds: cut into rows of so many, else one row a recording."""
    sound = render.load_flac(os.path.join(folder, name + ".flac"))
    rows = []
    for item in json.load(open(os.path.join(folder, name + ".json"))):
        x = sound[item["start"]:item["start"] + item["length"]]
        notes = np.array(item["notes"], np.float64).reshape(-1, 4)
        pedals = None if item["pedals"] is None else np.array(item["pedals"], np.float64).reshape(-1, 2)
        step = len(x) if seconds is None else int(seconds * RATE)
        for at in range(0, max(1, len(x) - step + 1), step):
            t = at / RATE
            n = notes[(notes[:, 1] > t) & (notes[:, 0] < t + step / RATE)] - [t, t, 0, 0]
            q = None if pedals is None else pedals[(pedals[:, 1] > t) & (pedals[:, 0] < t + step / RATE)] - t
            rows.append((x[at:at + step], n, q, item["name"]))
    pool = Pool()
    length, N, P = max(len(r[0]) for r in rows), max(len(r[1]) for r in rows), max([1] + [len(r[2]) for r in rows if r[2] is not None])
    audio = np.zeros((len(rows), length), np.float16)
    onset, offset = np.full((len(rows), N), np.inf, np.float32), np.full((len(rows), N), np.inf, np.float32)
    pitch, velocity = np.zeros((len(rows), N), np.int64), np.zeros((len(rows), N), np.float32)
    pf, pt = np.full((len(rows), P), np.inf, np.float32), np.full((len(rows), P), np.inf, np.float32)
    for i, (x, n, q, _) in enumerate(rows):
        audio[i, :len(x)] = x.astype(np.float32) / 32768
        k = len(n)
        onset[i, :k], offset[i, :k], pitch[i, :k], velocity[i, :k] = n[:, 0], n[:, 1], n[:, 2] - 21, n[:, 3] / 127
        if q is not None: pf[i, :len(q)], pt[i, :len(q)] = q[:, 0], q[:, 1]
    for key, value in dict(audio=audio, onset=onset, offset=offset, pitch=pitch, velocity=velocity, pedal_from=pf, pedal_to=pt).items():
        setattr(pool, key, torch.tensor(value, device=device))
    pool.known = torch.tensor([0.0 if r[2] is None else 1.0 for r in rows], device=device)
    pool.lengths = [len(r[0]) for r in rows]
    pool.names = [r[3] for r in rows]
    return pool if seconds is None else widen(pool)


@torch.no_grad()
def validate(network, pool, mel, device):
    """Mean loss, Dice of onsets at 140 and 60 ms ahead, RMS of velocity at onsets in steps of 127, and after a straight line, over whole recordings."""
    network.eval()
    was, torch.backends.cudnn.benchmark = torch.backends.cudnn.benchmark, False
    rows = []
    for r in range(pool.audio.shape[0]):
        frames = (pool.lengths[r] - AHEAD) // HOP
        x = pool.audio[r:r + 1, :(frames - 1) * HOP + AHEAD].float()
        row, one = torch.tensor([r], device=device), torch.ones(1, device=device)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            outputs = network(mel(x))
        target = targets([getattr(pool, name)[row] for name in TABLES], one * 0, one, one > 0, frames)
        loss = loss_of(outputs, target, pool.known[row])
        d = [dice(outputs[h].float(), target[0]) for h in (4, 2)]
        at = target[0] > 0.6
        said, so = outputs[4].float()[..., 264:352].sigmoid()[at] * 127, target[3][at] * 127
        x, y = said - said.mean(), so - so.mean()
        left = y - x * (x * y).sum() / x.pow(2).sum().clamp(min=1e-6)           # after the best straight line, as mir_eval judges
        rows.append([loss.item(), d[0][0].item() / max(1, d[0][1].item()), d[1][0].item() / max(1, d[1][1].item()), (said - so).pow(2).mean().sqrt().item(), left.pow(2).mean().sqrt().item()])
    network.train()
    torch.backends.cudnn.benchmark = was
    return np.array(rows)


def save(folder, optimizer, note):
    """Averaged weights in two halves, each small enough to travel."""
    flat = torch.cat([a.detach().float().flatten() for a in optimizer.average]).cpu().numpy()
    half = (len(flat) + 1) // 2
    os.makedirs(folder, exist_ok=True)
    for i, part in enumerate([flat[:half], flat[half:]]):
        np.save(os.path.join(folder, f"new{i}.npy"), part)
    note = dict(note, tensors=[[n, list(p.shape)] for n, p in zip(optimizer.names, optimizer.p)])
    with open(os.path.join(folder, "new.json"), "w") as f: json.dump(note, f)
    for i in range(2): os.replace(os.path.join(folder, f"new{i}.npy"), os.path.join(folder, f"weights{i}.npy"))
    os.replace(os.path.join(folder, "new.json"), os.path.join(folder, "weights.json"))


@torch.no_grad()
def begin(network, folder):
    """Weights of a run before, as save wrote them."""
    with open(os.path.join(folder, "weights.json")) as f: tensors = json.load(f)["tensors"]
    flat = torch.tensor(np.concatenate([np.load(os.path.join(folder, f"weights{i}.npy")) for i in range(2)]).astype(np.float32))
    mine = [(n, list(p.shape)) for n, p in network.named_parameters()]
    if mine != [(n, s) for n, s in tensors]: raise SystemExit(f"The weights in '{folder}' are of another shape. Give the sizes they were trained with.")
    for p, part in zip(network.parameters(), flat.split([p.numel() for p in network.parameters()])): p.copy_(part.view(p.shape))


STATE = ("mean", "square", "average", "p")


def save_state(path, optimizer, spent, step, heard, log):
    """All that a later run needs to go on."""
    torch.save(dict({name: [t.detach().cpu() for t in getattr(optimizer, name)] for name in STATE}, steps=optimizer.steps, spent=spent, step=step, heard=heard, log=log), path + ".new")
    os.replace(path + ".new", path)


@torch.no_grad()
def load_state(path, optimizer):
    state = torch.load(path)
    for name in STATE:
        for mine, saved in zip(getattr(optimizer, name), state[name]): mine.copy_(saved)
    optimizer.steps = state["steps"]
    return state["spent"], state["step"], state["heard"], state["log"]


@torch.no_grad()
def deal(shares, pools, batch, length, augment, mel, device):
    """A batch: features (B, T, 229), targets, whether the pedal is known (B,). shares: [(pool, its share of the clips)]; the rest is from pools."""
    n = (length - 1) * HOP + AHEAD
    counts = [int(round(batch * share)) for _, share in shares]
    each = (batch - sum(counts)) // len(pools)
    counts += [each] * len(pools)
    counts[-1] += batch - sum(counts)
    stretch = torch.where(torch.rand(batch, device=device) < 0.5, torch.exp2((2 * torch.rand(batch, device=device) - 1) * (30 / 1200)), torch.ones(batch, device=device))
    place = torch.rand(batch, device=device)
    sounds, tables, known, starts, done = [], [], [], [], 0
    for pool, c in zip([pool for pool, _ in shares] + pools, counts):
        if c == 0: continue
        rows = torch.randint(pool.audio.shape[0], (c,), device=device)
        octaves = getattr(pool, "octaves", 0)
        if octaves: stretch[done:done + c] *= torch.exp2((2 * torch.rand(c, device=device) - 1) * octaves)
        at = (place[done:done + c] * ((pool.audio.shape[1] / RATE - 0.1 - n / RATE * 1.02 * 2 ** octaves) * RATE)).floor() / RATE
        sounds.append(clips(pool, rows, at, stretch[done:done + c], n))
        tables.append([getattr(pool, name)[rows] for name in TABLES])
        known.append(pool.known[rows])
        starts.append(at)
        done += c
    x, played = augment(torch.cat(sounds))
    target = targets([torch.cat(t) for t in zip(*tables)], torch.cat(starts), stretch, played, length)
    return [mel(x), *target, torch.cat(known)]


class Feed:
    """Makes batches in a thread and a stream of its own, two ahead."""
    def __init__(self, make, device):
        self.make, self.device, self.queue, self.stopped, self.fault = make, device, queue.Queue(2), False, None
        self.stream = torch.cuda.Stream() if device.type == "cuda" else None
        if self.stream: self.stream.wait_stream(torch.cuda.current_stream())
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            with torch.no_grad():
                while not self.stopped:
                    if self.stream:
                        with torch.cuda.stream(self.stream):
                            batch = self.make()
                            event = torch.cuda.Event(); event.record(self.stream)
                        event.synchronize()         # so that it never runs far ahead, and what it frees is free
                    else: batch, event = self.make(), None
                    self.queue.put((batch, event))
        except BaseException as fault:
            self.fault = fault
            self.queue.put(None)

    def take(self):
        got = self.queue.get()
        if got is None: raise self.fault
        batch, event = got
        if event:
            torch.cuda.current_stream().wait_event(event)
            for t in batch: t.record_stream(torch.cuda.current_stream())
        return batch

    def stop(self):
        self.stopped = True
        while self.thread.is_alive():
            try: self.queue.get(timeout=0.05)
            except queue.Empty: pass
        if self.fault: raise self.fault


class Trainer:
    """One step of training on batches of one shape; on CUDA it is recorded once and played again."""
    def __init__(self, network, optimizer, device, touch, even):
        self.network, self.optimizer, self.device, self.touch, self.even, self.graph = network, optimizer, device, touch, even, None

    def forward_and_back(self, batch):
        features, target, known = batch[0], batch[1:6], batch[6]
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.device.type == "cuda", cache_enabled=False):
            outputs = self.network(features)
        loss = loss_of(outputs, target, known, self.touch, self.even)
        loss.backward()
        return loss.detach(), self.optimizer.step()

    def record(self, batch, graph=True):
        self.batch = [t.clone() for t in batch]
        if self.device.type != "cuda" or not graph: return
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            self.optimizer.prepare(0.0, count=False)
            for _ in range(3): self.forget(); self.forward_and_back(self.batch)
        torch.cuda.current_stream().wait_stream(side)
        torch.cuda.synchronize()
        self.forget()
        made = torch.cuda.CUDAGraph()
        with torch.cuda.graph(made): self.loss, self.norm = self.forward_and_back(self.batch)
        self.graph = made

    def forget(self):
        for p in self.optimizer.p: p.grad = None

    def step(self, batch, rate):
        self.optimizer.prepare(rate)
        if self.graph is None:
            self.forget()
            return self.forward_and_back(batch)
        for mine, new in zip(self.batch, batch): mine.copy_(new)
        self.graph.replay()
        return self.loss, self.norm


def train(a):
    began = time.time()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    say = lambda text: (print(f"{time.time() - began:7.1f} {text}", flush=True))
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(a.seed)
    gen = np.random.default_rng(a.seed)
    notes, pianos = render.load_notes(os.path.join(a.data, "notes.npz")), render.load_pianos(a.data, device)
    say(f"{len(pianos)} pianos {[p[0] for p in pianos]}")
    n = (a.length - 1) * HOP + AHEAD
    there = lambda name, share: share > 0 and os.path.exists(os.path.join(a.data, name + ".flac"))
    real = recordings(a.data, "maps", device, 24.0) if there("maps", a.real) else None
    others = recordings(a.data, "others", device, 24.0) if there("others", a.others) else None
    if others: others.octaves = 0.4
    shares = [(pool, share) for pool, share in ((real, a.real), (others, a.others)) if pool]
    mel, augment = LogMel(device), Augmenter(n, device, gen, a.tracks, others)
    val = recordings(a.data, "val", device)
    network = OnsetTranscriber(a.channels, a.width, a.memory, a.layers, a.inner).to(device)
    if device.type == "cuda": network.convolutions.to(memory_format=torch.channels_last)
    if a.init: begin(network, a.init)
    optimizer = Optimizer(network, a.decay, a.averaging, device)
    say(f"{sum(p.numel() for p in network.parameters()) / 1e6:.2f} M weights; {', '.join(f'{pool.audio.shape[0]} rows for {share:.0%}' for pool, share in shares)}")

    def banks():
        return render.make_banks([pianos[i] for i in gen.permutation(len(pianos))], a.banks - int(a.banks * a.synthetic), int(a.banks * a.synthetic), gen, device)

    pools, next_part = [], 0

    def refresh(rows):
        nonlocal next_part
        t = time.time()
        b = banks()
        t1 = time.time()
        pool = render.make_pool(notes, b, rows, 24.0, gen, device)
        pool.known = torch.ones(rows, device=device)
        widen(pool)
        del b
        if device.type == "cuda": torch.cuda.current_stream().synchronize()
        if len(pools) < a.parts: pools.append(pool)
        else: pools[next_part % a.parts] = pool; next_part += 1
        say(f"pool of {rows * 24 / 3600:.1f} h: banks {t1 - t:.1f} s, rendering {time.time() - t1:.1f} s")

    refresh(a.rows)
    make = lambda: deal(shares, pools, a.batch, a.length, augment, mel, device)
    network.train()
    trainer = Trainer(network, optimizer, device, a.touch, a.even)
    trainer.record(make(), not a.eager)
    say(f"recorded, {torch.cuda.max_memory_allocated() / 2**30:.0f} GiB" if trainer.graph else "not recorded")
    torch.backends.cuda.matmul.allow_tf32 = False       # for all that is not recorded: threads may not turn it on and off
    over = threading.Event()

    def renew():
        stream = torch.cuda.Stream() if device.type == "cuda" else None
        try:
            while not over.wait(a.refresh if len(pools) == a.parts else 0.5):
                if stream:
                    with torch.cuda.stream(stream), torch.no_grad(): refresh(a.rows)
                else:
                    with torch.no_grad(): refresh(a.rows)
        except BaseException as fault: say(f"no new pools: {fault!r}")

    renewal = threading.Thread(target=renew, daemon=True)
    feed = Feed(make, device)
    renewal.start()
    start, step, heard, last_val = time.time(), 0, 0, time.time()
    running, count, log = torch.zeros((), device=device), 0, []
    if a.state and os.path.exists(a.state):
        spent, step, heard, log = load_state(a.state, optimizer)
        start -= spent
        say(f"goes on at step {step}, {spent:.0f} s")
    note = lambda: dict(step=step, heard=heard, seconds=time.time() - start, args=vars(a), log=log)
    while True:
        fraction = (time.time() - start) / a.seconds
        if fraction >= 1 or (a.steps and step >= a.steps) or (a.stop and time.time() - began > a.stop): break
        rate = a.rate * min(1, (step + 1) / a.warm) * (1 - fraction)
        loss, norm = trainer.step(feed.take(), rate)
        running += loss; count += 1
        step += 1; heard += a.batch * (a.length - MOST)
        if step in (1, 10, 50) or step % a.log == 0:
            value = running.item() / count
            say(f"step {step} {100 * fraction:.0f} %: loss {value:.4f}, norm {norm.item():.2f}, rate {rate:.5f}, {heard / (time.time() - start) / 1000:.0f} k frames/s")
            if not math.isfinite(value): say("not a number: stopped"); break
            log.append([step, time.time() - start, value]); running.zero_(); count = 0
        elif step % 4 == 0 and device.type == "cuda": torch.cuda.current_stream().synchronize()
        if time.time() - last_val > a.validate:
            last_val = time.time(); report(network, optimizer, val, mel, device, say, step, log)
            save(a.out, optimizer, note())
    ended = time.time() - start
    over.set()
    feed.stop()
    if a.state: save_state(a.state, optimizer, ended, step, heard, log)
    save(a.out, optimizer, note())
    report(network, optimizer, val, mel, device, say, step, log)
    save(a.out, optimizer, dict(note(), seconds=ended))
    say(f"done: {step} steps, {heard / 1e6:.1f} M frames, {ended:.0f} s")


def report(network, optimizer, val, mel, device, say, step, log):
    live = [p.detach().clone() for p in optimizer.p]
    with torch.no_grad():
        for p, average in zip(optimizer.p, optimizer.average): p.copy_(average)
    scores = validate(network, val, mel, device)
    with torch.no_grad():
        for p, was in zip(optimizer.p, live): p.copy_(was)
    k = [i for i, name in enumerate(val.names) if not name.startswith("MAPS")]
    for title, part in [("rendered", scores[k]), ("recorded", np.delete(scores, k, 0))]:
        if len(part): say(f"  step {step} validation, {title}: loss {part[:, 0].mean():.4f}, onsets {part[:, 1].mean():.4f} (60 ms {part[:, 2].mean():.4f}), velocity off by {part[:, 3].mean():.2f}, after a straight line {part[:, 4].mean():.2f}")
    log.append(["validation", step] + scores.mean(0).tolist())


OPTIONS = [
    ("data", str, ".", "folder that pack.py filled"), ("out", str, "out", "folder for weights.json, weights0.npy and weights1.npy"),
    ("channels", int, 48, "of the first convolution"), ("width", int, 512, "numbers that a frame becomes"), ("memory", int, 384, "numbers that each recurrent layer remembers"),
    ("layers", int, 2, "recurrent layers"), ("inner", int, 1024, "numbers in between where a frame is thought over once more"),
    ("batch", int, 96, "clips of a step"), ("length", int, 400, "frames of a clip"), ("rate", float, 0.0025, "the highest learning rate"), ("warm", int, 300, "steps until it is reached"),
    ("decay", float, 0.01, "weight decay"), ("averaging", float, 0.999, "how much of the averaged weights survives each step"),
    ("seconds", float, 500, "the budget; the rate falls to its end"), ("steps", int, 0, "ends earlier after so many steps; 0: it does not"),
    ("rows", int, 4000, "excerpts of 24 s in a pool"), ("parts", int, 3, "pools that are drawn from"), ("banks", int, 40, "random pianos in a pool"),
    ("synthetic", float, 0.35, "share of these that is synthetic"), ("refresh", float, 45, "seconds until a pool is rendered anew"),
    ("real", float, 0.05, "share of clips from real recordings"), ("others", float, 0.06, "share of clips of people who talk and of other instruments"),
    ("tracks", int, 48, "made voices"), ("touch", float, 400, "weight of the error of velocity"), ("even", float, 0, "of that error without its mean in each clip"),
    ("init", str, "", "folder with weights to begin with"), ("state", str, "", "file to go on from, and to write at the end"), ("stop", float, 0, "seconds after which to write the state and end"),
    ("validate", float, 90, "seconds between validations"), ("log", int, 200, "steps between lines of the log"),
    ("seed", int, 1, ""), ("eager", int, 0, "1: without a CUDA graph"),
]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    for name, kind, value, words in OPTIONS: parser.add_argument("--" + name, type=kind, default=value, help=words or " ")
    train(parser.parse_args())
