using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>Basic Pitch as it hears a recording: windows that overlap, and the notes in them.</summary>
/// <remarks>As Spotify's own inference: windows overlap by 30 frames, of which each gives up 15, and the first begins in silence.
/// Frames bear the exact time of their samples. A note is told when the window that shows it is full. One thread.</remarks>
/// <param name="network">Not used by another meanwhile.</param>
/// <param name="tell">Told of each note when it has ended, with the seconds of sound heard when it was found.</param>
public sealed class BasicPitchHearing(BasicPitch network, Action<TranscribedNote, double> tell)
{
    private const int Trimmed = 15;                                     // frames, on either side
    private const int Overlap = 2 * Trimmed * BasicPitch.Hop;
    private const int Step = BasicPitch.Window - Overlap;

    private readonly PeakPicker picker = new(tell);
    private long windows;                                               // done
    private long heard;                                                 // samples
    private int filled = Begin(network);

    /// <summary>Hears on.</summary>
    /// <param name="samples">One channel at <see cref="BasicPitch.SampleRate"/>, any number of samples.</param>
    public void Hear(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            int taken = Math.Min(samples.Length, BasicPitch.Window - filled);
            samples[..taken].CopyTo(network.Samples.AsSpan(filled));
            samples = samples[taken..];
            filled += taken;
            heard += taken;
            if (filled == BasicPitch.Window) Look();
        }
    }

    /// <summary>The sound is at its end.</summary>
    public void Finish()
    {
        while (windows * Step < heard)
        {
            network.Samples.AsSpan(filled).Clear();
            Look();
        }

        picker.Finish(Seconds(heard));
    }

    private static int Begin(BasicPitch network)
    {
        Array.Clear(network.Samples);
        return Overlap / 2;
    }

    private void Look()
    {
        network.Run();
        for (int frame = Trimmed; frame < BasicPitch.Frames - Trimmed; frame++)
        {
            long sample = (windows * Step) + ((frame - Trimmed) * BasicPitch.Hop);
            if (sample >= heard) break;

            picker.Frame(Seconds(sample), Seconds(heard), Row(network.Onsets, frame), Row(network.Notes, frame));
        }

        windows++;
        network.Samples.AsSpan(Step).CopyTo(network.Samples);
        filled = Math.Max(0, filled - Step);
    }

    private static ReadOnlySpan<float> Row(float[] head, int frame) => head.AsSpan(frame * BasicPitch.Keys, BasicPitch.Keys);

    private static double Seconds(long samples) => samples / (double)BasicPitch.SampleRate;
}
