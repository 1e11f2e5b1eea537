#!/usr/bin/python3
"""Makes the sound files here: chord.wav, and every kind of FLAC there is.

usage: ./make_sound.py      (Debian 12: apt-get install flac sox; flac 1.4.2, sox 14.4.2)

What the tools `flac` and `sox` write on their own is written by them. What they never write (escaped residuals, blocks of varying
and odd sizes, every decorrelation with every kind of subframe, 33 bits of difference) is written by the small encoder below, and
`flac --test` must agree with it, checksum and MD5, before the file counts.
"""
import hashlib
import math
import os
import random
import struct
import subprocess
import wave

HERE = os.path.dirname(os.path.abspath(__file__))


def chord(frames, rate=16000):
    """Two ears: tones that die away, a little noise; as 16-bit integers."""
    dice = random.Random(6)
    tones = [(261.63, 0.0), (329.63, 0.05), (392.0, 0.09), (1046.5, 0.15), (4186.0, 0.2)]
    left, right = [], []
    for n in range(frames):
        t = n / rate
        sound = [sum(math.sin(2 * math.pi * hz * k * (t - on)) * math.exp(-6 * k * (t - on)) / k for k in (1, 2, 3) if hz * k < 7500)
                 if t >= on else 0 for hz, on in tones]
        left.append(round(5500 * (sum(sound[:3]) + 0.3 * sum(sound[3:])) + dice.gauss(0, 8)))
        right.append(round(5500 * (0.6 * sum(sound[:3]) + 0.5 * sum(sound[3:])) + dice.gauss(0, 8)))
    return left, right


def pack(sample, bits):
    """As MD5 in STREAMINFO wants it: little-endian, signed, whole bytes."""
    size = (bits + 7) // 8
    return (sample & ((1 << (8 * size)) - 1)).to_bytes(size, "little")


def write_wav(path, channels, bits, rate=16000):
    with wave.open(path, "wb") as f:
        f.setnchannels(len(channels))
        f.setsampwidth((bits + 7) // 8)
        f.setframerate(rate)
        data = b"".join(pack(s, bits) for frame in zip(*channels) for s in frame)
        f.writeframes(bytes(b ^ 0x80 for b in data) if bits == 8 else data)


class Bits:
    def __init__(self):
        self.value, self.count = [], 0

    def put(self, value, count):
        assert count == 0 or -(1 << (count - 1)) <= value < (1 << count)
        self.value.append((value & ((1 << count) - 1), count))
        self.count += count

    def unary(self, zeros):
        self.put(0, zeros)
        self.put(1, 1)

    def bytes(self):
        self.put(0, -self.count % 8)
        whole = 0
        for value, count in self.value:
            whole = (whole << count) | value
        return whole.to_bytes(self.count // 8, "big")


def crc(data, polynomial, width):
    value, top = 0, 1 << (width - 1)
    for byte in data:
        value ^= byte << (width - 8)
        for _ in range(8):
            value = ((value << 1) ^ polynomial if value & top else value << 1) & ((1 << width) - 1)
    return value


FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]]


def subframe(out, dice, samples, width, kind, escapes):
    wasted = 0
    if any(samples):
        while all(s % (2 << wasted) == 0 for s in samples):
            wasted += 1
    samples, width = [s >> wasted for s in samples], width - wasted
    if kind == "constant" and len(set(samples)) > 1:
        kind = "verbatim"
    order = {"constant": 0, "verbatim": 0, "fixed": dice.randrange(5), "lpc": dice.choice([1, 2, 7, 12, 32])}[kind]
    order = min(order, len(samples) - 1)
    if kind == "lpc" and order == 0:
        kind = "verbatim"
    code = {"constant": 0, "verbatim": 1, "fixed": 8 + order, "lpc": 31 + order}[kind]
    out.put(0, 1)
    out.put(code, 6)
    out.put(1 if wasted else 0, 1)
    if wasted:
        out.unary(wasted - 1)
    if kind == "constant":
        out.put(samples[0], width)
        return
    for s in samples[: len(samples) if kind == "verbatim" else order]:
        out.put(s, width)
    if kind == "verbatim":
        return
    taps, shift = FIXED[order] if kind == "fixed" else None, 0
    if kind == "lpc":
        precision, shift = dice.choice([(5, 3), (12, 9), (15, 13)])
        taps = [0] * order
        taps[0] = 1 << shift
        for i in range(order):
            taps[i] += dice.randrange(-2, 3)
        taps = [max(-(1 << (precision - 1)), min((1 << (precision - 1)) - 1, t)) for t in taps]
        out.put(precision - 1, 4)
        out.put(shift, 5)
        for t in taps:
            out.put(t, precision)
    missed = [s - (sum(t * samples[i - 1 - j] for j, t in enumerate(taps)) >> shift) for i, s in enumerate(samples) if i >= order]
    assert all(-(1 << 31) < m < (1 << 31) for m in missed)
    method = dice.randrange(2)
    parts = max(p for p in range(4) if len(samples) % (1 << p) == 0 and len(samples) >> p >= order)
    out.put(method, 2)
    out.put(parts, 4)
    at = 0
    for part in range(1 << parts):
        length = (len(samples) >> parts) - (order if part == 0 else 0)
        run = missed[at : at + length]
        at += length
        if escapes and dice.random() < 0.5:
            bits = 0 if not any(run) else max(max(r, ~r).bit_length() for r in run) + 1
            if bits < 32:
                out.put((1 << (4 + method)) - 1, 4 + method)
                out.put(bits, 5)
                for r in run:
                    out.put(r, bits)
                continue
        mean = sum(map(abs, run)) / max(1, length)
        best = min((1 << (4 + method)) - 2, max(0, round(math.log2(mean + 1)) - dice.randrange(3)))
        out.put(best, 4 + method)
        for r in run:
            folded = 2 * r if r >= 0 else -2 * r - 1
            out.unary(folded >> best)
            out.put(folded & ((1 << best) - 1), best)


def number(value):
    """In the manner of UTF-8."""
    if value < 0x80:
        return bytes([value])
    tail = []
    while value >= 1 << (6 - len(tail)):
        tail.insert(0, 0x80 | (value & 0x3F))
        value >>= 6
    return bytes([(0xFF << (7 - len(tail)) & 0xFF) | value] + tail)


def encode(path, channels, bits, sizes, varies, rate=16000, seed=1, escapes=True, first=0):
    dice = random.Random(seed)
    frames, at, index = b"", 0, 0
    kinds = ["constant", "verbatim", "fixed", "lpc", "fixed", "lpc"]
    while at < len(channels[0]):
        size = min(sizes[index % len(sizes)], len(channels[0]) - at)
        block = [c[at : at + size] for c in channels]
        assignment = [7 + 1, 9, 10, 1][index % 4] if len(channels) == 2 else len(channels) - 1
        wide = [0] * len(channels)
        if assignment == 8:
            block, wide = [block[0], [a - b for a, b in zip(*block)]], [0, 1]
        elif assignment == 9:
            block, wide = [[a - b for a, b in zip(*block)], block[1]], [1, 0]
        elif assignment == 10:
            block, wide = [[(a + b) >> 1 for a, b in zip(*block)], [a - b for a, b in zip(*block)]], [0, 1]
        depth = {8: 1, 12: 2, 16: 4, 20: 5, 24: 6, 32: 7}.get(bits, 0) if index % 2 else 0
        head = bytes([0xFF, 0xF9 if varies else 0xF8])
        head += bytes([((6 if size <= 256 else 7) << 4) | [0, 5, 13, 12][index % 4], (assignment << 4) | (depth << 1)])
        head += number(first + (at if varies else index))
        head += bytes([size - 1]) if size <= 256 else struct.pack(">H", size - 1)
        head += [b"", b"", struct.pack(">H", rate), bytes([rate // 1000])][index % 4]
        head += bytes([crc(head, 0x07, 8)])
        body = Bits()
        for c, samples in enumerate(block):
            subframe(body, dice, samples, bits + wide[c], kinds[(index + 2 * c + index // 6) % len(kinds)], escapes)
        frame = head + body.bytes()
        frames += frame + struct.pack(">H", crc(frame, 0x8005, 16))
        at += size
        index += 1
    total = len(channels[0])
    md5 = hashlib.md5(b"".join(pack(s, bits) for f in zip(*channels) for s in f)).digest()
    used = [min(s, total) for s in sizes]
    info = struct.pack(">HH", min(used) if varies else used[0], max(used)) + bytes(6)
    info += (rate << 44 | (len(channels) - 1) << 41 | (bits - 1) << 36 | total).to_bytes(8, "big") + md5
    with open(path, "wb") as f:
        f.write(b"fLaC\x80\0\0\x22" + info + frames)


def run(*command, **more):
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, **more)


def main():
    os.chdir(HERE)
    for old in os.listdir("."):
        if old.endswith((".flac", ".wav")):
            os.remove(old)
    left, right = chord(6400)
    write_wav("chord.wav", [left, right], 16)
    short_left, short_right = left[:3200], right[:3200]
    dice = random.Random(7)
    noise = [dice.randrange(-32768, 32768) for _ in range(2400)]

    # By flac: the usual, fixed predictors alone, 8 and 24 bits, wasted bits, silence, noise (verbatim), odd blocks, 32 bits, a pipe.
    run("flac", "-s", "-8", "--no-padding", "chord.wav", "-o", "usual.flac")
    made = {
        "fixed": ([short_left], 16, ["-l", "0", "-b", "576"]),
        "eight": ([[s >> 8 for s in short_left], [s >> 8 for s in short_right]], 8, ["-5", "-b", "1000", "--lax"]),
        "twentyfour": ([[s * 211 + 77 for s in short_left], [s * 190 - 3 for s in short_right]], 24, ["-8", "-m"]),
        "wasted": ([[s << 8 for s in short_left]], 24, ["-5"]),
        "silence": ([[0] * 2000, [-5] * 2000], 16, ["-5"]),
        "noise": ([noise, [n ^ 0x2BAD if n ^ 0x2BAD < 32768 else 0 for n in noise]], 16, ["-5", "-b", "576"]),
        "thirtytwo": ([[s * 65000 + 4242 for s in short_left[1500:3000]], [s * -65001 for s in short_right[1500:3000]]], 32, ["-8"]),
    }
    for name, (channels, bits, options) in made.items():
        write_wav("tmp.wav", channels, bits)
        run("flac", "-s", "--no-padding", *options, "tmp.wav", "-o", name + ".flac")
    with open("chord.wav", "rb") as f, open("piped.flac", "wb") as out:
        raw = f.read()[44:]
        run("flac", "-s", "-5", "--no-padding", "--force-raw-format", "--endian=little", "--sign=signed", "--channels=2", "--bps=16", "--sample-rate=16000",
            "-", "-c", input=raw, stdout=out)
    run("sox", "-D", "chord.wav", "-b", "24", "-C", "3", "sox.flac", "trim", "0", "1600s")

    # By the encoder above.
    big = (1 << 31) - 1
    crafted = {
        "escapes": ([short_left, short_right], 16, [1152], False, 0),
        "varying": ([short_left, short_right], 16, [16, 999, 64, 1, 17, 256, 300, 2], True, 0),
        "later": ([short_left[:1600]], 16, [100], False, 0x7FFFFFF),        # cut out of a longer stream: numbers of six bytes
        "difference": ([[s * 65535 for s in short_left[600:960]], [big - 3 * i for i in range(180)] + [-big - 1] * 180], 32, [60], False, 0),
        "four": ([[s >> 12 for s in short_left[:1000]], [s >> 13 for s in short_right[:1000]]], 4, [250], False, 0),
        "twelve": ([[s >> 4 for s in short_left[:1000]]] * 3, 12, [333], False, 0),
        "twenty": ([[s * 13 for s in short_left[:600]]] * 8, 20, [200], False, 0),
    }
    for name, (channels, bits, sizes, varies, first) in crafted.items():
        encode(name + ".flac", channels, bits, sizes, varies, first=first, seed=len(name))
        run("flac", "-s", "--test", name + ".flac")
    os.remove("tmp.wav")


main()
