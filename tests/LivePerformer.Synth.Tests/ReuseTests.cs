using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Synth.Tests;

/// <summary>A synthesizer changes its font: what it played before leaves no trace, and no memory.</summary>
public sealed class ReuseTests
{
    private const int Rate = Piano.SampleRate;

    private static readonly SoundFont Moving = new TestFont()
        .With(Generator.SampleModes, 3).With(Generator.VolumeAttack, -3000).With(Generator.VolumeRelease, 0).With(Generator.ExclusiveClass, 2)
        .With(Generator.VibratoLfoToPitch, 80).With(Generator.ModulationLfoToVolume, 30).With(Generator.ModulationLfoToFilter, 900)
        .With(Generator.FilterCutoff, 7000).With(Generator.FilterResonance, 90).With(Generator.ModulationEnvelopeToFilter, 2400)
        .With(Generator.ModulationAttack, -1200).With(Generator.ModulationDecay, 0).With(Generator.ModulationSustain, 400)
        .Load();

    private static readonly SoundFont Plain = new TestFont { Bank = 128, Program = 3 }.With(Generator.SampleModes, 1).Load();

    private static readonly SoundFont[] Fonts = [Piano.Font, Moving, Plain];

    [Property(MaxTest = 60)]
    public void UsedSynthesizerSoundsLikeAFreshOne(int seed)
    {
        var random = new Random(seed);
        SoundFont before = Fonts[random.Next(Fonts.Length)], after = Fonts[random.Next(Fonts.Length)];
        var used = new Synthesizer(before, Rate);
        PlayAnything(used, seed, blocks: random.Next(200));
        used.Use(after);
        Assert.Equal(0, used.ActiveVoices);

        float[] fresh = PlayAnything(new Synthesizer(after, Rate), seed + 1, blocks: 120);
        Assert.Equal(fresh, PlayAnything(used, seed + 1, blocks: 120));
    }

    [Fact]
    public void BothWaysToAFontAreTheSame()
    {
        var later = new Synthesizer(Rate);
        later.Use(Piano.Font);
        float[] sound = PlayAnything(later, 1, blocks: 200);
        Assert.Equal(PlayAnything(Piano.New(), 1, blocks: 200), sound);
        Assert.Contains(sound, sample => MathF.Abs(sample) > 0.05f);
    }

    [Fact]
    public void SynthesizerWithoutAFontIsSilent() =>
        Assert.All(PlayAnything(new Synthesizer(Rate), 1, blocks: 50), sample => Assert.Equal(0, sample));

    [Fact]
    public void DisposedFontPlaysOnUntilTheLastSynthesizerLetsGo()
    {
        SoundFont font = new TestFont().With(Generator.SampleModes, 1).Load();
        using var first = new Synthesizer(font, Rate);
        var second = new Synthesizer(font, Rate);
        float[] sound = PlayAnything(first, 5, blocks: 50);
        Assert.Equal(2, font.Players);

        font.Dispose();
        font.Dispose();
        Assert.Equal(2, font.Players);
        Assert.Equal(sound, PlayAnything(second, 5, blocks: 50));
        Assert.True(font.SampleBytes > 0);

        first.Use(Plain);
        Assert.Equal((1, true), (font.Players, font.SampleBytes > 0));
        second.Dispose();
        second.Dispose();
        Assert.Equal((0, 0L), (font.Players, font.SampleBytes));
        Assert.Throws<ObjectDisposedException>(() => first.Use(font));
        Assert.All(PlayAnything(second, 5, blocks: 10), sample => Assert.Equal(0, sample));

        PlayAnything(first, 5, blocks: 10);     // and still has the other
    }

    [Fact]
    public void ForgottenSynthesizerLetsGoOfItsFont()
    {
        SoundFont font = new TestFont().Load();
        Forget(font);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(0, font.Players);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget(SoundFont font)
    {
        var synth = new Synthesizer(font, Rate);
        Assert.Equal(1, font.Players);
        GC.KeepAlive(synth);
    }

    /// <summary>Notes, pedals, wheels, programs, banks and parameters on all channels, block by block.</summary>
    private static float[] PlayAnything(Synthesizer synth, int seed, int blocks)
    {
        const int frames = 100;
        var random = new Random(seed);
        var sound = new float[2 * frames * blocks];
        for (int block = 0; block < blocks; block++)
        {
            for (int i = random.Next(4); i > 0; i--)
            {
                int channel = random.Next(16);
                byte data1 = (byte)random.Next(128), data2 = (byte)random.Next(128);
                synth.Handle(random.Next(8) switch
                {
                    0 => new((byte)(0xE0 | channel), data1, data2),
                    1 => new((byte)(0xC0 | channel), data1, 0),
                    2 => new((byte)(0xA0 + (random.Next(2) * 0x30) | channel), data1, data2),
                    3 => MidiMessage.Control(channel, (byte)(random.Next(2) == 0 ? random.Next(64, 70) : random.Next(128)), data2),
                    4 => MidiMessage.Control(channel, new byte[] { 0, 6, 38, 98, 100, 101 }[random.Next(6)], (byte)random.Next(3)),
                    5 => MidiMessage.NoteOff(channel, new Pitch(data1)),
                    _ => MidiMessage.NoteOn(channel, new Pitch(data1), data2),
                });
            }

            synth.Render(new AudioBlock(sound.AsSpan(2 * frames * block, frames), sound.AsSpan((2 * frames * block) + frames, frames), Rate, 0));
        }

        return sound;
    }
}
