#!/usr/bin/env python3
"""The 388-token performance encoding once more, note by note instead of event by event, off mido.

usage: reference_tokens.py FILE...      prints one JSON line a file: file, notes, tokens

0-127 note-on, 128-255 note-off, 256-355 time shift of 1-100 steps of 10 ms, 356-387 velocity (v - 1) div 4.
On the 96 test files of the MAESTRO subset it counts 1,303,009 tokens.
"""
import collections
import json
import sys
from fractions import Fraction

import mido


def events(path):
    """(seconds, pitch or None for the pedal, velocity or pedal value), in the order of the file."""
    midi = mido.MidiFile(path)
    merged = []
    for number, track in enumerate(midi.tracks):
        tick = 0
        for message in track:
            tick += message.time
            merged.append((tick, number, message))
    merged.sort(key=lambda entry: entry[0])
    seconds, before, tempo = Fraction(0), 0, 500000
    owners, latest, count = collections.defaultdict(list), {}, 0
    for tick, number, message in merged:
        seconds += Fraction((tick - before) * tempo, 1000000 * midi.ticks_per_beat)
        before = tick
        if message.type == "set_tempo":
            tempo = message.tempo
        elif message.type == "control_change" and message.control == 64 and message.channel != 9:
            yield seconds, None, message.value
        elif message.type in ("note_on", "note_off") and message.channel != 9:
            key = (number, message.channel, message.note)
            if message.type == "note_on" and message.velocity > 0:
                count += 1
                owners[key].append(count)
                latest[message.note] = count
                yield seconds, message.note, message.velocity
            elif owners[key] and owners[key].pop(0) == latest[message.note]:
                yield seconds, message.note, 0


def sounding(played):
    """Notes as [onset, end, pitch, velocity] in seconds: the end is where the sound stops, pedal applied."""
    after = {}  # index of the next event that matters to each index, found from the back
    next_strike, next_off, next_lift = {}, {}, None
    for i in range(len(played) - 1, -1, -1):
        time, pitch, value = played[i]
        if pitch is None:
            if value < 64:
                next_lift = i
        elif value > 0:
            after[i] = (next_strike.get(pitch), next_off.get(pitch))
            next_strike[pitch] = i
            next_off.pop(pitch, None)
        else:
            after[i] = next_lift
            next_off[pitch] = i
    pedal, pedal_at = False, {}
    for i, (_, pitch, value) in enumerate(played):
        if pitch is None:
            pedal = value >= 64
        pedal_at[i] = pedal

    notes, last = [], max((t for t, pitch, _ in played if pitch is not None), default=0)
    for i, (onset, pitch, velocity) in enumerate(played):
        if pitch is None or velocity == 0:
            continue
        struck, released = after[i]
        end = struck
        if released is not None:
            end = released
            if pedal_at[released]:
                lift = after[released]
                end = min((x for x in (lift, struck) if x is not None), default=None)
        if end is not None:
            last = max(last, played[end][0])
        notes.append([onset, None if end is None else played[end][0], pitch, velocity])
    return [[onset, last if end is None else end, pitch, velocity] for onset, end, pitch, velocity in notes]


def encode(notes):
    half_up = lambda seconds: (seconds * 200 + 1) // 2  # steps of 10 ms
    merged = {}
    for onset, end, pitch, velocity in notes:
        onset, end = half_up(onset), half_up(end)
        merged[(onset, pitch)] = (max(end, onset + 1), velocity)  # the later strike within a step is the note
    words = []
    for (onset, pitch), (end, velocity) in merged.items():
        words += [(onset, 1, pitch, velocity), (end, 0, pitch, 0)]
    words.sort()
    tokens, now, touch = [], words[0][0] if words else 0, None
    for step, on, pitch, velocity in words:
        while now < step:
            shift = min(step - now, 100)
            tokens.append(255 + shift)
            now += shift
        if on and (velocity - 1) // 4 != touch:
            touch = (velocity - 1) // 4
            tokens.append(356 + touch)
        tokens.append(pitch if on else 128 + pitch)
    return tokens


if __name__ == "__main__":
    for path in sys.argv[1:]:
        notes = sounding(list(events(path)))
        print(json.dumps({"file": path, "notes": len(notes), "tokens": [int(t) for t in encode(notes)]}))
