using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Synth.Tests;

/// <summary>Whatever the bytes are: a font that plays finite sound, or a SoundFontException.</summary>
public class FuzzTests
{
    private static readonly byte[] Small = new TestFont { Frames = TestFont.Sine(50, 4), LoopStart = 20, LoopEnd = 170 }
        .With(Generator.SampleModes, 1).With(Generator.FilterCutoff, 9000).With(Generator.VibratoLfoToPitch, 20)
        .Zone((Generator.KeyRange, 0 | (60 << 8)), (Generator.VolumeRelease, -1000)).Zone((Generator.Pan, 100))
        .Wire(0x0081, Generator.FilterCutoff, -2000).WireOnPreset(0x0502, Generator.Attenuation, 100)
        .PresetZone((Generator.CoarseTune, 1)).ToBytes();

    private static readonly Lazy<byte[]> Real = new(() => File.ReadAllBytes(Piano.Path));

    [Property(MaxTest = 500)]
    public void RandomBytes(byte[] bytes) => ReadAndPlay(bytes);

    [Property(MaxTest = 300)]
    public void RandomBytesBehindARightBeginning(byte[] bytes) => ReadAndPlay([.. Small[..(Small.Length / 3)], .. bytes]);

    [Fact]
    public void EveryTruncation()
    {
        // The last is the whole file less nothing: it must be refused up to there.
        for (int length = 0; length < Small.Length; length++)
            Assert.False(ReadAndPlay(Small[..length]), $"accepted {length} of {Small.Length} bytes");
        Assert.True(ReadAndPlay(Small));
    }

    [Property(MaxTest = 3000)]
    public Property Mutations() => Prop.ForAll(Changes(Small.Length).ToArbitrary(), changes => Play(Small, changes, 0));

    [Property(MaxTest = 1000)]
    public Property MutationsOfTheTables()
    {
        int tables = Small.AsSpan().IndexOf("pdta"u8);
        return Prop.ForAll(Changes(Small.Length - tables).ToArbitrary(), changes => Play(Small, changes, tables));
    }

    [Property(MaxTest = 40)]
    public Property MutationsOfTheRealPianosTables()
    {
        int tables = Real.Value.Length - 3780;
        return Prop.ForAll(Changes(3780).ToArbitrary(), changes => Play(Real.Value, changes, tables));
    }

    [Property(MaxTest = 20)]
    public Property MutationsOfTheRealPianosHead() =>
        Prop.ForAll(Changes(190).ToArbitrary(), changes => Play(Real.Value, changes, 0));

    private static Gen<(int At, byte Value)[]> Changes(int length)
    {
        Gen<byte> value = Gen.OneOf(Gen.Choose(0, 255), Gen.Elements(0, 1, 127, 128, 254, 255)).Select(v => (byte)v);
        Gen<(int, byte)> change = Gen.Choose(0, length - 1).SelectMany(at => value.Select(v => (at, v)));
        return Gen.Choose(1, 12).SelectMany(count => change.ArrayOf(count));
    }

    private static void Play(byte[] good, (int At, byte Value)[] changes, int from)
    {
        byte[] bytes = [.. good];
        foreach ((int at, byte value) in changes) bytes[from + at] = value;
        ReadAndPlay(bytes);
    }

    private static bool ReadAndPlay(byte[] bytes)
    {
        SoundFont font;
        try
        {
            font = SoundFont.Read(new MemoryStream(bytes), "fuzz.sf2");
        }
        catch (SoundFontException refusal)
        {
            Assert.DoesNotContain('\n', refusal.Message);
            return false;
        }

        var synth = new Synthesizer(font, Piano.SampleRate);
        float[] left = new float[500], right = new float[500];
        foreach (int key in new[] { 0, 36, 60, 61, 127 })
        {
            synth.Handle(MidiMessage.NoteOn(key & 15, new Pitch(key), (byte)(127 - (key / 2))));
            synth.Render(new AudioBlock(left, right, Piano.SampleRate, 0));
            synth.Handle(MidiMessage.Control(key & 15, 1, 100));
            synth.Handle(new((byte)(0xE0 | (key & 15)), 5, 120));
            synth.Render(new AudioBlock(left, right, Piano.SampleRate, 0));
            synth.Handle(MidiMessage.NoteOff(key & 15, new Pitch(key)));
            synth.Render(new AudioBlock(left, right, Piano.SampleRate, 0));
        }

        foreach (float sample in left.Concat(right)) Assert.True(float.IsFinite(sample), "not a finite number");
        return true;
    }
}
