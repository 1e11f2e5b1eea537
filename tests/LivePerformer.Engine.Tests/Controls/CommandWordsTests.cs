using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class CommandWordsTests
{
    /// <summary>As the README and the help have them.</summary>
    public static TheoryData<string, CommandKind, double> Written() => new()
    {
        { "start", CommandKind.Start, 0 },
        { "stop", CommandKind.Stop, 0 },
        { "veto", CommandKind.Veto, 0 },
        { "take-over", CommandKind.TakeOver, 0 },
        { "role answer", CommandKind.Role, 0 },
        { "role duet", CommandKind.Role, 1 },
        { "role continue", CommandKind.Role, 2 },
        { "temperature 0.9", CommandKind.Temperature, 0.9 },
        { "density 6", CommandKind.Density, 6 },
        { "loudness -8", CommandKind.Loudness, -8 },
        { "next", CommandKind.Next, 0 },
        { "previous", CommandKind.Previous, 0 },
        { "go-to 3", CommandKind.GoTo, 3 },
        { "panic", CommandKind.Panic, 0 },
        { "scale chromatic", CommandKind.Scale, 0 },
        { "scale natural-minor", CommandKind.Scale, 2 },
        { "scale minor-pentatonic", CommandKind.Scale, 8 },
        { "tonic C", CommandKind.Tonic, 0 },
        { "tonic C#", CommandKind.Tonic, 1 },
        { "tonic Eb", CommandKind.Tonic, 3 },
        { "tonic B", CommandKind.Tonic, 11 },
        { "chord C-Eb-G", CommandKind.Chord, 0b1000_1001 },
        { "chord Bb", CommandKind.Chord, 1 << 10 },
        { "chord off", CommandKind.Chord, 0 },
        { "follow-chord on", CommandKind.FollowChord, 1 },
        { "follow-chord off", CommandKind.FollowChord, 0 },
        { "lowest 0", CommandKind.Lowest, 0 },
        { "highest 127", CommandKind.Highest, 127 },
        { "tempo 92.5", CommandKind.Tempo, 92.5 },
        { "tempo off", CommandKind.Tempo, 0 },
        { "tap", CommandKind.Tap, 0 },
        { "metronome on", CommandKind.Metronome, 1 },
        { "metronome off", CommandKind.Metronome, 0 },
        { "entry free", CommandKind.Entry, 0 },
        { "entry beat", CommandKind.Entry, 1 },
        { "entry bar", CommandKind.Entry, 2 },
        { "learn next", CommandKind.Learn, (double)CommandKind.Next },
        { "learn temperature", CommandKind.Learn, (double)CommandKind.Temperature },
        { "unlearn go-to", CommandKind.Unlearn, (double)CommandKind.GoTo },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void EveryCommandIsReadAndWrittenAlike(string text, CommandKind kind, double value)
    {
        Assert.True(CommandWords.TryParse(text, out StageCommand command, out string? fault), fault);
        Assert.Equal(new StageCommand(kind, value), command);
        Assert.Equal(text, CommandWords.Of(command));
        Assert.True(CommandWords.TryParse($"  {text.ToUpperInvariant().Replace(" ", " \t ")} ", out StageCommand shouted, out _));
        Assert.Equal(command, shouted);
    }

    [Theory]
    [InlineData("scale naturalMinor", "scale natural-minor")]        // as presets have it
    [InlineData("scale natural minor", "scale natural-minor")]
    [InlineData("scale off", "scale chromatic")]
    [InlineData("tonic eFlat", "tonic Eb")]
    [InlineData("tonic D#", "tonic Eb")]
    [InlineData("chord C Eb G", "chord C-Eb-G")]
    [InlineData("chord g,d#,c,C", "chord C-Eb-G")]
    [InlineData("lowest C2", "lowest 36")]
    [InlineData("highest Bb5", "highest 82")]
    [InlineData("tempo 0", "tempo off")]
    [InlineData("learn chord C Eb G", "learn chord C-Eb-G")]
    public void OtherSpellingsMeanTheSame(string text, string usual)
    {
        Assert.True(CommandWords.TryParse(text, out StageCommand command, out string? fault), fault);
        Assert.Equal(usual, CommandWords.Of(command));
    }

    [Fact]
    public void EveryScaleTonicAndEntryIsCalledAsInPresets()
    {
        foreach (Scale scale in Enum.GetValues<Scale>()) Reads($"scale {scale}", new(CommandKind.Scale, (double)scale));
        foreach (Tonic tonic in Enum.GetValues<Tonic>()) Reads($"tonic {tonic}", new(CommandKind.Tonic, (double)tonic));
        foreach (Entry entry in Enum.GetValues<Entry>()) Reads($"entry {entry}", new(CommandKind.Entry, (double)entry));

        static void Reads(string text, StageCommand expected)
        {
            Assert.True(CommandWords.TryParse(text, out StageCommand command, out string? fault), fault);
            Assert.Equal(expected, command);
        }
    }

    [Property]
    public void EveryCommandSurvivesBeingWritten(int seed)
    {
        StageCommand command = Some(new Random(seed));
        Assert.True(CommandWords.TryParse(CommandWords.Of(command), out StageCommand read, out string? fault), fault);
        Assert.Equal(command, read);
    }

    [Property]
    public void EveryLessonSurvivesItsOrder(int seed)
    {
        var chance = new Random(seed);
        StageCommand command = Some(chance);
        if (!CommandWords.Bindable.Contains(command.Kind)) return;

        double? value = CommandWords.RangeOf(command.Kind) is null ? null : Math.Round(command.Value, 3);
        if (CommandWords.IsContinuous(command.Kind) && chance.Next(2) == 0) value = null;
        var lesson = new Lesson(command.Kind, value);
        Assert.True(CommandWords.CanLearn(lesson));
        Assert.Equal(lesson, Lesson.Of(lesson.ToLearn()));
        Assert.True(CommandWords.TryParse(CommandWords.Of(lesson.ToLearn()), out StageCommand order, out string? fault), fault);
        Assert.Equal(lesson.ToLearn(), order);
        Assert.Equal(new Lesson(command.Kind), Lesson.Of(lesson.ToUnlearn()));
    }

    [Theory]
    [InlineData("", "start")]
    [InlineData("sing", "sing")]
    [InlineData("next 3", "3")]
    [InlineData("go-to", "1 to 999")]
    [InlineData("go-to 0", "1 to 999")]
    [InlineData("go-to 1.5", "whole")]
    [InlineData("go-to 3 4", "4")]
    [InlineData("role", "duet")]
    [InlineData("role solo", "duet")]
    [InlineData("role 1", "duet")]
    [InlineData("temperature", "0.01 to 4")]
    [InlineData("temperature 5", "0.01 to 4")]
    [InlineData("temperature NaN", "0.01 to 4")]
    [InlineData("temperature 0,9", "0.01 to 4")]
    [InlineData("density -1", "0 to 30")]
    [InlineData("loudness ∞", "-64 to 64")]
    [InlineData("scale", "dorian")]
    [InlineData("scale phrygian", "dorian")]
    [InlineData("scale 3", "dorian")]
    [InlineData("tonic", "Eb")]
    [InlineData("tonic H", "Eb")]
    [InlineData("tonic 3", "Eb")]
    [InlineData("chord", "C-Eb-G")]
    [InlineData("chord -", "C-Eb-G")]
    [InlineData("chord C-H", "C-Eb-G")]
    [InlineData("chord on", "C-Eb-G")]
    [InlineData("follow-chord maybe", "off on")]
    [InlineData("lowest 128", "0 to 127")]
    [InlineData("lowest 20.5", "whole")]
    [InlineData("highest H2", "C2")]
    [InlineData("tempo 19.9", "20 to 300")]
    [InlineData("tempo 301", "off")]
    [InlineData("tempo -0.1", "20 to 300")]
    [InlineData("tempo 60 90", "90")]
    [InlineData("tap 3", "3")]
    [InlineData("metronome", "off on")]
    [InlineData("entry 1", "bar")]
    [InlineData("learn tonic", "Eb")]
    [InlineData("learn", "start")]
    [InlineData("learn learn", "learn")]
    [InlineData("learn role", "duet")]
    [InlineData("unlearn next 3", "3")]
    [InlineData("enter 3", "enter")]
    public void WrongCommandIsRefusedInOneLineThatSaysWhatWouldBeRight(string text, string named)
    {
        Assert.False(CommandWords.TryParse(text, out StageCommand _, out string? fault));
        Assert.Contains(named, fault);
        Assert.DoesNotContain('\n', fault);
    }

    [Property]
    public void WhateverIsWrittenIsReadOrRefusedInAShortLine(string? text)
    {
        if (CommandWords.TryParse(text ?? "", out StageCommand _, out string? fault)) return;

        Assert.InRange(fault.Length, 1, 390);       // a line of the socket, with what goes before it
        Assert.DoesNotContain(fault, char.IsControl);
    }

    internal static StageCommand Some(Random chance)
    {
        (CommandKind Kind, Func<double> Value)[] all =
        [
            .. new[] { CommandKind.Start, CommandKind.Stop, CommandKind.Veto, CommandKind.TakeOver, CommandKind.Next, CommandKind.Previous, CommandKind.Panic, CommandKind.Tap }.Select(kind => (kind, (Func<double>)(() => 0))),
            (CommandKind.Role, () => chance.Next(3)),
            (CommandKind.Temperature, () => 0.01 + (3.99 * chance.NextDouble())),
            (CommandKind.Density, () => 30 * chance.NextDouble()),
            (CommandKind.Loudness, () => 64 - (128 * chance.NextDouble())),
            (CommandKind.GoTo, () => chance.Next(1, 1_000)),
            (CommandKind.Scale, () => chance.Next(9)),
            (CommandKind.Tonic, () => chance.Next(12)),
            (CommandKind.Chord, () => chance.Next(1 << 12)),
            (CommandKind.FollowChord, () => chance.Next(2)),
            (CommandKind.Lowest, () => chance.Next(128)),
            (CommandKind.Highest, () => chance.Next(128)),
            (CommandKind.Tempo, () => chance.Next(5) == 0 ? 0 : 20 + (280 * chance.NextDouble())),
            (CommandKind.Metronome, () => chance.Next(2)),
            (CommandKind.Entry, () => chance.Next(3)),
        ];
        var (kind, value) = all[chance.Next(all.Length)];
        return new(kind, value());
    }
}
