using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A channel message of a MIDI file at its moment, with the track it stands in (counted from 0).</summary>
public readonly record struct TimedMessage(TimePoint Time, MidiMessage Message, int Track);
