namespace LivePerformer.Core;

/// <summary>Hears notes in sound, as the sound comes.</summary>
/// <remarks>One thread at a time. Its times count from the first sample after it was made or <see cref="Reset"/>.</remarks>
public interface INoteDetector
{
    /// <summary>Samples per second of what it hears.</summary>
    int SampleRate { get; }

    /// <summary>From the moment a note sounds to the sample after which it is told, at most: a property of the method, not of the machine.</summary>
    TimeSpan Delay { get; }

    /// <summary>Hears on.</summary>
    /// <param name="samples">One channel, full scale -1 to 1; any number of samples.</param>
    /// <param name="told">Told at once what was found. Notes bear the time at which they sounded, so earlier than now.</param>
    void Hear(ReadOnlySpan<float> samples, INotesTold told);

    /// <summary>The sound is at its end: tells what is still to be told, and ends every note that sounds.</summary>
    void Finish(INotesTold told);

    /// <summary>Forgets everything but what it was primed with: the next sample is the first.</summary>
    void Reset();

    /// <summary>Hears this piano at its loudest, of which nothing is told: so a soft beginning is known to be soft. The next sample is the first.</summary>
    /// <remarks>For methods that judge touch by what they heard before; others need nothing of it.</remarks>
    /// <param name="samples">As for <see cref="Hear"/>.</param>
    void Prime(ReadOnlySpan<float> samples)
    {
    }
}

/// <summary>Is told what a <see cref="INoteDetector"/> hears.</summary>
public interface INotesTold
{
    /// <summary>A key went down (velocity 1 to 127) or came up (0). A note lasts while the pedal holds it.</summary>
    void Note(NoteEvent note);

    /// <summary>The sustain pedal went down or came up.</summary>
    void Pedal(TimePoint time, bool isDown);
}
