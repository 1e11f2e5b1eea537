#!/usr/bin/env python3
"""Cuts phrases out of a POP909 file and leaves a pause after each, in which the AI answers.

python3 make-phrases.py POP909/805.mid phrases.mid START END PAUSE [START END PAUSE ...]   (seconds)
Needs python3-mido. All of the arrangement's tracks become the one pianist; a note that begins in the phrase
ends with it at the latest.
"""
import sys
import mido

source, target, *numbers = sys.argv[1:]
numbers = [float(n) for n in numbers]
song = mido.MidiFile(source)
notes, held, now = [], {}, 0.0
for message in song:
    now += message.time
    if message.type == "note_on" and message.velocity > 0:
        held.setdefault(message.note, []).append((now, message.velocity))
    elif message.type in ("note_off", "note_on") and held.get(message.note):
        start, velocity = held[message.note].pop(0)
        notes.append((start, now, message.note, velocity))

strokes, at = {}, 0.0                           # by key, then by millisecond: (end, velocity)
for start, end, pause in zip(numbers[0::3], numbers[1::3], numbers[2::3]):
    for on, off, key, velocity in notes:
        if start <= on < end:
            begin, finish = (round(1000 * (at + t - start)) for t in (on, min(off, end)))
            strokes.setdefault(key, {})[begin] = (max(finish, begin + 1), velocity)
    at += end - start + pause

events = []
for key, by_time in strokes.items():
    begins = sorted(by_time)
    for begin, following in zip(begins, begins[1:] + [None]):
        finish, velocity = by_time[begin]       # melody and accompaniment on one key: the later stroke ends the earlier
        events.append((begin, 1, key, velocity))
        events.append((finish if following is None else min(finish, following), 0, key, 0))

result = mido.MidiFile(type=0, ticks_per_beat=500)
track = mido.MidiTrack()
result.tracks.append(track)
track.append(mido.MetaMessage("track_name", name="Human"))
track.append(mido.MetaMessage("set_tempo", tempo=500_000))
before = 0
for tick, is_on, key, velocity in sorted(events):
    track.append(mido.Message("note_on" if is_on else "note_off", note=key, velocity=velocity, time=tick - before))
    before = tick
track.append(mido.MetaMessage("end_of_track", time=0))
result.save(target)
print(f"{target}: {len(events) // 2} notes, {before / 1000:.1f} s")
