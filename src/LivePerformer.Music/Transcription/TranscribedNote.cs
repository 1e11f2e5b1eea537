namespace LivePerformer.Music;

/// <summary>A note of a recording: when it sounded, which key, how hard.</summary>
/// <param name="Onset">Seconds from the beginning of the recording.</param>
/// <param name="Offset">Likewise; a note lasts until its key is up and the sustain pedal lets go.</param>
/// <param name="Pitch">MIDI number.</param>
/// <param name="Velocity">0 to 127.</param>
public readonly record struct TranscribedNote(double Onset, double Offset, int Pitch, double Velocity);

/// <summary>The sustain pedal, from down to up.</summary>
/// <param name="From">Seconds from the beginning of the recording.</param>
/// <param name="To">Likewise.</param>
public readonly record struct PedalSpan(double From, double To);
