using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host.Tests;

/// <summary>Messages of OSC become the words of 'LivePerformer tell'.</summary>
public class OscWordsTests
{
    public static TheoryData<string, string, string?> Said() => new()
    {
        { "veto", "", "veto" },
        { "veto", "f1", "veto" },
        { "veto", "f0", null },                     // the button comes up
        { "veto", "i0", null },
        { "veto", "F", null },
        { "veto", "T", "veto" },
        { "veto", "I", "veto" },
        { "veto", "N", "veto" },
        { "veto", "f0.5 f0", "veto" },
        { "next", "d1", "next" },
        { "temperature", "f0.9", "temperature 0.9" },       // not 0.8999999761581421
        { "temperature", "d0.9", "temperature 0.9" },
        { "temperature", "s0.9", "temperature 0.9" },
        { "temperature", "i1", "temperature 1" },
        { "go-to", "i3", "go-to 3" },
        { "go-to", "f3", "go-to 3" },
        { "role", "sduet", "role duet" },
        { "role", "f1", "role duet" },              // its place in the list
        { "scale", "snatural minor", "scale natural-minor" },
        { "scale", "F", "scale chromatic" },        // off
        { "tonic", "sEb", "tonic Eb" },
        { "chord", "sC sEb sG", "chord C-Eb-G" },
        { "chord", "F", "chord off" },
        { "lowest", "f47.6", "lowest 48" },
        { "lowest", "sC2", "lowest 36" },
        { "tempo", "i92", "tempo 92" },
        { "metronome", "T", "metronome on" },
        { "metronome", "f1", "metronome on" },
        { "metronome", "i0", "metronome off" },
        { "metronome", "son", "metronome on" },
        { "follow-chord", "F", "follow-chord off" },
        { "entry", "sbar", "entry bar" },
        { "learn", "sveto", "learn veto" },
        { "learn", "stemperature", "learn temperature" },
        { "unlearn", "sveto", "unlearn veto" },
    };

    [Theory]
    [MemberData(nameof(Said))]
    public void ArgumentsAreTheValue(string word, string arguments, string? command)
    {
        CommandKind kind = OscWords.Commands[OscWords.Root + word];
        string? told = OscWords.Tell(kind, Parse(arguments));
        if (command is null)
        {
            Assert.Null(told);
            return;
        }

        Assert.True(CommandWords.TryParse(told!, out StageCommand parsed, out string? fault), fault);
        Assert.Equal(command, CommandWords.Of(parsed));
    }

    [Theory]
    [InlineData("role", "i9")]
    [InlineData("temperature", "")]
    [InlineData("temperature", "fNaN")]
    [InlineData("temperature", "f1 f2")]
    [InlineData("veto", "snow")]
    [InlineData("go-to", "f1.5")]
    [InlineData("learn", "")]
    public void WhatIsNoValueIsRefused(string word, string arguments) =>
        Assert.False(CommandWords.TryParse(OscWords.Tell(OscWords.Commands[OscWords.Root + word], Parse(arguments))!, out StageCommand _, out _));

    [Fact]
    public void EveryCommandHasAnAddressThatAPatternCanMatch()
    {
        Assert.All(OscWords.Commands.Keys, address => Assert.InRange(address.Length, 15, OscPattern.LongestAddress));
        Assert.Equal(OscWords.Commands.Count + 3, OscWords.AddressesOf("/liveperformer/*").Count());
        Assert.Equal(["/liveperformer/veto"], OscWords.AddressesOf("/*/vet?"));
        Assert.Empty(OscWords.AddressesOf("/elsewhere/veto"));
    }

    [Theory]
    [InlineData("i60 i80", 0x90, 60, 80)]
    [InlineData("f60 f79.6", 0x90, 60, 80)]
    [InlineData("i60 i0", 0x80, 60, null)]
    public void KeyIsMidi(string arguments, int status, int pitch, int? velocity)
    {
        MidiMessage message = OscKeys.Key(Parse(arguments));
        Assert.Equal((status, pitch), (message.Status & 0xF0, message.Data1));
        if (velocity is int given) Assert.Equal(given, message.Data2);
    }

    [Theory]
    [InlineData("i127", 127)]
    [InlineData("T", 127)]
    [InlineData("F", 0)]
    [InlineData("f63.6", 64)]
    public void PedalIsMidi(string arguments, int value) => Assert.Equal(MidiMessage.Control(0, 64, (byte)value), OscKeys.Pedal(Parse(arguments)));

    [Theory]
    [InlineData("")]
    [InlineData("i60")]
    [InlineData("i128 i1")]
    [InlineData("i60 i-1")]
    [InlineData("i60 fNaN")]
    [InlineData("sC4 i80")]
    [InlineData("i60 T")]
    public void WhatIsNoKeyIsRefused(string arguments) => Assert.Contains("0 to 127", Assert.Throws<LivePerformerException>(() => OscKeys.Key(Parse(arguments))).Message);

    private static OscArgument[] Parse(string arguments) =>
    [
        .. arguments.Replace(" minor", "_minor", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word[0] switch
        {
            'i' => OscArgument.Of(int.Parse(word[1..])),
            'f' => OscArgument.Of(float.Parse(word[1..])),
            'd' => OscArgument.OfBits('d', BitConverter.DoubleToInt64Bits(double.Parse(word[1..]))),
            's' => OscArgument.Of(word[1..].Replace('_', ' ')),
            char bare => OscArgument.OfBits(bare, 0),
        }),
    ];
}
