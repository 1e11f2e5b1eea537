using LivePerformer.Core;

namespace LivePerformer.Music.Tests.Transcription;

/// <summary>Beliefs made of known notes must decode to those notes.</summary>
public sealed class NoteDecoderTests
{
    private const int Keys = NoteDecoder.Keys;
    private static readonly FeatureSpec Features = new();
    private static readonly double Hop = Features.Hop / (double)Features.SampleRate;

    [Fact]
    public void NotesComeBackBetweenFrames()
    {
        TranscribedNote[] played = [new(0.1037, 0.62, 60, 64), new(0.25, 0.4, 72, 127), new(0.2512, 0.9, 21, 1), new(0.7, 1.2, 60, 90), new(1.3, 1.5, 108, 33)];
        Told told = Decode(played, 2.0);

        Assert.Equal(played.Length, told.Notes.Count);
        foreach ((TranscribedNote expected, TranscribedNote heard) in played.Zip(told.Notes.OrderBy(note => note.Onset)))
        {
            Assert.Equal(expected.Pitch, heard.Pitch);
            Assert.Equal(expected.Velocity, heard.Velocity);
            Assert.Equal(expected.Onset, heard.Onset, 1e-3);      // a triangle's peak is found between its frames
            Assert.Equal(expected.Offset, heard.Offset, 2 * Hop);
        }
    }

    [Fact]
    public void KeyThatIsStruckAnewEndsAndBegins()
    {
        Told told = Decode([new(0.1, 0.3, 60, 64), new(0.3, 0.6, 60, 65)], 1);
        Assert.Equal(2, told.Notes.Count);
        Assert.True(told.Notes[0].Offset <= told.Notes[1].Onset);
    }

    [Fact]
    public void NothingIsToldOfSilence()
    {
        Told told = Decode([], 5);
        Assert.Empty(told.Notes);
        Assert.Empty(told.Pedals);
    }

    [Fact]
    public void NoteIsToldOneFrameAfterItsOwn()
    {
        var decoder = new NoteDecoder(Features, new DecoderThresholds());
        var told = new Told();
        var silence = new float[Keys];
        for (int frame = 0; frame < 12; frame++)
        {
            var onset = new float[Keys];
            if (frame == 10) onset[39] = 0.9f;
            decoder.Hear(onset, silence, silence, silence, 0, told);
            Assert.Equal(frame == 11 ? 1 : 0, told.Struck);
        }
    }

    [Theory]
    [InlineData(0f, 0f, 60)]            // (40 * 0 + 60 * 0.8 + 80 * 0) / 0.8
    [InlineData(0.4f, 0f, 53)]          // (40 * 0.4 + 60 * 0.8) / 1.2 = 53.3
    [InlineData(0.4f, 0.8f, 64)]        // (40 * 0.4 + 60 * 0.8 + 80 * 0.8) / 2
    public void VelocityIsThatOfTheFramesAroundAsFarAsTheyBelieveInTheOnset(float before, float after, int velocity)
    {
        var decoder = new NoteDecoder(Features, new DecoderThresholds());
        var told = new Told();
        var silence = new float[Keys];
        foreach ((float belief, float of127) in new[] { (0f, 0f), (before, 40f), (0.8f, 60f), (after, 80f), (0f, 0f) })
        {
            float[] onset = new float[Keys], touch = new float[Keys];
            (onset[39], touch[39]) = (belief, of127 / 127);
            decoder.Hear(onset, silence, silence, touch, 0, told);
        }

        decoder.Finish(told);
        Assert.Equal(velocity, Assert.Single(told.Notes).Velocity);
    }

    [Fact]
    public void FinishEndsWhatSounds()
    {
        Told told = Decode([new(0.1, 9, 60, 64)], 1);
        Assert.Equal(1.0, Assert.Single(told.Notes).Offset, Hop);
    }

    [Fact]
    public void PedalIsTold()
    {
        Told told = Decode([], 2, pedals: [new(0.5, 1.25)]);
        PedalSpan span = Assert.Single(told.Pedals);
        Assert.Equal(0.5, span.From, 2 * Hop);
        Assert.Equal(1.25, span.To, 2 * Hop);
    }

    [Fact]
    public void ResetForgets()
    {
        var decoder = new NoteDecoder(Features, new DecoderThresholds());
        Told first = Decode([new(0.1, 0.9, 60, 64)], 0.5, decoder: decoder, finish: false);
        Assert.Empty(first.Notes);
        decoder.Reset();
        TranscribedNote again = Assert.Single(Decode([new(0.1, 0.3, 60, 64)], 0.5, decoder: decoder).Notes);
        Assert.Equal(0.1, again.Onset, 1e-3);
    }

    private static Told Decode(TranscribedNote[] notes, double seconds, PedalSpan[]? pedals = null, NoteDecoder? decoder = null, bool finish = true)
    {
        decoder ??= new NoteDecoder(Features, new DecoderThresholds());
        var told = new Told();
        int frames = (int)Math.Round(seconds / Hop);
        for (int frame = 0; frame < frames; frame++)
        {
            float[] onset = new float[Keys], sounding = new float[Keys], offset = new float[Keys], velocity = new float[Keys];
            foreach (TranscribedNote note in notes)
            {
                int key = note.Pitch - NoteDecoder.LowestKey;
                float near = (float)Math.Max(0, 1 - (Math.Abs(frame - (note.Onset / Hop)) / 2));
                if (near > onset[key]) (onset[key], velocity[key]) = (near, (float)(note.Velocity / 127));
                offset[key] = Math.Max(offset[key], (float)Math.Max(0, 1 - (Math.Abs(frame - (note.Offset / Hop)) / 4)));
                if (frame * Hop >= note.Onset && frame * Hop < note.Offset) sounding[key] = 1;
            }

            bool down = pedals?.Any(span => frame * Hop >= span.From && frame * Hop < span.To) ?? false;
            decoder.Hear(onset, sounding, offset, velocity, down ? 1 : 0, told);
        }

        if (finish) decoder.Finish(told);
        return told;
    }

    private sealed class Told : INotesTold
    {
        private readonly Dictionary<int, (double Onset, byte Velocity)> sounding = [];
        private double down;

        public List<TranscribedNote> Notes { get; } = [];

        public List<PedalSpan> Pedals { get; } = [];

        public int Struck { get; private set; }

        public void Note(NoteEvent note)
        {
            if (note.IsOn)
            {
                Struck++;
                Assert.True(sounding.TryAdd(note.Pitch.Number, (note.Time.Seconds, note.Velocity)), "a key that is down was struck");
            }
            else
            {
                Assert.True(sounding.Remove(note.Pitch.Number, out var begun), "a key that is up was released");
                Notes.Add(new(begun.Onset, note.Time.Seconds, note.Pitch.Number, begun.Velocity));
            }
        }

        public void Pedal(TimePoint time, bool isDown)
        {
            if (isDown) down = time.Seconds;
            else Pedals.Add(new(down, time.Seconds));
        }
    }
}
