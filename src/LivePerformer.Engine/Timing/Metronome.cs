using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>How the metronome is heard.</summary>
/// <param name="Sounds">In the built-in sound.</param>
/// <param name="Channel">On this channel of the MIDI output, 0 to 15 as on the wire; null: not there.</param>
/// <param name="Loudness">1 to 127.</param>
/// <param name="GoesOn">After the count-in too.</param>
/// <param name="CountsIn">Before the first bar.</param>
public sealed record MetronomeOptions(bool Sounds, int? Channel, byte Loudness, bool GoesOn, bool CountsIn = true);

/// <summary>Clicks on each beat, before the music and, where wanted, within it.</summary>
/// <remarks>Performer thread; allocates nothing.</remarks>
public sealed class Metronome(Scheduler scheduler, MetronomeOptions options)
{
    /// <summary>High and low wood block in the drum map of General MIDI.</summary>
    private static readonly Pitch Downbeat = new(76), OtherBeat = new(77);

    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(30);

    private TimePoint planned = new(long.MinValue / 2);     // up to here
    private bool goesOn = options.GoesOn, countsIn = options.CountsIn;

    /// <summary>Whether it clicks within the music.</summary>
    /// <remarks>Any thread.</remarks>
    public bool IsOn => Volatile.Read(ref goesOn);

    /// <summary>From the next beat on it clicks, or does not click at all.</summary>
    public void Switch(bool on)
    {
        Volatile.Write(ref goesOn, on);
        countsIn &= on;
    }

    /// <summary>Takes over from another on the same beats: what that one planned is not clicked twice.</summary>
    public void Follow(Metronome before) => planned = before.planned;

    public void Step(TimePoint now, TempoGrid? known)
    {
        if (known is not { } grid) return;

        while (true)
        {
            // a grid that moved a little does not click twice for one beat
            TimePoint from = planned + (grid.BeatLength / 2);
            Beat beat = grid.NextBeat(from > now ? from : now);
            // beats that do not click leave no trace: a round in which nothing is planned is in no take
            if (beat.Time > now + Conductor.Ahead || !(goesOn || (countsIn && beat.Number < 0)) || !TryClick(beat)) return;

            planned = beat.Time;
        }
    }

    private bool TryClick(in Beat beat)
    {
        if (options.Channel is int channel)
        {
            Pitch key = beat.IsDownbeat ? Downbeat : OtherBeat;
            if (!scheduler.TryAdd(beat.Time, MidiMessage.NoteOn(channel, key, options.Loudness))) return false;
            _ = scheduler.TryAdd(beat.Time + Length, MidiMessage.NoteOff(channel, key));     // the next strike ends it too
        }

        return !options.Sounds || scheduler.TryClick(beat.Time, beat.IsDownbeat, options.Loudness);
    }
}
