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

        Assert.InRange(fault.Length, 1, 190);
        Assert.DoesNotContain(fault, char.IsControl);
    }

    internal static StageCommand Some(Random chance)
    {
        string[] kinds = ["start", "stop", "veto", "take-over", "role", "temperature", "density", "loudness", "next", "previous", "go-to", "panic"];
        return chance.Next(kinds.Length) switch
        {
            4 => new(CommandKind.Role, chance.Next(3)),
            5 => new(CommandKind.Temperature, 0.01 + (3.99 * chance.NextDouble())),
            6 => new(CommandKind.Density, 30 * chance.NextDouble()),
            7 => new(CommandKind.Loudness, 64 - (128 * chance.NextDouble())),
            10 => new(CommandKind.GoTo, chance.Next(1, 1_000)),
            int plain => new((CommandKind)(plain + 1)),
        };
    }
}
