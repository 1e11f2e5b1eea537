using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class ControlsTests
{
    private static readonly Binding Next = new(CommandKind.Next, CueSign.Pedal(67));
    private static readonly Binding Veto = new(CommandKind.Veto, CueSign.Key(new(36)));
    private static readonly Binding Third = new(CommandKind.GoTo, CueSign.Program(5), 3);
    private static readonly Binding Heat = new(CommandKind.Temperature, CueSign.Pedal(20), 0, 0.5, 1.5);

    private readonly List<BindingsChange> changes = [];

    [Property]
    public void WhatIsBoundDoesAsTheSlowAndPlainOneDoes(int seed)
    {
        var chance = new Random(seed);
        Binding[] bindings = SomeBindings(chance);
        var controls = new Controls(bindings);
        var plain = new PlainControls(bindings);
        for (int i = 0; i < 200; i++)
        {
            HeardEvent heard = SomeMessage(chance, i);
            var (isSign, expected) = plain.Hear(heard);
            Assert.Equal(isSign, controls.Hear(heard, out StageCommand command));
            Assert.Equal(expected, command);
        }
    }

    [Property]
    public void TheSameMessagesAndOrdersGiveTheSameCommandsAndBindings(int seed)
    {
        Assert.Equal(Play(seed), Play(seed));

        static List<object> Play(int seed)
        {
            var chance = new Random(seed);
            var all = new List<object>();
            var controls = new Controls(SomeBindings(chance), chance.Next(2) == 0) { Changed = change => all.Add($"{string.Join(", ", change.Bindings)}; {change.Added}; {string.Join(", ", change.Removed)}") };
            for (int i = 0; i < 200; i++)
            {
                if (chance.Next(10) == 0) all.Add(controls.Obey(SomeOrder(chance)));
                all.Add(controls.Hear(SomeMessage(chance, i), out StageCommand command));
                all.Add(command);
            }

            return all;
        }
    }

    [Property]
    public void WhateverIsLearnedNoMessageMeansTwoThingsAndEveryChangeIsTold(int seed)
    {
        var chance = new Random(seed);
        Binding[] first = SomeBindings(chance);
        var controls = new Controls(first, chance.Next(2) == 0);
        HashSet<CueSign> signs = [.. first.Select(binding => binding.Sign)];
        controls.Changed = change =>
        {
            Assert.Same(controls.Bindings, change.Bindings);
            Controls.CheckApart(change.Bindings);
            signs.ExceptWith(change.Removed);
            if (change.Added != CueSign.None) Assert.True(signs.Add(change.Added));
            Assert.True(signs.SetEquals(change.Bindings.Select(binding => binding.Sign)));
        };
        for (int i = 0; i < 200; i++)
        {
            if (chance.Next(10) == 0) controls.Obey(SomeOrder(chance));
            controls.Hear(SomeMessage(chance, i), out _);
        }
    }

    [Property]
    public void EveryKeyEndsAsWhatItBegan(int seed)
    {
        var chance = new Random(seed);
        var controls = new Controls(SomeBindings(chance));
        var began = new Dictionary<(byte, byte, byte), bool>();
        for (int i = 0; i < 300; i++)
        {
            if (chance.Next(10) == 0) controls.Obey(SomeOrder(chance));
            HeardEvent heard = SomeMessage(chance, i);
            bool isSign = controls.Hear(heard, out _);
            var key = (heard.Port, heard.Message.Channel, heard.Message.Data1);
            if (heard.Message.IsNoteOn) began[key] = isSign;
            else if (heard.Message.IsNoteOff && began.Remove(key, out bool beganAsSign)) Assert.Equal(beganAsSign, isSign);
            else if (heard.Message.Status == MidiMessage.SourceGone) began.Clear();
        }
    }

    [Fact]
    public void PedalThatTremblesIsOnePress()
    {
        var controls = new Controls([Next]);
        byte[] foot = [3, 30, 60, 63, 64, 63, 65, 62, 90, 127, 126, 127, 70, 64, 60, 64, 20, 0, 0];

        Assert.Equal([new StageCommand(CommandKind.Next)], Commands(controls, foot.Select(value => MidiMessage.Control(0, 67, value))));
        Assert.Equal([new StageCommand(CommandKind.Next)], Commands(controls, [MidiMessage.Control(5, 67, 127)]));
    }

    [Fact]
    public void KeyProgramAndFaderSayWhatTheyAreBoundTo()
    {
        var controls = new Controls([Veto, Third, Heat]);
        MidiMessage[] touched =
        [
            MidiMessage.NoteOn(0, new(36), 80), MidiMessage.NoteOff(0, new(36)), new(0xC0, 5, 0), new(0xC0, 6, 0),
            MidiMessage.Control(0, 20, 0), MidiMessage.Control(0, 20, 127), MidiMessage.Control(0, 20, 127), MidiMessage.NoteOn(0, new(37), 80),
        ];

        Assert.Equal([new(CommandKind.Veto), new(CommandKind.GoTo, 3), new(CommandKind.Temperature, 0.5), new(CommandKind.Temperature, 1.5)], Commands(controls, touched));
        Assert.Equal([true, true, true, false, true, true, true, false], touched.Select(message => controls.Hear(new(0, message), out _)));
    }

    [Theory]
    [InlineData("key C2 channel 10", 0x99, 36, 80)]
    [InlineData("pedal 67 channel 1", 0xB0, 67, 127)]
    [InlineData("program 6 channel 16", 0xCF, 5, 0)]
    public void FirstControlThatIsTouchedIsLearned(string sign, byte status, byte number, byte value)
    {
        Controls controls = Learning("next");
        var touched = new MidiMessage(status, number, value);

        Assert.True(controls.Hear(new(0, touched), out StageCommand command));
        Assert.Equal(default, command);         // that it was learned is enough
        Assert.Equal($"next: {sign}", Assert.Single(controls.Bindings).ToString());
        Assert.Null(controls.Learning);
        Assert.Equal(controls.Bindings[0].Sign, changes.Single().Added);

        controls.Hear(new(0, touched with { Status = (byte)(status & 0xEF | (status & 0x10)), Data2 = 0 }), out _);
        controls.Hear(new(0, touched), out command);
        Assert.Equal(new StageCommand(CommandKind.Next), command);
    }

    [Fact]
    public void NoiseIsNotLearned()
    {
        Controls controls = Learning("next", MidiMessage.Control(0, 11, 100), MidiMessage.Control(0, 2, 60));
        var chance = new Random(1);
        for (int i = 0; i < 1_000; i++)
        {
            controls.Hear(new(i, MidiMessage.Control(0, 11, (byte)chance.Next(95, 106))), out _);       // a pedal at rest
            controls.Hear(new(i, MidiMessage.Control(0, 2, (byte)chance.Next(55, 70))), out _);         // one around the middle
            controls.Hear(new(i, MidiMessage.Control(0, 7, (byte)chance.Next(20, 30))), out _);         // first heard of now
            controls.Hear(new(i, MidiMessage.Control(0, 34, (byte)chance.Next(128))), out _);           // its fine half
            controls.Hear(new(i, MidiMessage.Control(0, 88, (byte)chance.Next(128))), out _);           // of a velocity
            controls.Hear(new(i, MidiMessage.Control(0, 0, (byte)chance.Next(128))), out _);            // a bank
            controls.Hear(new(i, MidiMessage.Control(0, 123, (byte)chance.Next(128))), out _);
            controls.Hear(new(i, MidiMessage.NoteOff(0, new(60))), out _);
            controls.Hear(new(i, new(0x90, 61, 0)), out _);
            controls.Hear(new(i, new(0xE0, 0, 127)), out _);
            controls.Hear(new(i, new(0xD0, 127, 0)), out _);
            controls.Hear(new(i, new(0xA0, 60, 127)), out _);
            controls.Hear(new(i, MidiMessage.Clock(MidiMessage.TimingClock)), out _);
            controls.Hear(new(i, MidiMessage.Clock(0xFE)), out _);
        }

        Assert.Empty(controls.Bindings);
        controls.Hear(new(1_000, MidiMessage.Control(0, 7, 45)), out _);
        Assert.Equal("next: controller 7 channel 1", controls.Bindings.Single().ToString());
    }

    [Fact]
    public void SlowKnobIsLearnedOnceItHasClearlyMoved()
    {
        Controls controls = Learning("density");
        for (byte value = 30; value < 46; value++) Assert.False(controls.Hear(new(0, MidiMessage.Control(2, 21, value)), out _));
        Assert.True(controls.Hear(new(0, MidiMessage.Control(2, 21, 46)), out _));

        Assert.Equal(new Binding(CommandKind.Density, CueSign.Pedal(21).OnChannel(2), 0, 0, 12), controls.Bindings.Single());
        controls.Hear(new(0, MidiMessage.Control(2, 21, 127)), out StageCommand command);
        Assert.Equal(new StageCommand(CommandKind.Density, 12), command);
    }

    [Fact]
    public void WhatIsLearnedAgainMoves()
    {
        var controls = new Controls([Next, Veto]) { Changed = changes.Add };
        controls.Learn(new(CommandKind.Panic));
        controls.Hear(new(0, MidiMessage.Control(0, 67, 127)), out _);
        Assert.Equal(["veto: key C2", "panic: pedal 67 channel 1"], controls.Bindings.Select(b => b.ToString()));
        Assert.Equal([CueSign.Pedal(67)], changes[0].Removed);
        Assert.Equal(CueSign.Pedal(67).OnChannel(0), changes[0].Added);

        controls.Learn(new(CommandKind.Veto));          // the same command, another key
        controls.Hear(new(0, MidiMessage.NoteOn(0, new(40), 80)), out _);
        Assert.Equal(["panic: pedal 67 channel 1", "veto: key E2 channel 1"], controls.Bindings.Select(b => b.ToString()));

        Assert.True(controls.Obey(new Lesson(CommandKind.Panic).ToUnlearn()));
        Assert.False(controls.Obey(new Lesson(CommandKind.Panic).ToUnlearn()));
        Assert.Equal(["veto: key E2 channel 1"], controls.Bindings.Select(b => b.ToString()));
        Assert.Equal([CueSign.Pedal(67).OnChannel(0)], changes[2].Removed);
        Assert.Equal(3, changes.Count);
        Assert.False(controls.Hear(new(0, MidiMessage.Control(0, 67, 127)), out _));
    }

    [Fact]
    public void SeveralItemsAndButtonsOfOneCommandStandSideBySide()
    {
        var controls = new Controls([Third, Heat]);
        foreach (var (text, key) in new[] { ("learn go-to 4", 40), ("learn temperature 0.9", 41), ("learn role duet", 42), ("learn go-to 3", 43) })
        {
            Assert.True(CommandWords.TryParse(text, out StageCommand order, out _));
            Assert.True(controls.Obey(order));
            controls.Hear(new(0, MidiMessage.NoteOn(0, new(key), 80)), out _);
        }

        Assert.Equal(
            ["temperature: controller 20", "go-to 4: key E2 channel 1", "temperature 0.9: key F2 channel 1", "role duet: key F#2 channel 1", "go-to 3: key G2 channel 1"],
            controls.Bindings.Select(b => b.ToString()));
        Assert.Equal([new(CommandKind.Role, 1)], Commands(controls, [MidiMessage.NoteOn(0, new(42), 80)]));
    }

    [Fact]
    public void CueOfThePresetIsRefusedOnceWithItsReasonAndTheLessonGoesOn()
    {
        var refused = new List<string>();
        var controls = new Controls([], refuses: sign => sign.Overlaps(CueSign.Pedal(66)) ? "that is the cue" : null)
        {
            Refused = (sign, reason) => refused.Add($"{SignWords.Of(sign)}: {reason}"),
        };
        controls.Learn(new(CommandKind.Next));
        Assert.False(controls.Hear(new(0, MidiMessage.Control(0, 66, 127)), out _));
        Assert.False(controls.Hear(new(0, MidiMessage.Control(0, 66, 126)), out _));
        Assert.Equal(["pedal 66 channel 1: that is the cue"], refused);
        Assert.Empty(controls.Bindings);

        Assert.True(controls.Hear(new(0, MidiMessage.Control(0, 67, 127)), out _));
        Assert.Single(controls.Bindings);
    }

    [Fact]
    public void KeyCannotBeAFader()
    {
        string? reason = null;
        Controls controls = Learning("temperature");
        controls.Refused = (_, why) => reason = why;
        Assert.False(controls.Hear(new(0, MidiMessage.NoteOn(0, new(36), 80)), out _));

        Assert.Contains("temperature 1.5", reason);
    }

    [Fact]
    public void WithSeveralInputsTheInputIsLearnedToo()
    {
        var controls = new Controls([], learnsPort: true);
        controls.Learn(new(CommandKind.Next));
        controls.Hear(new(0, MidiMessage.NoteOn(0, new(36), 80), Port: 1), out _);

        Assert.Equal("next: key C2 channel 1 input 2", controls.Bindings.Single().ToString());
        Assert.False(controls.Hear(new(0, MidiMessage.NoteOn(0, new(36), 80)), out _));
    }

    [Fact]
    public void PedalThatWasPulledOutIsUp()
    {
        var controls = new Controls([Next]);
        Assert.Equal(
            [new(CommandKind.Next), new StageCommand(CommandKind.Next)],
            Commands(controls, [MidiMessage.Control(0, 67, 127), MidiMessage.Clock(MidiMessage.SourceGone), MidiMessage.Control(0, 67, 127)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((double)CommandKind.Learn)]
    [InlineData((double)CommandKind.Role)]
    [InlineData((double)CommandKind.DeviceLost)]
    [InlineData(double.NaN)]
    [InlineData(1e300)]
    [InlineData(-1)]
    public void WhatCannotBeLearnedIsRefused(double value)
    {
        var controls = new Controls([]);
        Assert.False(controls.Obey(new(CommandKind.Learn, value)));
        Assert.Null(controls.Learning);
    }

    [Fact]
    public void TwoCommandsOnOneControlAreRefused()
    {
        var fault = Assert.Throws<ControlsException>(() => new Controls([Next, Veto, new(CommandKind.Panic, CueSign.Pedal(67).OnChannel(3))]));
        Assert.Contains("next: pedal 67", fault.Message);
        Assert.Contains("panic: pedal 67 channel 4", fault.Message);
    }

    [Fact]
    public void TenThousandMessagesDoNotAllocate()
    {
        var chance = new Random(1);
        HeardEvent[] heard = [.. Enumerable.Range(0, 10_000).Select(i => SomeMessage(chance, i))];
        var controls = new Controls(SomeBindings(chance));
        Assert.True(controls.Bindings.Count > 2);
        int signs = HearAll(controls, heard);       // warm up
        Allocations before = Allocations.Begin();
        int again = HearAll(controls, heard);

        Assert.Equal(0, before.SoFar);
        Assert.True(signs > 100 && again > 100);

        static int HearAll(Controls controls, HeardEvent[] heard)
        {
            int signs = 0;
            foreach (HeardEvent e in heard)
            {
                if (controls.Hear(e, out _)) signs++;
            }

            return signs;
        }
    }

    private Controls Learning(string what, params MidiMessage[] before)
    {
        var controls = new Controls([]) { Changed = changes.Add };
        foreach (MidiMessage message in before) controls.Hear(new(0, message), out _);
        Assert.True(CommandWords.TryParse($"learn {what}", out StageCommand order, out string? fault), fault);
        Assert.True(controls.Obey(order));
        return controls;
    }

    private static StageCommand[] Commands(Controls controls, IEnumerable<MidiMessage> messages) =>
        [.. messages.Select(message => controls.Hear(new(0, message), out StageCommand command) ? command : default).Where(command => command != default)];

    /// <summary>A few on few keys and controllers, so that messages meet them.</summary>
    private static Binding[] SomeBindings(Random chance)
    {
        var bindings = new List<Binding>();
        for (int i = 0; i < 12; i++)
        {
            byte number = (byte)(20 + chance.Next(4));
            CueSign sign = chance.Next(4) switch { 0 => CueSign.Key(new(number)), 1 => CueSign.Program(number), _ => CueSign.Pedal(number) };
            if (chance.Next(2) == 0) sign = sign.OnChannel(chance.Next(2));
            if (chance.Next(2) == 0) sign = sign.OnPort((byte)chance.Next(2));
            StageCommand command = CommandWordsTests.Some(chance);
            bool fader = sign.Kind == SignKind.Controller && CommandWords.IsContinuous(command.Kind) && chance.Next(2) == 0;
            var (from, to) = fader ? Binding.UsualRange(command.Kind) : default;
            if (!bindings.Exists(other => other.Sign.Overlaps(sign))) bindings.Add(new(command.Kind, sign, fader ? 0 : command.Value, from, to));
        }

        return [.. bindings];
    }

    private static HeardEvent SomeMessage(Random chance, int frame)
    {
        byte number = (byte)(20 + chance.Next(4));
        int channel = chance.Next(2);
        MidiMessage message = chance.Next(12) switch
        {
            0 or 1 => MidiMessage.NoteOn(channel, new(number), (byte)chance.Next(1, 128)),
            2 or 3 => MidiMessage.NoteOff(channel, new(number)),
            4 => new((byte)(0x90 | channel), number, 0),
            5 => new((byte)(0xC0 | channel), number, 0),
            6 => MidiMessage.Clock(chance.Next(8) == 0 ? MidiMessage.SourceGone : MidiMessage.TimingClock),
            7 => new((byte)(0xE0 | channel), number, 100),
            _ => MidiMessage.Control(channel, number, chance.Next(3) == 0 ? (byte)chance.Next(128) : (byte)chance.Next(50, 70)),
        };
        return new(frame, message, (byte)chance.Next(2));
    }

    private static StageCommand SomeOrder(Random chance)
    {
        StageCommand command = CommandWordsTests.Some(chance);
        double? value = CommandWords.RangeOf(command.Kind) is null || (CommandWords.IsContinuous(command.Kind) && chance.Next(2) == 0) ? null : Math.Round(command.Value, 2);
        var lesson = new Lesson(command.Kind, value);
        return chance.Next(4) == 0 ? lesson.ToUnlearn() : lesson.ToLearn();
    }
}
