using LivePerformer.Core;

namespace LivePerformer.Synth.Tests;

/// <summary>Fonts made for one generator each, rendered by us and by fluidsynth: the bundled piano does not use them all.</summary>
public class GeneratorTests
{
    private static readonly Dictionary<string, (TestFont Font, Piece Piece)> Cases = new()
    {
        ["plain"] = (New(), Note()),
        ["attenuation on the instrument"] = (New().With(Generator.Attenuation, 140), Note()),
        ["attenuation on the preset"] = (New().OnPreset(Generator.Attenuation, 140), Note()),
        ["filter"] = (New().With(Generator.FilterCutoff, 6200), Note()),
        ["filter with resonance"] = (New().With(Generator.FilterCutoff, 6900).With(Generator.FilterResonance, 120)
            .With(Generator.VolumeRelease, 0), Note()),
        ["filter opened by the envelope"] = (New().With(Generator.FilterCutoff, 5000).With(Generator.ModulationEnvelopeToFilter, 3000)
            .With(Generator.ModulationAttack, -2400).With(Generator.ModulationDecay, -1200).With(Generator.ModulationSustain, 500), Note()),
        ["filter is not moved by velocity"] = (New().With(Generator.FilterCutoff, 6500), new Piece("", 1500).Note(69, 30, 40, 1000)),
        ["pan by the font"] = (New().With(Generator.Pan, 250), Note()),
        ["slow attack, released within it"] = (New().With(Generator.VolumeAttack, 1200).With(Generator.VolumeRelease, 0), Note()),
        ["delay, hold, decay, sustain"] = (New().With(Generator.VolumeDelay, -3600).With(Generator.VolumeHold, -2400)
            .With(Generator.VolumeDecay, 0).With(Generator.VolumeSustain, 150), Note()),
        ["decay follows the key"] = (New().With(Generator.VolumeDecay, 1200).With(Generator.KeyToVolumeDecay, 100)
            .With(Generator.VolumeSustain, 300), new Piece("", 1500).Note(57, 100, 40, 1000)),
        ["tuning and scale"] = (New().With(Generator.FineTune, 30).With(Generator.CoarseTune, -3).With(Generator.ScaleTuning, 50),
            new Piece("", 1500).Note(75, 100, 40, 1000)),
        ["root key"] = (New().With(Generator.RootKey, 60), Note()),
        ["key and velocity of the font's own"] = (New().With(Generator.FixedKey, 76).With(Generator.FixedVelocity, 50), Note()),
        ["vibrato of the wheel"] = (New(), Note().Control(4, 1, 127)),
        ["wires of the file"] = (New().Wire(0x0502, Generator.Attenuation, 300).Wire(0x0081, Generator.Pan, -400), Note().Control(4, 1, 80)),
        ["loop until release"] = (new TestFont().With(Generator.SampleModes, 3).With(Generator.VolumeRelease, 1200), Note()),
        ["no loop"] = (new TestFont { Frames = TestFont.Sine(100, 200) }.With(Generator.SampleModes, 0), Note()),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void MatchesFluidsynth(string name)
    {
        (TestFont font, Piece piece) = Cases[name];
        string path = Path.Combine(Path.GetTempPath(), $"liveperformer-{Guid.NewGuid():N}.sf2");
        File.WriteAllBytes(path, font.ToBytes());
        try
        {
            Sound theirs = Fluidsynth.Render(path, piece);
            Sound ours = piece.Render(new Synthesizer(SoundFont.Load(path), Piano.SampleRate));

            Compare(Sound.Levels(theirs.Left, Piano.SampleRate, 20), Sound.Levels(ours.Left, Piano.SampleRate, 20));
            Compare(Sound.Levels(theirs.Right, Piano.SampleRate, 20), Sound.Levels(ours.Right, Piano.SampleRate, 20));
            double theirHertz = Frequency(theirs), ourHertz = Frequency(ours);
            if (name != "vibrato of the wheel") Assert.Equal(0, 1200 * Math.Log2(ourHertz / theirHertz), 1.5);     // it rounds to cents
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void TremoloIsAsDeepAsTheFontSays()
    {
        // Six decibels up and down, by section 8.1.2, generator 13; fluidsynth cuts off the upper half.
        TestFont font = New().With(Generator.ModulationLfoToVolume, 60).With(Generator.ModulationLfoFrequency, -2400);
        Sound sound = new Piece("", 2000).Note(69, 100, 0, 2000).Render(new Synthesizer(font.Load(), Piano.SampleRate));
        float[] levels = Sound.Levels(sound.Left, Piano.SampleRate, 10)[5..];

        Assert.Equal(12, levels.Max() - levels.Min(), 0.5f);
        float[] first = levels[..20];
        Assert.InRange((Array.IndexOf(first, first.Max()) * 10) + 50, 100, 145);     // upwards first: a quarter of 8.176 Hz / 4
    }

    // Counts the periods first: the guess must be near.
    private static double Frequency(Sound sound)
    {
        ReadOnlySpan<float> steady = sound.Left.AsSpan(14_400, 14_400);
        int crossings = 0;
        for (int i = 1; i < steady.Length; i++)
            if (steady[i - 1] < 0 && steady[i] >= 0) crossings++;
        return Sound.Frequency(steady, sound.SampleRate, crossings * (double)sound.SampleRate / steady.Length);
    }

    private static TestFont New() => new TestFont().With(Generator.SampleModes, 1);

    private static Piece Note() => new Piece("", 1500).Note(69, 100, 40, 1000);

    // As for the piano; stretches in which a note begins or ends move by up to two more decibels with one period of it.
    private static void Compare(float[] theirs, float[] ours)
    {
        float loudest = theirs.Max();
        Assert.InRange(loudest, -60, 0);
        int far = 0;
        for (int i = 0; i < theirs.Length; i++)
        {
            float difference = MathF.Abs(MathF.Max(theirs[i], -85) - MathF.Max(ours[i], -85));
            float allowed = 0.8f + (0.045f * (loudest - MathF.Max(theirs[i], -85)));
            Assert.True(difference <= allowed + 2, $"{i * 20} ms: fluidsynth {theirs[i]} dB, we {ours[i]} dB");
            if (difference > allowed) far++;
        }

        Assert.InRange(far, 0, 2);
    }
}
