using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

[Collection(nameof(Alone))]
public sealed class TokenAllocationTests
{
    private readonly TokenEncoder encoder = new();
    private readonly TokenDecoder decoder = new();
    private readonly KeyFeatures keys = new();
    private readonly KeyFeatures saved = new();
    private readonly float[] row = new float[KeyFeatures.Width];
    private TimePoint now;
    private int played;

    [Fact]
    public void AStreamOfNotesThroughEncoderFeaturesAndDecoderDoesNotAllocate()
    {
        for (int i = 0; i < 2_000; i++) PassOneNote(i);       // warm up
        Allocations before = Allocations.Begin();
        for (int i = 0; i < 10_000; i++) PassOneNote(i);

        Assert.Equal(0, before.SoFar);
        Assert.InRange(played, 22_000, 24_000);
    }

    private void PassOneNote(int number)
    {
        var pitch = new Pitch(40 + (number * 7 % 40));
        encoder.Push(new NoteEvent(now, pitch, (byte)(1 + (number % 127))));
        encoder.Push(new ControlChange(now, ControlChange.Sustain, (byte)(number * 31 % 128)));
        now += TimeSpan.FromMilliseconds(number % 50);
        encoder.Push(new NoteEvent(now, pitch, 0));
        encoder.Flush(now);
        saved.CopyFrom(keys);
        while (encoder.TryTake(out int token))
        {
            keys.Advance(token);
            keys.Write(row);
            decoder.Push(token);
        }

        while (decoder.TryTake(out _)) played++;
    }
}
