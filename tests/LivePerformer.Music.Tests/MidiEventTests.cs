using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class MidiEventTests
{
    [Fact]
    public void EveryEventCanBePrinted()
    {
        Assert.Equal("5: 90 3C 40", MidiEvent.Channel(5, MidiMessage.NoteOn(0, new Pitch(60), 64)).ToString());
        Assert.Equal("0: FF 51 07A120", MidiEvent.Tempo(0, 500_000).ToString());
    }
}
