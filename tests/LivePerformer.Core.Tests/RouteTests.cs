using FsCheck.Xunit;

namespace LivePerformer.Core.Tests;

public sealed class RouteTests
{
    /// <summary>Against the rule as one would say it: who passes, and as what.</summary>
    [Property(MaxTest = 2_000)]
    public void NoteGoesTheWayThatTheWordsSay(byte input, ushort channels, byte lowest, byte highest, sbyte transpose, byte to, byte port, byte channel, byte key, byte velocity)
    {
        input %= 2;
        port %= 2;
        lowest &= 0x7F;
        highest &= 0x7F;
        transpose = (sbyte)(transpose % 48);
        byte outChannel = to % 3 == 0 ? Route.OwnChannel : (byte)(to & 0x0F);
        var route = new Route(input, 0) { Channels = channels, Lowest = lowest, Highest = highest, Transpose = transpose, Channel = outChannel };
        var message = new MidiMessage((byte)(0x90 | (channel & 0x0F)), (byte)(key & 0x7F), (byte)(velocity & 0x7F));
        int moved = message.Data1 + transpose;

        bool passes = route.TryPass(message, port, out MidiMessage passed);

        Assert.Equal(port == input && (channels & (1 << message.Channel)) != 0 && message.Data1 >= lowest && message.Data1 <= highest && moved is >= 0 and <= 127, passes);
        if (passes) Assert.Equal(((byte)moved, message.Data2, outChannel == Route.OwnChannel ? message.Channel : outChannel), (passed.Data1, passed.Data2, passed.Channel));
    }

    [Fact]
    public void OnlyTheControllersThatAreNamedPass()
    {
        var route = new Route(0, 0);
        route.SetControllers(number => number is 1 or 64 or 127);

        Assert.Equal([1, 64, 127], Enumerable.Range(0, 128).Where(number => route.TryPass(MidiMessage.Control(3, (byte)number, 9), 0, out _)));
    }

    [Fact]
    public void TouchThatBecomesNothingDoesNotPassButEveryKeyComesUp()
    {
        var route = new Route(0, 0);
        route.SetVelocities(velocity => velocity < 64 ? 0 : 128 - velocity);

        Assert.False(route.TryPass(MidiMessage.NoteOn(0, new(60), 63), 0, out _));
        Assert.True(route.TryPass(MidiMessage.NoteOn(0, new(60), 100), 0, out MidiMessage on));
        Assert.Equal(28, on.Data2);
        Assert.True(route.TryPass(MidiMessage.NoteOff(0, new(60)), 0, out MidiMessage off));
        Assert.Equal(MidiMessage.NoteOff(0, new(60)), off);
        Assert.True(route.TryPass(new(0x90, 60, 0), 0, out _));
    }

    [Fact]
    public void WheelPressureAndProgramsPassWhereTheyMay()
    {
        MidiMessage[] messages = [new(0xE0, 0, 64), new(0xD0, 5, 0), new(0xA0, 60, 5), new(0xC0, 5, 0)];
        var shut = new Route(0, 0) { Bends = false, Presses = false, Programs = false };

        Assert.All(messages, message => Assert.True(new Route(0, 0).TryPass(message, 0, out _)));
        Assert.All(messages, message => Assert.False(shut.TryPass(message, 0, out _)));
    }
}
