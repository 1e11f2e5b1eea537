using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;
using LivePerformer.RealTime;

namespace LivePerformer.Host;

/// <summary>Plays a recorded take again through the very same engine: first the performer, who hears and sees what it did
/// then; then the callback, which reads the plans when it did then.</summary>
internal static class Replay
{
    private const int MostFrames = 1024;    // in a block, where the callback did nothing that depends on blocks

    /// <exception cref="LivePerformerException">The take has gaps, or its models are no longer there.</exception>
    public static ReplayResult Run(Installation home, RecordedTake take, string name)
    {
        if (!take.IsWhole && !take.IsCutOff)
            throw new LivePerformerException($"'{name}' cannot be replayed: {take.Missing}. What is left of it can be exported: LivePerformer export {name}");

        Programme programme = Programme.Of(take, name);
        var seat = new ReplaySeat(take.Entries);
        using var device = new NullDevice(take.Header.SampleRate);
        Controls? controls = take.Header.Controls is { } bound ? new Controls(BindingsFile.Parse(bound.GetRawText(), name), programme.Inputs.Count > 1, programme.Refuses) : new Controls([], programme.Inputs.Count > 1, programme.Refuses);
        using Ensemble ensemble = Ensemble.Replay(home, programme, device, take.Header.Seed, seat, controls);
        CheckModels(take.Header, ensemble.Cast.Models, name);
        Ensemble.Play(seat, ensemble);
        if (ensemble.Cast.Improviser.Fault is string fault) throw new LivePerformerException(fault);

        using var stage = new Stage { Settings = SceneMaker.SettingsOf(programme.Items[0].Preset) };
        var processor = new StageSetup(stage) { First = SceneMaker.SetupOf(programme, 0), Outputs = programme.Outputs.Count }.Build(take.Header.SampleRate);
        List<SentEvent> sent = Send(take, seat.Plans, stage, processor, programme);
        return new ReplayResult(sent, seat.Differs ?? Difference([.. take.Ai], sent, take));
    }

    private static void CheckModels(TakeHeader header, IReadOnlyList<TakeModel> models, string name)
    {
        foreach ((TakeModel played, TakeModel here) in header.Models.Zip(models))
        {
            if (!played.Sha256.Equals(here.Sha256, StringComparison.OrdinalIgnoreCase))
                throw new LivePerformerException($"'{name}' was played by model '{played.Name}' with SHA-256 {played.Sha256[..Math.Min(12, played.Sha256.Length)]}..., but the one here is another. Put that model back into models/.");
        }
    }

    private static List<SentEvent> Send(RecordedTake take, IReadOnlyList<DueEvent> plans, Stage stage, StageProcessor processor, Programme programme)
    {
        var callback = new Callback(take, stage, processor, programme);
        int planned = 0;
        TakeEntry[] blocks = [.. take.Entries.Where(entry => entry.Kind is TakeKind.Block or TakeKind.Panic)];
        for (int b = 0; b < blocks.Length; b++)
        {
            (long start, long expected) = (blocks[b].A, blocks[b].Kind == TakeKind.Panic ? blocks[b].A : blocks[b].B);
            callback.RunTo(expected);
            callback.JumpTo(start);
            bool isPanic = blocks[b].Kind == TakeKind.Panic;
            for (int i = 0; !isPanic && i < blocks[b].Skipped && planned < plans.Count; i++) callback.Plan(plans[planned++]);
            if (!isPanic && b + 1 < blocks.Length && blocks[b + 1].Kind == TakeKind.Panic && blocks[b + 1].A == start)
            {
                isPanic = true;     // in the very block in which plans were read
                b++;
            }

            if (isPanic) processor.PanicNow();
            callback.RunTo(start + 1);
        }

        callback.RunTo(take.EndFrame);
        if (take.IsWhole) callback.Finish();
        return callback.Sent;
    }

    private static string? Difference(SentEvent[] then, List<SentEvent> now, RecordedTake take)
    {
        for (int i = 0; i < then.Length; i++)
        {
            if (i < now.Count && then[i] == now[i]) continue;

            string at = $"{TimePoint.FromFrame(then[i].SentFrame, take.Header.SampleRate).SinceStart:hh\\:mm\\:ss\\.fff}";
            return $"at {at}, message {i + 1} of {then.Length}: {Text(then[i])} then, {(i < now.Count ? Text(now[i]) : "nothing")} now";
        }

        // behind where a take was cut off, more may have left than was written down
        return now.Count > then.Length && take.IsWhole ? $"{now.Count} messages, where the take has {then.Length}" : null;
    }

    private static string Text(in SentEvent sent) =>
        $"{sent.Message.Status:x2} {sent.Message.Data1} {sent.Message.Data2} due at {sent.DueFrame}, sent at {sent.SentFrame} ({sent.Flags})";

    /// <summary>Calls the processor as the device did, in blocks that begin where plans were read.</summary>
    private sealed class Callback(RecordedTake take, Stage stage, StageProcessor processor, Programme programme)
    {
        private readonly HeardEvent[] human = [.. take.Came];
        private readonly List<BlockEvent> keys = [];
        private readonly float[] left = new float[MostFrames];
        private readonly float[] right = new float[MostFrames];
        private readonly BlockEvent[] wire = new BlockEvent[8192];
        private long frame;
        private int next;

        public List<SentEvent> Sent { get; } = [];

        /// <summary>Frames that the device skipped.</summary>
        public void JumpTo(long start) => frame = Math.Max(frame, start);

        public void Plan(in DueEvent plan)
        {
            if (plan.Kind == DueKind.Enter && ((SlotPart)plan.Message.Data2).HasFlag(SlotPart.Human)) Load((int)plan.Frame, plan.Message.Data1);
            if (stage.Due.TryWrite(plan)) return;

            RunTo(frame + 1);       // cannot be: the ring was as large then
            stage.Due.TryWrite(plan);
        }

        private void Load(int item, int slot)
        {
            stage.Set(slot, SceneMaker.SettingsOf(programme.ItemAt(item).Preset));
            processor.Load(slot, SceneMaker.SetupOf(programme, item));
        }

        public void RunTo(long end)
        {
            while (frame < end) Run((int)Math.Min(MostFrames, end - frame));
        }

        public void Finish()
        {
            var writer = new BlockEventWriter(wire);
            processor.Finish(ref writer);
            Drain();
        }

        private void Run(int frames)
        {
            keys.Clear();
            for (; next < human.Length && human[next].Came < frame + frames; next++)
                keys.Add(new((int)Math.Max(0, human[next].Came - frame), human[next].Message, human[next].Port));
            var writer = new BlockEventWriter(wire);
            processor.Process(
                new AudioBlock(left.AsSpan(0, frames), right.AsSpan(0, frames), take.Header.SampleRate, frame),
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(keys), ref writer);
            frame += frames;
            Drain();
        }

        private void Drain()
        {
            while (stage.Heard.TryRead(out _))
            {
                // the performer has played already
            }

            while (stage.Sent.TryRead(out SentEvent sent))
            {
                if (sent.Source == NoteSource.Ai && !sent.IsBlock && !sent.IsPanic) Sent.Add(sent);
            }
        }
    }
}
