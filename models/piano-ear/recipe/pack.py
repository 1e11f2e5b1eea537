"""Packs what ear.py trains on into one folder: performances, single notes of pianos, recordings.

pack.py notes MAESTRO OUT         notes.npz: the performances of the train split of a folder with maestro-v3.0.0.csv
pack.py pianos ... OUT            NAME.flac of each piano, and pianos.json; pianos that are there already stay
pack.py recordings SOUND OUT      maps.flac and maps.json to train on, val.flac and val.json to validate on, out of the
                                  folders rendered/ and maps/ that `LivePerformer.Trainer prepare` wrote
pack.py others ... OUT            others.flac and others.json: people who talk, and music of other instruments; no note is to be heard
"""
import argparse
import csv
import ctypes
import ctypes.util
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import wave

import numpy as np
from scipy.signal import butter, firwin, resample_poly, sosfilt

RATE = 16000
RAW = ["--force-raw-format", "--endian=little", "--sign=signed"]


def write_flac(path, sound):
    """int16, one channel."""
    subprocess.run(["flac", "-8", "-V", "-s", "-f", *RAW, "--channels=1", "--bps=16", f"--sample-rate={RATE}", "-", "-o", path],
                   input=np.asarray(sound, "<i2").tobytes(), check=True)


def read_flac(path):
    done = subprocess.run(["flac", "-d", "-s", "-c", *RAW, path], stdout=subprocess.PIPE, check=True)
    return np.frombuffer(done.stdout, "<i2")


# ---------------------------------------------------------------------------------------------------- performances

def _number(data, at):
    """MIDI's number of variable length, and where the next byte is."""
    n = 0
    while True:
        b = data[at]
        at += 1
        n = n << 7 | b & 127
        if b < 128:
            return n, at


def events(path):
    """[(seconds, kind, channel, d1, d2)] of note and control messages, all tracks merged, in order of time; kind 0 is the end."""
    with open(path, "rb") as f:
        data = f.read()
    at = data.index(b"MThd")
    size, _, _, division = struct.unpack(">IHHh", data[at + 4:at + 14])
    at += 8 + size
    found, tempos, ending = [], [(0, 500000)], 0
    while at + 8 <= len(data):
        kind, size = data[at:at + 4], struct.unpack(">I", data[at + 4:at + 8])[0]
        p, end = at + 8, min(at + 8 + size, len(data))
        at = end
        if kind != b"MTrk":
            continue
        tick, status = 0, 0
        while p < end:
            step, p = _number(data, p)
            tick += step
            ending = max(ending, tick)
            b = data[p]
            if b >= 0xF0:                               # meta and system messages
                p += 1
                meta = None
                if b == 0xFF:
                    meta = data[p]
                    p += 1
                n, p = _number(data, p)
                if meta == 0x51 and n == 3:
                    tempos.append((tick, int.from_bytes(data[p:p + 3], "big")))
                if meta == 0x2F:
                    break
                p += n
                continue
            if b >= 128:
                status = b
                p += 1
            if status >> 4 in (0xC, 0xD):
                p += 1
                continue
            if status >> 4 in (8, 9, 0xB):
                found.append((tick, len(found), status >> 4, status & 15, data[p], data[p + 1]))
            p += 2
    found.sort()
    tempos.sort(key=lambda t: t[0])
    found.append((ending, len(found), 0, 0, 0, 0))
    if division < 0:                                    # SMPTE
        per = 1 / (-(division >> 8) * (division & 255))
        return [(tick * per, *rest) for tick, _, *rest in found]
    result, i, base, base_tick = [], 0, 0.0, 0
    for tick, _, *rest in found:
        while i + 1 < len(tempos) and tempos[i + 1][0] <= tick:
            base += (tempos[i + 1][0] - base_tick) * tempos[i][1] / division / 1e6
            base_tick = tempos[i + 1][0]
            i += 1
        result.append((base + (tick - base_tick) * tempos[i][1] / division / 1e6, *rest))
    return result


def sounding(path):
    """Notes [(onset, offset, pitch, velocity)] as they sound, by onset then pitch, and pedals [(from, to)], in seconds.
    The rules are those of SoundingNotes.cs: the sustain pedal holds what is struck, until it is struck again."""
    notes, held, sustained, latest, struck = [], set(), set(), {}, {}
    pedal, down, spans, last, time = False, None, [], 0.0, 0.0

    def end(pitch, t):
        notes[latest[pitch]][1] = t

    for time, kind, channel, d1, d2 in events(path):
        if kind == 9 and d2 > 0:
            last = time
            if d1 in held or d1 in sustained:
                end(d1, time)
            sustained.discard(d1)
            held.add(d1)
            latest[d1] = len(notes)
            struck.setdefault((channel, d1), []).append(len(notes))
            notes.append([time, time, d1, d2])
        elif kind in (8, 9):                            # first in, first out; only the end of the latest stroke lifts the key
            if not struck.get((channel, d1)) or struck[channel, d1].pop(0) != latest[d1]:
                continue
            if d1 in held:
                held.discard(d1)
                last = time
                if pedal:
                    sustained.add(d1)
                else:
                    end(d1, time)
        elif kind == 0:
            last = time
        elif d1 == 64:
            if d2 >= 64:
                pedal = True
                if down is None:
                    down = time
            else:
                if pedal and sustained:
                    last = time
                    for pitch in sustained:
                        end(pitch, time)
                    sustained.clear()
                pedal = False
                if down is not None and time > down:
                    spans.append((down, time))
                down = None
        elif d1 in (120, 123) and (held or sustained):  # all sound off, all notes off
            last = time
            for pitch in held | sustained:
                end(pitch, time)
            held.clear()
            sustained.clear()
    for pitch in held | sustained:
        end(pitch, last)
    if down is not None and max(time, last) > down:
        spans.append((down, max(time, last)))
    notes.sort(key=lambda n: (n[0], n[2]))
    return notes, spans


def pack_notes(a):
    """Onsets as ms since the onset before, lengths in ms, and so on, all pieces one behind the other."""
    with open(os.path.join(a.maestro, "maestro-v3.0.0.csv"), encoding="utf-8-sig") as f:
        names = [row["midi_filename"] for row in csv.DictReader(f) if row["split"] == "train"]
    parts, hours = [], 0.0
    for name in names:
        notes, spans = sounding(os.path.join(a.maestro, name))
        notes = [n for n in notes if 21 <= n[2] <= 108]
        onset = np.array([round(n[0] * 1000) for n in notes], np.int64)
        offset = np.array([round(n[1] * 1000) for n in notes], np.int64)
        pitch = np.array([n[2] for n in notes], np.uint8)
        velocity = np.array([n[3] for n in notes], np.uint8)
        order = np.lexsort((pitch, onset))
        onset, offset, pitch, velocity = onset[order], offset[order], pitch[order], velocity[order]
        step = np.minimum(np.diff(onset, prepend=0), 65535).astype(np.uint16)
        length = np.clip(offset - onset, 1, 65535).astype(np.uint16)
        pedals = [np.array([round(s[i] * 1000) for s in spans], np.uint32) for i in range(2)]
        parts.append((step, length, pitch, velocity, *pedals))
        hours += offset.max(initial=0) / 3.6e6
    step, length, pitch, velocity, down, up = (np.concatenate(x) for x in zip(*parts))
    np.savez_compressed(os.path.join(a.out, "notes.npz"), onset_ms=step, length_ms=length, pitch=pitch, velocity=velocity,
                        piece=np.array([len(x[0]) for x in parts], np.int32), pedal_from_ms=down, pedal_to_ms=up,
                        pedals=np.array([len(x[4]) for x in parts], np.int32))
    print(f"{len(names)} performances, {len(step)} notes, {hours:.1f} h")


# ---------------------------------------------------------------------------------------------------- pianos

KEYS = list(range(21, 109, 3))
LEAD = 16                                               # samples before the attack
SPLENDID = ((18, 42, 64, 84, 104, 124), "The piano samples (Splendid Grand, AKAI S5000) are in the public domain; MuseScore_General, MIT License")
FONTS = {                                               # the velocities at which each is struck, and its licence
    "csound": ((100,), "sf_GMbank of csound, public domain (Debian copyright file)"),
    "fluid": ((100,), "FluidR3 by Frank Wen, MIT License"),
    "splendid": SPLENDID, "splendid_bright": SPLENDID, "splendid_mellow": SPLENDID,
    "timgm": ((100,), "TimGM6mb by Tim Brechbill, GPL-2"),
}
SALAMANDER = {1: 13.5, 2: 30.5, 4: 40, 6: 48.5, 8: 60.5, 10: 76.5, 12: 92.5, 14: 108.5, 16: 124}    # means of the velocity ranges of its .sfz
MDA_LICENCE = "mda-lv2 (Paul Kellett, David Robillard), GPL-3+; the original mda Piano GPL-2+ or MIT"


def seconds(key):
    return 6.5 + (2 - 6.5) * (key - 21) / (108 - 21)


def samples(key):
    return int(round(seconds(key) * RATE))


def down(x, times):
    """Every so manieth sample of a sound without what lies above."""
    taps = firwin(320 * times + 1, 0.96 / times, window=("kaiser", 10.0))
    return resample_poly(x, 1, times, window=taps)


def fade(x):
    n = int(0.3 * RATE)
    x = x.copy()
    x[-n:] *= np.cos(np.linspace(0, np.pi / 2, n)) ** 2
    return x


def clean(key, x):
    """Without what is below hearing; of keys that ring short, without the recording's hum once the knock of the key is over."""
    y = sosfilt(butter(2, 20, "highpass", fs=RATE, output="sos"), x)
    if key < 75:
        return y
    f = 0.3 * 440 * 2 ** ((key - 69) / 12)
    z = sosfilt(butter(4, f, "highpass", fs=RATE, output="sos"), x)
    w = np.clip((np.arange(len(x)) / RATE - 0.15) / 0.2, 0, 1)
    return y * (1 - w) + z * w


def attack(x, rate):
    """The sample a millisecond before the first millisecond that is within 25 dB of the loudest, as SampledPiano.cs has it."""
    ms = rate // 1000
    p = (x[:len(x) // ms * ms].reshape(-1, ms).astype(float) ** 2).mean(1)
    return max(0, int(np.argmax(p >= p.max() * 10 ** -2.5)) - 1) * ms


def salamander(folder):
    """[(key, layer, velocity, sound)] of A0v1.flac ... C8v16.flac: 32 kHz, one channel, 16 bits."""
    names = "C C# D D# E F F# G G# A A# B".split()
    result = []
    for layer, velocity in SALAMANDER.items():
        for key in KEYS:
            x = read_flac(os.path.join(folder, f"{names[key % 12]}{key // 12 - 1}v{layer}.flac")).astype(np.float64) / 32768
            if key == 108:
                x = resample_poly(x, 27, 26)            # this string is a quartertone too high: 65 cents down
            at = attack(sosfilt(butter(2, 20, "highpass", fs=32000, output="sos"), x), 32000)   # without the rumble before some strokes
            y = down(x, 2)[at // 2:][:samples(key)].copy()
            y[:LEAD] *= np.arange(LEAD) / LEAD
            result.append((key, layer, velocity, fade(y)))
    return result


FLUID_RATE = 48000


def synthesizer(path):
    """libfluidsynth with a SoundFont and without effects: the library, the synthesizer, the font's number, and play(samples) -> mono."""
    name = ctypes.util.find_library("fluidsynth")
    if name is None:
        sys.exit("libfluidsynth is missing. Install fluidsynth.")
    lib, pointer = ctypes.CDLL(name), ctypes.c_void_p
    lib.new_fluid_settings.restype = lib.new_fluid_synth.restype = pointer
    lib.new_fluid_synth.argtypes = [pointer]
    lib.fluid_settings_setnum.argtypes = [pointer, ctypes.c_char_p, ctypes.c_double]
    lib.fluid_settings_setint.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int]
    lib.fluid_synth_sfload.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int]
    lib.fluid_synth_write_float.argtypes = [pointer, ctypes.c_int, pointer, ctypes.c_int, ctypes.c_int, pointer, ctypes.c_int, ctypes.c_int]
    settings = pointer(lib.new_fluid_settings())
    lib.fluid_settings_setnum(settings, b"synth.sample-rate", FLUID_RATE)
    lib.fluid_settings_setnum(settings, b"synth.gain", 0.5)
    for word in (b"synth.reverb.active", b"synth.chorus.active"):
        lib.fluid_settings_setint(settings, word, 0)
    synth = pointer(lib.new_fluid_synth(settings))
    loaded = lib.fluid_synth_sfload(synth, os.fsencode(path), 1)
    if loaded < 0:
        sys.exit(f"'{path}' is not a SoundFont that fluidsynth reads.")
    lib.fluid_synth_set_interp_method(synth, -1, 7)

    def play(n):
        n = (n + 63) // 64 * 64
        left, right = np.zeros(n, np.float32), np.zeros(n, np.float32)
        assert lib.fluid_synth_write_float(synth, n, left.ctypes.data, 0, 1, right.ctypes.data, 0, 1) == 0
        return (left.astype(np.float64) + right) / 2

    return lib, synth, loaded, play


def font(path, bank, program, velocities):
    """The same of a preset of a SoundFont, played by libfluidsynth: each note begins on the first frame, in float, at 48 kHz."""
    lib, synth, loaded, play = synthesizer(path)
    rate = FLUID_RATE
    if lib.fluid_synth_program_select(synth, 0, loaded, bank, program) != 0:
        sys.exit(f"'{path}' has no preset {bank}:{program}.")
    play(4096)
    result = []
    for layer, velocity in enumerate(velocities, 1):
        for key in KEYS:
            play(640)
            assert lib.fluid_synth_noteon(synth, 0, key, velocity) == 0
            x = play(int((seconds(key) + .05) * rate))
            lib.fluid_synth_all_sounds_off(synth, 0)
            play(9600)
            assert np.abs(play(640)).max() < 1e-6       # nothing rings into the next note
            x = down(np.concatenate([np.zeros(LEAD * 3), x]), 3)
            result.append((key, layer, velocity, fade(x[:samples(key)])))
    return result


def mda(folder):
    """The same of mda Piano, an LV2 plug-in: the folder mda.lv2. Its settings are those it starts with, but for the width."""
    pointer = ctypes.c_void_p

    class Feature(ctypes.Structure):
        _fields_ = [("uri", ctypes.c_char_p), ("data", pointer)]

    map_type = ctypes.CFUNCTYPE(ctypes.c_uint32, pointer, ctypes.c_char_p)

    class Map(ctypes.Structure):
        _fields_ = [("handle", pointer), ("map", map_type)]

    class Descriptor(ctypes.Structure):
        _fields_ = [("uri", ctypes.c_char_p), ("instantiate", ctypes.CFUNCTYPE(pointer, pointer, ctypes.c_double, ctypes.c_char_p, pointer)),
                    ("connect", ctypes.CFUNCTYPE(None, pointer, ctypes.c_uint32, pointer)), ("activate", pointer),
                    ("run", ctypes.CFUNCTYPE(None, pointer, ctypes.c_uint32)), ("deactivate", pointer), ("cleanup", pointer), ("extension", pointer)]

    lib, rate, block = ctypes.CDLL(os.path.join(os.path.abspath(folder), "Piano.so")), 48000, 64
    ids = {}
    number = map_type(lambda handle, uri: ids.setdefault(uri, len(ids) + 1))
    table = Map(None, number)
    feature = Feature(b"http://lv2plug.in/ns/ext/urid#map", ctypes.cast(ctypes.pointer(table), pointer))
    features = (ctypes.POINTER(Feature) * 2)(ctypes.pointer(feature), None)
    lib.lv2_descriptor.restype = ctypes.POINTER(Descriptor)
    descriptor = lib.lv2_descriptor(0)
    plugin = descriptor.contents

    def note(key, velocity, n):                         # each by an instance of its own
        handle = plugin.instantiate(ctypes.cast(descriptor, pointer), rate, os.fsencode(os.path.join(os.path.abspath(folder), "")), ctypes.cast(features, pointer))
        #                               decay release hard velhard muffle velmuffle sens width poly tune random stretch
        values = (ctypes.c_float * 12)(.5, .5, .5, .5, .803, .251, .376, 0, .33, .5, 0, .5)
        for i in range(12):
            plugin.connect(handle, i, ctypes.addressof(values) + 4 * i)
        if plugin.activate:
            ctypes.CFUNCTYPE(None, pointer)(plugin.activate)(handle)
        n = (n + block - 1) // block
        left, right = np.zeros((n, block), np.float32), np.zeros((n, block), np.float32)
        sequence, midi = number(None, b"http://lv2plug.in/ns/ext/atom#Sequence"), number(None, b"http://lv2plug.in/ns/ext/midi#MidiEvent")
        struck = ctypes.create_string_buffer(struct.pack("<IIIIqII8s", 8 + 24, sequence, 0, 0, 0, 3, midi, bytes([0x90, key, velocity])), 48)
        nothing = ctypes.create_string_buffer(struct.pack("<IIII", 8, sequence, 0, 0), 48)
        for i in range(n):
            plugin.connect(handle, 12, left[i].ctypes.data)
            plugin.connect(handle, 13, right[i].ctypes.data)
            plugin.connect(handle, 14, ctypes.addressof(nothing if i else struck))
            plugin.run(handle, block)
        return (left.ravel().astype(np.float64) + right.ravel()) / 2

    result = []
    for layer, velocity in enumerate((30, 70, 115), 1):
        for key in KEYS:
            x = down(np.concatenate([np.zeros(LEAD * 3), note(key, velocity, int((seconds(key) + .05) * rate))]), 3)
            result.append((key, layer, velocity, fade(x[:samples(key)])))
    return result


def write_piano(name, notes, licence, out):
    """NAME.flac, and its entry in pianos.json."""
    notes = [(key, layer, velocity, clean(key, x)) for key, layer, velocity, x in notes]
    gain = 0.9 / max(np.abs(x).max() for *_, x in notes)
    # A layer whose loudest note is softer than -20 dBFS is raised to that, for 16 bits are few for its softest; gain_db tells by how much.
    loudest = {}
    for _, layer, _, x in notes:
        loudest[layer] = max(loudest.get(layer, 0), np.abs(x).max() * gain)
    raised = {layer: max(1, 0.1 / peak) for layer, peak in loudest.items()}
    facts, at = [], 0
    for key, layer, velocity, x in notes:
        facts.append(dict(key=key, layer=layer, velocity=velocity, start=at, length=len(x), gain_db=round(20 * float(np.log10(raised[layer])), 2)))
        at += len(x)
    write_flac(os.path.join(out, name + ".flac"), np.round(np.concatenate([x * raised[layer] for _, layer, _, x in notes]) * gain * 32768))
    path = os.path.join(out, "pianos.json")
    table = {}
    if os.path.exists(path):
        with open(path) as f:
            table = json.load(f)
    table[name] = dict(licence=licence, samples=facts)
    with open(path + ".new", "w") as f:
        json.dump({n: table[n] for n in sorted(table)}, f)
    os.replace(path + ".new", path)
    print(f"{name}: {len(facts)} notes, {at / RATE:.0f} s", flush=True)


def pack_pianos(a):
    licences = dict(text.split("=", 1) for text in a.licence)
    velocities = {name: tuple(map(int, text.split(","))) for name, text in (t.split("=", 1) for t in a.velocities)}
    chosen = []
    for text in a.font:
        name, _, place = text.partition("=")
        path, bank, program = re.fullmatch(r"(.*?)(?:#(\d+):(\d+))?", place).groups()
        if name not in FONTS and name not in licences:
            sys.exit(f"The licence of '{name}' is not known. Give it: --licence {name}=TEXT")
        usual, licence = FONTS.get(name, ((100,), None))
        chosen.append((name, path, int(bank or 0), int(program or 0), velocities.get(name, usual), licences.get(name, licence)))
    for name, path, bank, program, touches, licence in chosen:
        write_piano(name, font(path, bank, program, touches), licence, a.out)
    if a.mda:
        write_piano("mda", mda(a.mda), MDA_LICENCE, a.out)
    if a.salamander:
        write_piano("salamander", salamander(a.salamander), "Salamander Grand Piano V3 by Alexander Holm, CC BY 3.0", a.out)


# ---------------------------------------------------------------------------------------------------- recordings

def recording(folder, item, most):
    """Name, sound, notes [onset, offset, pitch, velocity] and pedals [from, to] (None: not known) of its first so many seconds."""
    base = os.path.join(folder, item["split"], item["name"])
    with wave.open(base + ".wav") as w:
        assert (w.getframerate(), w.getnchannels(), w.getsampwidth()) == (RATE, 1, 2), base
        x = np.frombuffer(w.readframes(w.getnframes()), "<i2")
    assert len(x) == item["samples"], base
    if most:
        x = x[:int(most * RATE)]
    end = len(x) / RATE
    table = np.loadtxt(base + ".tsv", delimiter="\t", comments="#", ndmin=2)
    notes = [[round(a, 4), round(min(b, end), 4), int(p), int(v)] for a, b, p, v in table if a < end]
    pedals = None
    if item.get("knowsPedal", True):
        with open(base + ".json") as f:
            p = json.load(f)["pedals"]
        pedals = [[round(a, 4), round(min(b, end), 4)] for a, b in zip(p[::2], p[1::2]) if a < end]
    return item["name"], x, notes, pedals


def write_recordings(name, made, out):
    index, at = [], 0
    for title, x, notes, pedals in made:
        index.append(dict(name=title, start=at, length=len(x), notes=notes, pedals=pedals))
        at += len(x)
    write_flac(os.path.join(out, name + ".flac"), np.concatenate([m[1] for m in made]))
    with open(os.path.join(out, name + ".json"), "w") as f:
        json.dump(index, f, separators=(",", ":"))
    print(f"{name}: {len(index)} recordings, {at / RATE:.0f} s, {sum(len(m[2]) for m in made)} notes")


def different(items, count, least):
    """The first recordings of at least so many seconds, each of another piano."""
    seen, result = set(), []
    for item in items:
        if item["piano"] not in seen and item["samples"] >= least * RATE:
            seen.add(item["piano"])
            result.append(item)
    return result[:count]


def pack_recordings(a):
    """To validate on: 100 s of four rendered pianos and 60 s of four of MAPS. To train on: the train split of MAPS. The test split is left alone."""
    def items(folder, split):
        with open(os.path.join(folder, "sound.json")) as f:
            return [item for item in json.load(f)["items"] if item["split"] == split]

    rendered, maps = os.path.join(a.sound, "rendered"), os.path.join(a.sound, "maps")
    write_recordings("val", [recording(rendered, item, 100) for item in different(items(rendered, "validation"), 4, 100)]
                     + [recording(maps, item, 60) for item in different(items(maps, "validation"), 4, 60)], a.out)
    write_recordings("maps", [recording(maps, item, None) for item in items(maps, "train")], a.out)


# ---------------------------------------------------------------------------------------------------- others

ROW = 24                                                # seconds
PROGRAMS = [*range(16, 46), *range(48, 80), 80, 81, 87, 88, 89, 90, 91, 104, 105, 106, 109, 110]      # General MIDI: no pianos, no mallets, no harp


def coarse(x, peak):
    """int16 in 12 bits, so that it packs small; what is lost lies 66 dB under the peak."""
    return np.clip(np.round(x * (peak * 2048 / max(1e-3, np.abs(x).max()))), -2047, 2047).astype(np.int16) * 16


def spoken(paths):
    """Recordings in any coding, at 16 kHz, one channel."""
    with tempfile.TemporaryDirectory() as folder:
        command, names = ["ffmpeg", "-v", "error", "-nostdin"], []
        for path in paths:
            command += (["-f", "g722"] if path.endswith(".g722") else []) + ["-i", path]
        for i in range(len(paths)):
            names.append(os.path.join(folder, f"{i}.raw"))
            command += ["-map", f"{i}:a", "-f", "s16le", "-ac", "1", "-ar", str(RATE), names[-1]]
        subprocess.run(command, check=True)
        return [np.fromfile(name, "<i2").astype(np.float64) / 32768 for name in names]


def talk(folder, gen, rows):
    """So many rows of one voice: its phrases in disorder, with pauses between them."""
    files = sorted(os.path.join(d, f) for d, _, names in os.walk(folder) for f in names if f.endswith((".g722", ".wav", ".flac")))
    files = [files[i] for i in gen.permutation(len(files))]
    phrases, made = [], []
    for _ in range(rows):
        row, at = np.zeros(ROW * RATE), int(gen.uniform(0, 0.5) * RATE)
        while at < len(row):
            if not phrases:
                phrases = [x for x in spoken(files[:40]) if len(x) > RATE // 4 and np.abs(x).max() > 0.01]      # others are pauses
                files = files[40:] + files[:40]
            x = phrases.pop()[:len(row) - at]
            row[at:at + len(x)] += x / max(0.01, np.abs(x).max()) * gen.uniform(0.6, 1)
            at += len(x) + int(gen.uniform(0.03, 0.8) * RATE)
        made.append(row)
    return made


def band(path, notes, gen, rows):
    """Excerpts of performances played by two other instruments, now and then with drums."""
    lib, synth, loaded, play = synthesizer(path)
    bounds = np.concatenate([[0], np.cumsum(notes["piece"].astype(np.int64))])
    time = np.cumsum(notes["onset_ms"].astype(np.int64)) / 1000
    order = gen.permutation(len(PROGRAMS))
    made = []
    for i in range(rows):
        piece = int(gen.integers(len(bounds) - 1))
        a, b = bounds[piece], bounds[piece + 1]
        t = time[a:b] - (time[a - 1] if a else 0)
        start, thin, shift = gen.uniform(0, max(1, t[-1] - ROW)), gen.uniform(0.3, 1), int(gen.choice([-12, 0, 0, 0, 12]))
        for channel, program in ((0, PROGRAMS[order[i % len(order)]]), (1, int(gen.choice(PROGRAMS)))):
            lib.fluid_synth_program_select(synth, channel, loaded, 0, program)
        lib.fluid_synth_program_select(synth, 9, loaded, 128, 0)
        what = []
        for k in np.flatnonzero((t >= start) & (t < start + ROW)):
            if gen.random() < thin:
                pitch, at = int(notes["pitch"][a + k]), t[k] - start
                channel, pitch = int(pitch <= 54), int(np.clip(pitch + shift, 24, 100))
                what += [(at, 1, channel, pitch, int(notes["velocity"][a + k])), (at + notes["length_ms"][a + k] / 1000, 0, channel, pitch, 0)]
        if gen.random() < 0.4:
            beat, at = gen.uniform(0.35, 0.7), 0.0
            while at < ROW:
                what += [(at + d, 1, 9, n, int(gen.integers(50, 110))) for d, n in ((0, 36), (beat / 2, 42), (beat, 38), (beat * 1.5, 42))]
                at += 2 * beat
        done, parts = 0, []
        for at, on, channel, pitch, velocity in sorted(what):
            n = int(at * FLUID_RATE) - done
            if n >= 64:
                parts.append(play(n))
                done += len(parts[-1])
            lib.fluid_synth_noteon(synth, channel, pitch, velocity) if on else lib.fluid_synth_noteoff(synth, channel, pitch)
        parts.append(play(max(64, ROW * FLUID_RATE - done)))
        made.append(down(np.concatenate(parts)[:ROW * FLUID_RATE], FLUID_RATE // RATE))
        for channel in (0, 1, 9):
            lib.fluid_synth_all_sounds_off(synth, channel)
        play(FLUID_RATE)
    return made


def pack_others(a):
    gen = np.random.default_rng(a.seed)
    made = [("speech", row) for voice in a.voice for row in talk(voice, gen, a.speech)]
    if a.font:
        with np.load(os.path.join(a.out, "notes.npz")) as notes:
            made += [("music", row) for row in band(a.font, {k: notes[k] for k in notes.files}, gen, a.music)]
    write_recordings("others", [(name, coarse(row, gen.uniform(0.2, 0.9)), [], []) for name, row in made], a.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(required=True)
    p = parts.add_parser("notes", help="performances")
    p.add_argument("maestro", help="folder with maestro-v3.0.0.csv and the MIDI files it names")
    p.set_defaults(do=pack_notes)
    p = parts.add_parser("pianos", help="single notes of pianos")
    p.add_argument("--salamander", metavar="DIR", help="recordings of the Salamander Grand, 32 kHz, one channel: A0v1.flac ... C8v16.flac")
    p.add_argument("--mda", metavar="DIR", help="the folder mda.lv2 of the LV2 plug-ins")
    p.add_argument("--font", metavar="NAME=FILE.sf2#PRESET", action="append", default=[], help="PRESET is BANK:PROGRAM, 0:0 if left out; may be given several times")
    p.add_argument("--velocities", metavar="NAME=V,V,...", action="append", default=[], help=f"of a font that is not one of {', '.join(FONTS)}; 100 if left out")
    p.add_argument("--licence", metavar="NAME=TEXT", action="append", default=[], help="likewise")
    p.set_defaults(do=pack_pianos)
    p = parts.add_parser("recordings", help="recordings with their notes")
    p.add_argument("sound", help="folder with rendered/ and maps/, each with a sound.json")
    p.set_defaults(do=pack_recordings)
    p = parts.add_parser("others", help="people who talk, and other instruments; wants notes.npz")
    p.add_argument("--voice", metavar="DIR", action="append", default=[], help="recordings of one speaker, WAV, FLAC or G.722; may be given several times")
    p.add_argument("--speech", metavar="ROWS", type=int, default=12, help="excerpts of 24 s of each voice")
    p.add_argument("--font", metavar="FILE.sf2", help="a General MIDI SoundFont")
    p.add_argument("--music", metavar="ROWS", type=int, default=72, help="excerpts of 24 s of other instruments")
    p.add_argument("--seed", type=int, default=1)
    p.set_defaults(do=pack_others)
    for p in parts.choices.values():
        p.add_argument("out", metavar="OUT", help="the folder that ear.py takes as --data")
    a = parser.parse_args()
    os.makedirs(a.out, exist_ok=True)
    a.do(a)


if __name__ == "__main__":
    main()
