using LivePerformer.Core;
using LivePerformer.Synth;

namespace LivePerformer.Host.Tests;

/// <summary>The shipped piano, played into memory.</summary>
internal static class PianoSound
{
    private static readonly Lazy<SoundFont> Font = new(() => SoundFont.Load(Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2")));

    /// <summary>One channel of these notes.</summary>
    /// <param name="cents">How much too sharp it is: it is rendered for another rate than it will be played at.</param>
    public static float[] Of(IReadOnlyList<(double At, double Length, int Pitch, int Velocity)> notes, int sampleRate, double seconds, double cents = 0, float gain = 1)
    {
        double slow = Math.Pow(2, cents / 1200);
        using var piano = new Synthesizer(Font.Value, (int)Math.Round(sampleRate / slow), gain);
        (long Frame, MidiMessage Message)[] events =
        [
            .. notes.SelectMany(note => new[]
            {
                ((long)(note.At * sampleRate), MidiMessage.NoteOn(0, new Pitch(note.Pitch), (byte)note.Velocity)),
                ((long)((note.At + note.Length) * sampleRate), MidiMessage.NoteOff(0, new Pitch(note.Pitch))),
            }).OrderBy(e => e.Item1),
        ];
        var left = new float[(int)(seconds * sampleRate)];
        var right = new float[left.Length];
        int at = 0;
        foreach ((long frame, MidiMessage message) in events)
        {
            Render((int)Math.Min(frame, left.Length));
            piano.Handle(message);
        }

        Render(left.Length);
        for (int i = 0; i < left.Length; i++) left[i] = (left[i] + right[i]) / 2;
        return left;

        void Render(int until)
        {
            if (until > at) piano.Render(new AudioBlock(left.AsSpan(at, until - at), right.AsSpan(at, until - at), piano.SampleRate, at));
            at = Math.Max(at, until);
        }
    }

    /// <summary>The calls of <see cref="Session"/>: four keys and a pause, so many times.</summary>
    public static (double At, double Length, int Pitch, int Velocity)[] Calls(int times, double every, double start = 0.5) =>
        [.. Enumerable.Range(0, times).SelectMany(i => Enumerable.Range(0, 4).Select(k => (start + (i * every) + (0.35 * k), 0.3, 60 + (3 * k), 90)))];
}
