using LivePerformer.Core;

namespace LivePerformer.Synth.Tests;

public class SynthesizerTests
{
    private const int Rate = Piano.SampleRate;

    // Everything that moves by itself, moves.
    private static readonly SoundFont Lively = new TestFont()
        .With(Generator.SampleModes, 1).With(Generator.VolumeAttack, -3000).With(Generator.VolumeRelease, 0)
        .With(Generator.VibratoLfoToPitch, 80).With(Generator.ModulationLfoToVolume, 30).With(Generator.ModulationLfoToFilter, 900)
        .With(Generator.FilterCutoff, 7000).With(Generator.FilterResonance, 90).With(Generator.ModulationEnvelopeToFilter, 2400)
        .With(Generator.ModulationAttack, -1200).With(Generator.ModulationDecay, 0).With(Generator.ModulationSustain, 400)
        .Load();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void CuttingBlocksDifferentlyGivesTheSameSamples(int seed, bool lively)
    {
        Synthesizer New() => lively ? new(Lively, Rate) : Piano.New();
        Piece piece = FluidsynthCases.All.Single(p => p.Name == "chords with pedal");
        Sound whole = piece.Render(New());

        // The same messages at the same frames, but every stretch between them is rendered in odd pieces.
        var random = new Random(seed);
        Synthesizer synth = New();
        var sound = new Sound(Rate, new float[whole.Left.Length], new float[whole.Left.Length]);
        int done = 0;
        void Until(int frame)
        {
            while (done < frame)
            {
                int count = Math.Min(frame - done, random.Next(1, random.Next(2, 300)));
                synth.Render(new AudioBlock(sound.Left.AsSpan(done, count), sound.Right.AsSpan(done, count), Rate, done));
                done += count;
            }
        }

        foreach ((int at, MidiMessage message) in piece.Events)
        {
            Until(at * Rate / 1000);
            synth.Handle(message);
        }

        Until(sound.Left.Length);
        Assert.Equal(whole.Left, sound.Left);
        Assert.Equal(whole.Right, sound.Right);
        Assert.InRange(whole.Left.Max(), 0.01f, 1f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(1000)]
    public void NotesBeginAndEndAtTheirFrame(int frame)
    {
        // Direct current for a recording: the first frame that is not silent is the second of the note.
        SoundFont font = new TestFont { Frames = [.. Enumerable.Repeat((short)20_000, 4000)], LoopStart = 10, LoopEnd = 3000 }
            .With(Generator.SampleModes, 1).With(Generator.VolumeRelease, -7200).Load();
        var synth = new Synthesizer(font, Rate);
        float[] left = new float[8000], right = new float[8000];
        var block = new AudioBlock(left, right, Rate, 0);
        synth.Render(block.Slice(0, frame));
        synth.Handle(MidiMessage.NoteOn(0, new Pitch(69), 100));
        synth.Render(block.Slice(frame, 2000));
        synth.Handle(MidiMessage.NoteOff(0, new Pitch(69)));
        synth.Render(block.Slice(frame + 2000, 4000));

        Assert.Equal(frame + 1, Array.FindIndex(left, sample => sample != 0));
        Assert.Equal(left[frame + 1999], left[frame + 1000], 1e-5f);
        Assert.True(left[frame + 2002] < left[frame + 1999] * 0.99f, "the release waited");
        Assert.Equal(0, left[frame + 3500]);
        Assert.Equal(0, synth.ActiveVoices);
    }

    [Fact]
    public void RenderAddsToWhatIsThere()
    {
        Synthesizer one = Piano.New(), other = Piano.New();
        one.Handle(MidiMessage.NoteOn(0, new Pitch(60), 100));
        other.Handle(MidiMessage.NoteOn(0, new Pitch(60), 100));
        float[] empty = new float[2000], half = [.. Enumerable.Repeat(0.5f, 2000)];
        one.Render(new AudioBlock(empty, new float[2000], Rate, 0));
        other.Render(new AudioBlock(half, new float[2000], Rate, 0));

        for (int i = 0; i < empty.Length; i++) Assert.Equal(empty[i] + 0.5f, half[i], 1e-6f);
        Assert.Contains(empty, sample => sample != 0);
    }

    [Fact]
    public void NeverMoreThan128VoicesAndTheOldReleasedOnesGoFirst()
    {
        Synthesizer synth = Piano.New();
        synth.Handle(MidiMessage.NoteOn(0, new Pitch(30), 120));
        Render(synth, 2000);
        synth.Handle(MidiMessage.NoteOff(0, new Pitch(30)));        // released: the first to go
        Render(synth, 2000);
        for (int key = 40; key < 40 + 63; key++) synth.Handle(MidiMessage.NoteOn(0, new Pitch(key), 90));
        Assert.Equal(128, synth.ActiveVoices);
        Assert.Equal(0, synth.StolenVoices);

        synth.Handle(MidiMessage.NoteOn(0, new Pitch(105), 90));
        Assert.Equal(2, synth.StolenVoices);
        Render(synth, 2000);
        Assert.Equal(128, synth.ActiveVoices);                      // the two that were stolen have faded

        for (int key = 40; key < 40 + 63; key++) synth.Handle(MidiMessage.NoteOff(0, new Pitch(key)));
        synth.Handle(MidiMessage.NoteOff(0, new Pitch(105)));
        Render(synth, 10 * Rate);
        Assert.Equal(0, synth.ActiveVoices);                        // none of the 64 notes was forgotten
    }

    [Fact]
    public void StealingDoesNotClick()
    {
        // Sines under 60 Hz that rise slowly: from frame to frame each moves by less than a hundredth of its amplitude
        // of 0.07, all together by less than 0.02. A voice that was cut off would jump by up to 0.07.
        SoundFont font = new TestFont { Frames = TestFont.Sine(800, 4), LoopStart = 800, LoopEnd = 2400 }
            .With(Generator.SampleModes, 1).With(Generator.VolumeAttack, -3600).Load();
        var synth = new Synthesizer(font, Rate, gain: 1f);
        var sound = new Sound(Rate, new float[Rate], new float[Rate]);
        for (int note = 0; note < 480; note++)
        {
            synth.Handle(MidiMessage.NoteOn(note & 15, new Pitch(30 + (note % 41)), 60));
            synth.Render(new AudioBlock(sound.Left.AsSpan(note * 100, 100), sound.Right.AsSpan(note * 100, 100), Rate, note * 100));
        }

        Assert.True(synth.StolenVoices > 300, $"only {synth.StolenVoices} were stolen");
        Assert.InRange(sound.Left.Max(), 0.1f, 10);
        float jump = Enumerable.Range(1, Rate - 1).Max(i => MathF.Abs(sound.Left[i] - sound.Left[i - 1]));
        Assert.InRange(jump, 0, 0.02f);
    }

    [Fact]
    public void ThePanicButtonIsQuickAndQuiet()
    {
        Synthesizer synth = Piano.New();
        synth.Handle(MidiMessage.Control(0, ControlChange.Sustain, 127));
        for (int key = 40; key < 60; key++) synth.Handle(MidiMessage.NoteOn(0, new Pitch(key), 100));
        Render(synth, Rate / 2);
        synth.AllSoundOff();
        Sound tail = Render(synth, 1000);

        Assert.Equal(0, synth.ActiveVoices);
        Assert.All(tail.Left[300..], sample => Assert.Equal(0, sample));
        Assert.NotEqual(0, tail.Left[10]);
    }

    [Fact]
    public void AllSoundOffControllerSilencesItsChannelOnly()
    {
        Synthesizer synth = Piano.New();
        synth.Handle(MidiMessage.NoteOn(0, new Pitch(50), 100));
        synth.Handle(MidiMessage.NoteOn(1, new Pitch(60), 100));
        synth.Handle(MidiMessage.Control(0, ControlChange.AllSoundOff, 0));
        Render(synth, 1000);

        Assert.Equal(2, synth.ActiveVoices);
    }

    [Fact]
    public void TheSoftPedalIsSofterAndDarker()
    {
        Sound loud = new Piece("", 500).Note(60, 90, 0, 400).Render(Piano.New());
        Sound soft = new Piece("", 500).Control(0, ControlChange.Soft, 127).Note(60, 90, 0, 400).Render(Piano.New());

        Assert.InRange(Sound.Decibels(loud.Left) - Sound.Decibels(soft.Left), 2, 5);
        Assert.True(Brightness(soft.Left) < 0.9 * Brightness(loud.Left));
    }

    [Fact]
    public void ExclusiveClassesSilenceEachOther()
    {
        SoundFont font = new TestFont().With(Generator.SampleModes, 1).With(Generator.ExclusiveClass, 7).Load();
        var synth = new Synthesizer(font, Rate);
        synth.Handle(MidiMessage.NoteOn(0, new Pitch(60), 100));
        synth.Handle(MidiMessage.NoteOn(1, new Pitch(61), 100));
        Render(synth, 500);
        synth.Handle(MidiMessage.NoteOn(0, new Pitch(62), 100));
        Render(synth, 500);

        Assert.Equal(2, synth.ActiveVoices);    // 62 cut off 60; 61 is on another channel
    }

    [Fact]
    public void AKeyStruckAgainUnderThePedalDoesNotPileUp()
    {
        Synthesizer synth = Piano.New();
        synth.Handle(MidiMessage.Control(0, ControlChange.Sustain, 127));
        for (int i = 0; i < 100; i++)
        {
            synth.Handle(MidiMessage.NoteOn(0, new Pitch(60), 80));
            Render(synth, Rate / 8);
            synth.Handle(MidiMessage.NoteOff(0, new Pitch(60)));
        }

        Assert.InRange(synth.ActiveVoices, 2, 24);
    }

    [Fact]
    public void LoopModesPlayAsTheyShould()
    {
        // 441 frames of recording: 10 ms. Mode 0 ends with it, mode 1 goes on, mode 3 leaves the loop at the release.
        int Length(int mode, bool release)
        {
            SoundFont font = new TestFont { Frames = TestFont.Sine(49, 9), LoopStart = 49, LoopEnd = 98 }
                .With(Generator.SampleModes, mode).With(Generator.VolumeRelease, 2000).Load();
            var synth = new Synthesizer(font, TestFont.Rate);
            synth.Handle(MidiMessage.NoteOn(0, new Pitch(69), 100));
            Render(synth, 1000);
            if (release) synth.Handle(MidiMessage.NoteOff(0, new Pitch(69)));
            float[] rest = Render(synth, 3000).Left;
            return Array.FindLastIndex(rest, sample => sample != 0) + 1;
        }

        Assert.Equal(0, Length(0, release: false));
        Assert.Equal(0, Length(2, release: false));
        Assert.Equal(3000, Length(1, release: true));
        Assert.Equal(3000, Length(3, release: false));
        Assert.InRange(Length(3, release: true), 300, 500);
    }

    [Fact]
    public void ALoopedSineIsPure()
    {
        // The interpolation and the seam of the loop may add no more than the rounding to 16 bits did.
        SoundFont font = new TestFont().With(Generator.SampleModes, 1).With(Generator.FilterCutoff, 13_500).Load();
        var synth = new Synthesizer(font, Rate, gain: 1f);
        synth.Handle(MidiMessage.NoteOn(0, new Pitch(69), 127));
        float[] sound = Render(synth, Rate).Left[4800..36_800];      // 294 whole periods
        double frequency = 441;
        (double sine, double cosine, double all) = (0, 0, 0);
        for (int i = 0; i < sound.Length; i++)
        {
            double angle = 2 * Math.PI * frequency * i / Rate;
            sine += sound[i] * Math.Sin(angle);
            cosine += sound[i] * Math.Cos(angle);
            all += sound[i] * (double)sound[i];
        }

        double inSine = 2 * ((sine * sine) + (cosine * cosine)) / sound.Length;
        double noise = 10 * Math.Log10(Math.Max(all - inSine, 1e-12) / all);
        Assert.True(noise < -75, $"noise {noise:F1} dB");
        Assert.True(all > 1);
    }

    [Fact]
    public void PitchBendRangeFollowsTheRegisteredParameter()
    {
        SoundFont font = new TestFont().With(Generator.SampleModes, 1).Load();
        Sound Bent(int? semitones)
        {
            var piece = new Piece("", 600);
            if (semitones is { } range) piece.Control(0, 101, 0).Control(0, 100, 0).Control(0, 6, range);
            return piece.Bend(4, 16_383).Note(69, 100, 8, 600).Render(new Synthesizer(font, Rate));
        }

        Assert.Equal(441 * Math.Pow(2, 2 / 12.0), Sound.Frequency(Bent(null).Left.AsSpan(4800), Rate, 495), 0.1);
        Assert.Equal(882, Sound.Frequency(Bent(12).Left.AsSpan(4800), Rate, 880), 0.3);
    }

    [Fact]
    public void FilterIs12DecibelsAnOctave()
    {
        // 441 Hz through a filter at 110.25 Hz: two octaves above the cutoff.
        int cents = (int)Math.Round(6900 + (1200 * Math.Log2(110.25 / 440)));
        float Level(int cutoff) => Sound.Decibels(new Piece("", 1000).Note(69, 100, 0, 1000)
            .Render(new Synthesizer(new TestFont().With(Generator.SampleModes, 1).With(Generator.FilterCutoff, cutoff).Load(), Rate)).Left.AsSpan(9600));

        Assert.Equal(-24, Level(cents) - Level(13_500), 0.5f);
    }

    [Fact]
    public void EveryStatusByteIsSafe()
    {
        Synthesizer synth = Piano.New();
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            synth.Handle(new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
            if (i % 50 == 0) Assert.All(Render(synth, 64).Left, sample => Assert.True(float.IsFinite(sample)));
        }
    }

    private static double Brightness(float[] sound)
    {
        double slope = 0, level = 0;
        for (int i = 1; i < sound.Length; i++)
        {
            slope += Math.Pow(sound[i] - sound[i - 1], 2);
            level += Math.Pow(sound[i], 2);
        }

        return Math.Sqrt(slope / level);
    }

    private static Sound Render(Synthesizer synth, int frames)
    {
        var sound = new Sound(synth.SampleRate, new float[frames], new float[frames]);
        synth.Render(new AudioBlock(sound.Left, sound.Right, synth.SampleRate, 0));
        return sound;
    }
}
