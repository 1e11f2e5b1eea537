using LivePerformer.Core;
using LivePerformer.Music;
using LivePerformer.Synth;

namespace LivePerformer.Trainer;

/// <summary>Plays an excerpt on a piano, into memory.</summary>
/// <remarks>Any thread. The synthesizer runs at 32 kHz: what its interpolation folds back of recordings at 44.1 or 48 kHz then lies
/// above the 8 kHz that are kept.</remarks>
internal static class PerformanceRenderer
{
    private const int InnerRate = 32_000, Block = 4096;

    /// <param name="cents">How much higher the whole piano is tuned, up to 100 either way.</param>
    /// <param name="balance">Share of the left channel in the one that is made, 0 to 1.</param>
    /// <returns>One channel at <see cref="SoundData.SampleRate"/>, of the excerpt's length.</returns>
    public static float[] Render(Piano piano, PlayedExcerpt excerpt, double cents, float balance, CancellationToken stop = default)
    {
        using var synth = new Synthesizer(piano.Font, InnerRate);
        Prepare(synth, piano, cents);
        var resampler = new Resampler(InnerRate, SoundData.SampleRate);
        float[] sound = new float[(int)Math.Round(excerpt.Seconds * SoundData.SampleRate)];
        float[] left = new float[Block], right = new float[Block], resampled = new float[resampler.MostFrom(Block)];
        long frames = (long)Math.Round(excerpt.Seconds * InnerRate), at = 0;
        int written = 0;
        foreach (PerformanceEvent happened in excerpt.Events)
        {
            RenderTo(Math.Min(happened.Time.ToFrame(InnerRate), frames));
            synth.Handle(happened.IsNote ? Message(happened.Note) : MidiMessage.Control(0, happened.Control.Controller, happened.Control.Value));
        }

        RenderTo(frames);
        float[] rest = new float[resampler.MostFlushed];
        Keep(rest.AsSpan(0, resampler.Flush(rest)));
        return sound;

        void RenderTo(long end)
        {
            while (at < end)
            {
                stop.ThrowIfCancellationRequested();
                int count = (int)Math.Min(Block, end - at);
                Span<float> mixed = left.AsSpan(0, count), other = right.AsSpan(0, count);
                mixed.Clear();
                other.Clear();
                synth.Render(new AudioBlock(mixed, other, InnerRate, at));
                for (int i = 0; i < count; i++) mixed[i] = (mixed[i] * balance) + (other[i] * (1 - balance));
                Keep(resampled.AsSpan(0, resampler.Process(mixed, resampled)));
                at += count;
            }
        }

        void Keep(ReadOnlySpan<float> more)
        {
            more = more[..Math.Min(more.Length, sound.Length - written)];
            more.CopyTo(sound.AsSpan(written));
            written += more.Length;
        }
    }

    private static void Prepare(Synthesizer synth, Piano piano, double cents)
    {
        const byte bank = 0, data = 6, fineData = 38, fineParameter = 100, parameter = 101, fineTuning = 1;
        int tuning = Math.Clamp((int)Math.Round(8192 + (cents * 81.92)), 0, 16_383);
        foreach ((byte controller, int value) in new[] { (bank, piano.Bank), (parameter, 0), (fineParameter, fineTuning), (data, tuning >> 7), (fineData, tuning & 127) })
            synth.Handle(MidiMessage.Control(0, controller, (byte)value));
        synth.Handle(new MidiMessage(0xC0, (byte)piano.Program, 0));
    }

    private static MidiMessage Message(NoteEvent note) =>
        note.IsOn ? MidiMessage.NoteOn(0, note.Pitch, note.Velocity) : MidiMessage.NoteOff(0, note.Pitch);
}
