using System.Runtime.CompilerServices;
using FsCheck.Xunit;

namespace LivePerformer.Core.Tests;

public sealed class CueSignTests
{
    private static readonly CueSign[] Plain = [CueSign.Key(new(60)), CueSign.Pedal(60), CueSign.Program(60)];

    [Fact]
    public void SignIsSmallAndWithoutReferences()
    {
        Assert.True(Unsafe.SizeOf<CueSign>() <= 8);
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<CueSign>());
    }

    [Fact]
    public void EachMessageIsTheSignOfItsKindAlone()
    {
        MidiMessage[] messages = [MidiMessage.NoteOn(3, new(60), 80), MidiMessage.NoteOff(3, new(60)), new(0x93, 60, 0), MidiMessage.Control(3, 60, 0), new(0xC3, 60, 0), new(0xD3, 60, 0), new(0xA3, 60, 9), new(0xE3, 60, 9), new(0xF8, 60, 0)];
        bool[][] expected =
        [
            [true, true, true, false, false, false, false, false, false],
            [false, false, false, true, false, false, false, false, false],
            [false, false, false, false, true, false, false, false, false],
        ];

        Assert.Equal(expected, Plain.Select(sign => messages.Select(message => sign.Is(message)).ToArray()));
        Assert.All(messages, message => Assert.False(CueSign.None.Is(message)));
        Assert.All(messages, message => Assert.All(Plain, sign => Assert.False(sign.Is(message with { Data1 = 61 }))));
    }

    [Property]
    public void ChannelAndInputNarrowTheSign(byte channel, byte port, byte ofMessage, byte onPort)
    {
        channel &= 15;
        port &= 3;
        onPort &= 3;
        MidiMessage message = MidiMessage.NoteOn(ofMessage & 15, new(60), 80);
        CueSign any = CueSign.Key(new(60));

        Assert.True(any.Is(message, onPort));
        Assert.Equal(message.Channel == channel, any.OnChannel(channel).Is(message, onPort));
        Assert.Equal(port == onPort, any.OnPort(port).Is(message, onPort));
        Assert.Equal(message.Channel == channel && port == onPort, any.OnPort(port).OnChannel(channel).Is(message, onPort));
    }

    [Property]
    public void SignSurvivesAsANumber(int seed)
    {
        CueSign sign = Some(new Random(seed));
        Assert.Equal(sign, CueSign.FromBits(sign.Bits));
    }

    [Property]
    public void TwoSignsOverlapWhereOneMessageIsBoth(int seed)
    {
        var chance = new Random(seed);
        CueSign one = Some(chance), other = Some(chance);
        bool both = Messages().Any(heard => one.Is(heard.Message, heard.Port) && other.Is(heard.Message, heard.Port));

        Assert.Equal(both, one.Overlaps(other));
        Assert.Equal(both, other.Overlaps(one));
    }

    private static CueSign Some(Random chance)
    {
        byte number = (byte)chance.Next(2);
        CueSign sign = chance.Next(4) switch { 0 => CueSign.Key(new(number)), 1 => CueSign.Pedal(number), 2 => CueSign.Program(number), _ => CueSign.None };
        if (sign == CueSign.None) return sign;

        if (chance.Next(2) == 0) sign = sign.OnChannel(chance.Next(2) * 15);
        return chance.Next(2) == 0 ? sign.OnPort((byte)(chance.Next(2) * 254)) : sign;
    }

    private static IEnumerable<HeardEvent> Messages() =>
        from status in new byte[] { 0x80, 0x90, 0xB0, 0xC0 }
        from channel in new[] { 0, 7, 15 }
        from number in new byte[] { 0, 1 }
        from port in new byte[] { 0, 7, 254 }
        select new HeardEvent(0, new((byte)(status | channel), number, 80), port);
}
