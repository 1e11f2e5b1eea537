#!/usr/bin/env python3
"""What mido reads in MIDI files, one JSON line a file, for comparison with LivePerformer's reader.

usage: mido_dump.py [--hash] FILE...        (Debian: apt-get install python3-mido)

Each line: file, format, division, names (first track name of each track or null), events (how many),
events_sha256 (of the lines "track tick bytes-in-hex", a line an event, track by track), and notes:
[onset, duration, pitch, velocity] with times in steps of 100 ns, by onset, then pitch, or with --hash
notes (how many) and notes_sha256 (of the lines "onset duration pitch velocity").

Notes: all tracks and channels but channel 10; an off ends the oldest open on of its track, channel and
pitch; what never ends stops with the last key event. Format 2: patterns follow each other.
"""
import collections
import hashlib
import json
import sys

import mido


def text(latin):
    """mido reads names as Latin-1; where the bytes are UTF-8, that is what was meant."""
    try:
        return latin.encode("latin1").decode("utf-8")
    except UnicodeDecodeError:
        return latin


def tick_length(division, tempo):
    """A tick as microseconds (or a multiple) and the whole number they are to be divided by."""
    if division > 0:
        return tempo, division
    frames, ticks = -(division >> 8), division & 0xFF  # SMPTE: minus frames a second, ticks a frame
    return (1_001_000_000, 30_000 * ticks) if frames == 29 else (1_000_000, frames * ticks)


def dump(path, hashed):
    midi = mido.MidiFile(path)
    events, digest, names, merged = 0, hashlib.sha256(), [], []
    for number, track in enumerate(midi.tracks):
        tick, name = 0, None
        for message in track:
            tick += message.time
            events += 1
            digest.update(f"{number} {tick} {bytes(message.bytes()).hex()}\n".encode())
            if message.type == "track_name" and name is None:
                name = text(message.name)
            merged.append((tick, number, message))
        names.append(name)

    patterns = [merged]
    if midi.type == 2:
        patterns = [[entry for entry in merged if entry[1] == n] for n in range(len(midi.tracks))]
    notes, still_open, start, last_key = [], collections.defaultdict(collections.deque), 0, 0
    for pattern in patterns:
        pattern.sort(key=lambda entry: entry[0])  # stable: within a tick, lower tracks first
        elapsed, before, tempo, time = 0, 0, 500000, 0
        for tick, number, message in pattern:
            step, divisor = tick_length(midi.ticks_per_beat, tempo)
            elapsed += (tick - before) * step  # whole numbers only
            before = tick
            time = start + (elapsed * 20 + divisor) // (2 * divisor)
            if message.type == "set_tempo":
                tempo = message.tempo
            if message.type not in ("note_on", "note_off") or message.channel == 9:
                continue
            key = (number, message.channel, message.note)
            if message.type == "note_on" and message.velocity > 0:
                still_open[key].append(len(notes))
                notes.append([time, None, message.note, message.velocity])
                last_key = time
            elif still_open[key]:
                note = notes[still_open[key].popleft()]
                note[1] = time - note[0]
                last_key = time
        start = time
    for note in notes:
        if note[1] is None:
            note[1] = last_key - note[0]
    notes.sort(key=lambda note: (note[0], note[2]))

    result = {"file": path, "format": midi.type, "division": midi.ticks_per_beat & 0xFFFF, "names": names,
              "events": events, "events_sha256": digest.hexdigest()}
    if hashed:
        lines = "".join(f"{o} {d} {p} {v}\n" for o, d, p, v in notes)
        result |= {"notes": len(notes), "notes_sha256": hashlib.sha256(lines.encode()).hexdigest()}
    else:
        result["notes"] = notes
    return json.dumps(result)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    hashed = "--hash" in arguments
    for path in arguments:
        if path != "--hash":
            print(dump(path, hashed), flush=True)
