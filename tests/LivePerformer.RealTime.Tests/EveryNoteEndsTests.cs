using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.RealTime.Tests;

/// <summary>Whatever is planned, cancelled, switched and played: what leaves is in order and ends.</summary>
public sealed class EveryNoteEndsTests
{
    private const int AiChannel = 1;

    public enum Act { Plan, PlanNoteOff, Pedal, Key, KeyUp, File, Cancel, Withdraw, Panic, Switch, Enter, Gone, AllNotesOff, Pass }

    /// <summary>One thing that happens before a block; pitches are few so that notes collide.</summary>
    public sealed record Deed(Act Act, int Pitch, int Offset, int Channel);

    private static Gen<Deed> Deeds =>
        from act in Gen.Frequency(
            (10, Gen.Constant(Act.Plan)), (6, Gen.Constant(Act.PlanNoteOff)), (2, Gen.Constant(Act.Pedal)),
            (4, Gen.Constant(Act.Key)), (4, Gen.Constant(Act.KeyUp)), (3, Gen.Constant(Act.File)),
            (2, Gen.Constant(Act.Cancel)), (2, Gen.Constant(Act.Withdraw)), (1, Gen.Constant(Act.Panic)), (1, Gen.Constant(Act.Switch)),
            (4, Gen.Constant(Act.Enter)), (1, Gen.Constant(Act.Gone)), (1, Gen.Constant(Act.AllNotesOff)),
            (8, Gen.Constant(Act.Pass)))
        from pitch in Gen.Choose(60, 63)
        from offset in Gen.Choose(-6_000, 2_000)
        from channel in Gen.Choose(0, 1)
        select new Deed(act, pitch, offset, channel);

    [Property(MaxTest = 300)]
    public Property WhateverHappensEveryNoteThatLeavesEndsOnce() =>
        Prop.ForAll(
            Deeds.ListOf().ToArbitrary(),
            Gen.Elements(1, 2, 5, 1024).ToArbitrary(),
            (deeds, room) => Perform([.. deeds], room));

    private static void Perform(Deed[] deeds, int room)
    {
        using var stage = new Stage(capacity: 1 << 14);
        SpyInstrument[] instruments = [.. Enumerable.Range(0, Stage.Slots).Select(_ => new SpyInstrument())];
        bool spares = (deeds.Length & 1) == 0;
        var processor = new StageProcessor(new StageSetup(stage) { Planned = 16, Outputs = 2, First = new() { SparesHeldKeys = spares } }, instruments[0], 48_000);
        for (int slot = 1; slot < Stage.Slots; slot++) processor.Load(slot, Setup(slot, spares), instruments[slot]);
        var blocks = new Blocks(processor, room);
        int epoch = 0;
        int file = 0;
        foreach (Deed deed in deeds)
        {
            var pitch = new Pitch(deed.Pitch);
            long due = blocks.Frame + deed.Offset;
            int inBlock = Math.Abs(deed.Offset) % 128;
            switch (deed.Act)
            {
                case Act.Plan:
                    stage.Due.TryWrite(DueEvent.At(due, MidiMessage.NoteOn(AiChannel, pitch, 64), epoch));
                    stage.Due.TryWrite(DueEvent.At(due + (deed.Pitch * 20), MidiMessage.NoteOff(AiChannel, pitch), epoch));
                    break;
                case Act.PlanNoteOff:
                    stage.Due.TryWrite(DueEvent.At(due, MidiMessage.NoteOff(AiChannel, pitch), epoch));
                    break;
                case Act.Pedal:
                    stage.Due.TryWrite(DueEvent.At(due, MidiMessage.Control(AiChannel, ControlChange.Sustain, (byte)inBlock), epoch));
                    break;
                case Act.Key:
                    blocks.Heard.Add(new(inBlock, MidiMessage.NoteOn(deed.Channel, pitch, 64), (byte)(deed.Offset & 1)));
                    break;
                case Act.KeyUp:
                    blocks.Heard.Add(new(inBlock, MidiMessage.NoteOff(deed.Channel, pitch), (byte)(deed.Offset & 1)));
                    break;
                case Act.Gone:
                    blocks.Heard.Add(new(inBlock, MidiMessage.Clock(MidiMessage.SourceGone), (byte)(deed.Offset & 1)));
                    break;
                case Act.AllNotesOff:
                    blocks.Heard.Add(new(inBlock, MidiMessage.Control(deed.Channel, ControlChange.AllNotesOff, 0), (byte)(deed.Offset & 1)));
                    break;
                case Act.Enter:
                    stage.Due.TryWrite(DueEvent.Enter(0, inBlock % Stage.Slots, (SlotPart)(1 + (deed.Pitch % 3))));
                    break;
                case Act.File:
                    file += inBlock;
                    stage.Played.TryWrite(new(blocks.Frame + file, MidiMessage.NoteOn(deed.Channel, pitch, 64)));
                    break;
                case Act.Cancel:
                    stage.Due.TryWrite(DueEvent.CancelBefore(++epoch));
                    break;
                case Act.Withdraw:
                    stage.Due.TryWrite(DueEvent.Withdraw(due, epoch));
                    break;
                case Act.Panic:
                    stage.Due.TryWrite(DueEvent.AllNotesOff(++epoch));
                    break;
                case Act.Switch:
                    stage.Settings = new()
                    {
                        HumanThru = (inBlock & 1) == 0,
                        HumanSounds = (inBlock & 2) == 0,
                        AiSounds = (inBlock & 4) == 0,
                        AiChannel = (byte)(inBlock % 3),
                    };
                    break;
                default:
                    blocks.Pass();
                    break;
            }
        }

        blocks.Pass();
        blocks.Finish();

        Assert.Equal(blocks.Left.Select(left => left.Frame).Order(), blocks.Left.Select(left => left.Frame));
        foreach (int port in (int[])[0, 1]) AssertPaired(blocks.Left.Where(left => left.Port == port).Select(left => left.Message));
        foreach (SpyInstrument instrument in instruments) AssertPaired(instrument.Handled.Select(handled => handled.Message));
        AssertTake(stage, blocks.Left);
    }

    /// <summary>Each slot another mixture of splits, layers, transpositions and channels.</summary>
    private static SlotSetup Setup(int slot, bool spares) => new()
    {
        SparesHeldKeys = spares,
        AiOutput = (byte)(slot & 1),
        Routes = slot % 4 == 3 ? SlotSetup.Through :
        [
            new Route(0, Route.Instrument) { Lowest = 61 },
            new Route(0, 0) { Highest = 61, Transpose = (sbyte)(slot - 4) },
            new Route(1, (byte)(slot & 1)) { Channel = (byte)(slot % 3) },
            new Route(1, 1) { Transpose = 1 },
        ],
    };

    /// <summary>On each key on and off alternate, and off comes last; a pedal that went down came up.</summary>
    private static void AssertPaired(IEnumerable<MidiMessage> messages)
    {
        var sounding = new HashSet<(byte, byte)>();
        var pedals = new HashSet<byte>();
        foreach (MidiMessage message in messages)
        {
            if (message.IsNoteOn) Assert.True(sounding.Add((message.Channel, message.Data1)), "struck twice");
            if (message.IsNoteOff) Assert.True(sounding.Remove((message.Channel, message.Data1)), "ended twice");
            if (!message.IsControlChange || message.Data1 != ControlChange.Sustain) continue;
            if (message.Data2 > 0) pedals.Add(message.Channel);
            else pedals.Remove(message.Channel);
        }

        Assert.Empty(sounding);
        Assert.Empty(pedals);
    }

    /// <summary>What the recorder was told of the AI is paired as well, and its note-ons are those that left.</summary>
    private static void AssertTake(Stage stage, List<(long Frame, MidiMessage Message, byte Port)> left)
    {
        var take = new List<MidiMessage>();
        int humans = 0;
        while (stage.Sent.TryRead(out SentEvent sent))
        {
            if (sent.Source == NoteSource.Human) humans++;
            if (sent.Source != NoteSource.Ai || sent.IsDropped) continue;

            take.Add(sent.Message);
            if (sent.Message.IsNoteOn) Assert.Contains(left, one => one.Frame == sent.SentFrame && one.Message == sent.Message);
        }

        int heard = 0;
        while (stage.Heard.TryRead(out HeardEvent e)) heard += e.Message.IsSystem ? 0 : 1;
        Assert.Equal(heard, humans);
        AssertPaired(take);
    }

    /// <summary>A device whose MIDI output has little room.</summary>
    private sealed class Blocks(StageProcessor processor, int room)
    {
        private readonly BlockEvent[] buffer = new BlockEvent[room];

        public long Frame { get; private set; }
        public List<BlockEvent> Heard { get; } = [];
        public List<(long Frame, MidiMessage Message, byte Port)> Left { get; } = [];

        public void Pass()
        {
            Heard.Sort((a, b) => a.Frame.CompareTo(b.Frame));
            var writer = new BlockEventWriter(buffer);
            processor.Process(new(new float[128], new float[128], 48_000, Frame), Heard.ToArray().AsSpan(), ref writer);
            foreach (BlockEvent sent in writer.Written) Left.Add((Frame + sent.Frame, sent.Message, sent.Port));
            Heard.Clear();
            Frame += 128;
        }

        public void Finish()
        {
            var writer = new BlockEventWriter(new BlockEvent[1024]);
            processor.Finish(ref writer);
            foreach (BlockEvent sent in writer.Written) Left.Add((Frame - 128 + sent.Frame, sent.Message, sent.Port));
        }
    }
}
