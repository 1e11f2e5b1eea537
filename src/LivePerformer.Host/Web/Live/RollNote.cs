using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>What has become of a note on the roll.</summary>
internal enum NoteState : byte
{
    /// <summary>It will be played, if nothing comes between.</summary>
    Planned,
    Sounding,
    Over,

    /// <summary>It was planned and will not be played.</summary>
    Gone,
}

/// <summary>A note on the roll; frames are counted since the device started.</summary>
/// <param name="Off">-1 while nobody knows.</param>
/// <param name="Due">Of the AI's: when its note-on is to leave, or left, which is before it sounds where the instrument is slow.</param>
/// <param name="Port">Of the human's: the number of the input.</param>
/// <param name="Player">Of the AI's: who of the chain of fallbacks planned it, counted from 0.</param>
internal readonly record struct RollNote(int Id, NoteSource By, byte Pitch, byte Velocity, long On, long Off, long Due, NoteState State, byte Port, byte Player, short Item);

/// <summary>A pedal on the roll.</summary>
internal readonly record struct RollPedal(NoteSource By, byte Controller, byte Value, byte Port, long At);
