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

events, at = [], 0.0
for start, end, pause in zip(numbers[0::3], numbers[1::3], numbers[2::3]):
    last = {}
    for on, off, key, velocity in sorted(notes):
        if not start <= on < end:
            continue
        off = min(off, end)
        if key in last and last[key] > on:      # melody and accompaniment on one key: the later stroke wins
            events = [e for e in events if not (e[1] == 0 and e[2] == key and e[0] == at + last[key] - start)]
            events.append((at + on - start, 0, key, 0))
        events.append((at + on - start, 1, key, velocity))
        events.append((at + off - start, 0, key, 0))
        last[key] = off
    at += end - start + pause

result = mido.MidiFile(type=0, ticks_per_beat=500)
track = mido.MidiTrack()
result.tracks.append(track)
track.append(mido.MetaMessage("track_name", name="Human"))
track.append(mido.MetaMessage("set_tempo", tempo=500_000))
before = 0
for time, is_on, key, velocity in sorted(events):
    tick = round(time * 1000)
    track.append(mido.Message("note_on" if is_on else "note_off", note=key, velocity=velocity, time=tick - before))
    before = tick
track.append(mido.MetaMessage("end_of_track", time=0))
result.save(target)
print(f"{target}: {len(events) // 2} notes, {before / 1000:.1f} s")
