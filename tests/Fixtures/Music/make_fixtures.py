#!/usr/bin/env python3
"""Writes the small MIDI files beside it with mido (Debian: apt-get install python3-mido). Same files every time.

usage: make_fixtures.py     then     ./make_golden.sh
"""
import os
import random

import mido
from mido import Message, MetaMessage, MidiFile, MidiTrack, UnknownMetaMessage

HERE = os.path.dirname(os.path.abspath(__file__))


def save(name, midi):
    midi.save(os.path.join(HERE, name))


def phrase(seed, channel=0, count=40):
    """Notes that mido writes with running status, off as note-on of velocity 0."""
    dice = random.Random(seed)
    for _ in range(count):
        pitch = dice.randrange(21, 109)
        yield Message("note_on", channel=channel, note=pitch, velocity=dice.randrange(1, 128), time=dice.randrange(0, 300))
        yield Message("note_on", channel=channel, note=pitch, velocity=0, time=dice.randrange(0, 700))


def all_meta():
    """Every kind of meta event, an unknown one, system exclusive, every kind of channel message."""
    conductor = MidiTrack([
        MetaMessage("sequence_number", number=517),
        MetaMessage("track_name", name="Conductor"),
        MetaMessage("text", text="x" * 300, time=7),
        MetaMessage("copyright", text="nobody"),
        MetaMessage("instrument_name", name="Piano"),
        MetaMessage("lyrics", text="la"),
        MetaMessage("marker", text="A"),
        MetaMessage("cue_marker", text="lights"),
        UnknownMetaMessage(0x08, data=b"program"),
        MetaMessage("device_name", name="device"),
        MetaMessage("channel_prefix", channel=3),
        MetaMessage("midi_port", port=2),
        MetaMessage("smpte_offset", frame_rate=25, hours=1, minutes=2, seconds=3, frames=4, sub_frames=5),
        MetaMessage("set_tempo", tempo=483870, time=100),
        MetaMessage("time_signature", numerator=7, denominator=8, clocks_per_click=12, notated_32nd_notes_per_beat=8),
        MetaMessage("key_signature", key="F#m"),
        MetaMessage("sequencer_specific", data=(0, 1, 2, 127)),
        UnknownMetaMessage(0x60, data=bytes(range(128))),
        UnknownMetaMessage(0x61, data=b""),
        MetaMessage("end_of_track", time=20000),
    ])
    music = MidiTrack([
        MetaMessage("track_name", name="Fl\u00fcgel".encode().decode("latin1")),
        Message("sysex", data=(0x7E, 0x7F, 0x09, 0x01)),
        Message("sysex", data=tuple(i % 128 for i in range(500)), time=3),
        Message("program_change", channel=2, program=5),
        Message("control_change", channel=2, control=64, value=127),
        Message("note_on", channel=2, note=60, velocity=100, time=50),
        Message("aftertouch", channel=2, value=33, time=1),
        Message("polytouch", channel=2, note=60, value=44, time=1),
        Message("pitchwheel", channel=2, pitch=-1234, time=1),
        Message("note_off", channel=2, note=60, velocity=12, time=20000),
        Message("note_on", channel=9, note=38, velocity=90),
        Message("note_off", channel=9, note=38, velocity=0, time=10),
    ])
    save("all_meta.mid", MidiFile(type=1, ticks_per_beat=96, tracks=[conductor, music]))


def tempo():
    """Eighty odd tempos in one track, notes in two others."""
    dice = random.Random(7)
    tempos = MidiTrack(
        MetaMessage("set_tempo", tempo=dice.choice([1, 333333, 500000, 612345, 1999999, 16777215]), time=dice.randrange(0, 400))
        for _ in range(80))
    save("tempo.mid", MidiFile(type=1, ticks_per_beat=384, tracks=[tempos, MidiTrack(phrase(1)), MidiTrack(phrase(2, 1))]))


def pedalled():
    """A performance with restrikes, short notes and a pedal that is always busy; the end comes under the pedal."""
    dice = random.Random(388)
    track, down = MidiTrack(), set()
    for _ in range(3000):
        time = dice.choice([0, 0, 0, 1, 2, 3, 5, 8, 20, 60, 150])
        what = dice.random()
        if what < 0.12:
            track.append(Message("control_change", control=64, value=dice.choice([0, 30, 63, 64, 90, 127]), time=time))
        elif what < 0.16:
            track.append(Message("control_change", control=67, value=dice.randrange(128), time=time))
        elif down and (len(down) > 6 or what < 0.55):
            pitch = dice.choice(sorted(down))
            down.discard(pitch)
            track.append(Message("note_off", note=pitch, velocity=64, time=time))
        else:
            pitch = dice.randrange(55, 67)
            down.add(pitch)
            track.append(Message("note_on", note=pitch, velocity=dice.randrange(1, 128), time=time))
    track.append(Message("note_on", note=100, velocity=64, time=3000))
    track.append(Message("control_change", control=64, value=127, time=10))
    save("pedalled.mid", MidiFile(type=0, ticks_per_beat=480, tracks=[track]))


def smpte(frames, ticks):
    division = ((256 - frames) << 8 | ticks) - 65536  # mido packs a signed number
    save(f"smpte{frames}.mid", MidiFile(type=1, ticks_per_beat=division, tracks=[
        MidiTrack([MetaMessage("set_tempo", tempo=250000)]), MidiTrack(phrase(frames))]))


def patterns():
    """Format 2: three patterns, each with its own tempo."""
    save("format2.mid", MidiFile(type=2, ticks_per_beat=120, tracks=[
        MidiTrack([MetaMessage("set_tempo", tempo=t), *phrase(t, count=12)]) for t in (400000, 700000, 1000000)]))


if __name__ == "__main__":
    all_meta()
    tempo()
    pedalled()
    for fps, parts in ((24, 4), (25, 40), (29, 80), (30, 255)):
        smpte(fps, parts)
    patterns()
