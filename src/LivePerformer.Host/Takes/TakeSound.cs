using System.Runtime.InteropServices;
using LivePerformer.Core;
using LivePerformer.Music;
using LivePerformer.RealTime;

namespace LivePerformer.Host;

/// <summary>The sound of a take: the very same callback, with the pianos of all presets that were played, is given what came
/// and what was planned at the frames at which that was so then.</summary>
internal static class TakeSound
{
    private const int BlockFrames = 128;

    /// <summary>The last notes ring out.</summary>
    private static readonly TimeSpan RingOut = TimeSpan.FromSeconds(2);

    /// <summary>At a cut: a sudden change of loudness clicks.</summary>
    private static readonly TimeSpan Fade = TimeSpan.FromMilliseconds(5);

    /// <param name="name">What messages call the take.</param>
    /// <param name="cut">What of it is written: what rang before the cut rings on behind it.</param>
    /// <exception cref="LivePerformerException">A piano is absent, or the file cannot be written.</exception>
    public static void Write(RecordedTake take, bool withAi, Installation home, string name, string path, TakeCut cut)
    {
        Programme programme = Programme.Of(take, name);
        using var stage = new Stage { Settings = SceneMaker.SettingsOf(programme.Items[0].Preset) };
        using StageProcessor processor = new StageSetup(stage) { First = SetupOf(0), Outputs = programme.Outputs.Count }.Build(take.Header.SampleRate);
        using WavWriter wav = WavWriter.Create(path, take.Header.SampleRate);
        HeardEvent[] human = [.. take.Human];
        // where something is missing, plans and blocks no longer belong together: then what left is played as it left
        (long Frame, DueEvent Due)[] plans =
            [.. (take.IsWhole || take.IsCutOff ? Planned(take) : Left(take)).Where(plan => plan.Due.Kind != DueKind.Click && (withAi || !plan.Due.IsMusic))];
        long last = Math.Max(human.Length == 0 ? 0 : human[^1].Frame, withAi ? Left(take).Select(message => message.Frame).DefaultIfEmpty().Max() : 0);
        long end = Math.Min(cut.To ?? long.MaxValue, last + (long)(RingOut.TotalSeconds * take.Header.SampleRate));
        int fade = (int)(Fade.TotalSeconds * take.Header.SampleRate);
        float[] left = new float[BlockFrames], right = new float[BlockFrames];
        var keys = new List<BlockEvent>();
        var wire = new BlockEvent[8192];
        int nextKey = 0, nextPlan = 0;
        for (long start = 0; start < end;)
        {
            for (; nextPlan < plans.Length && plans[nextPlan].Frame <= start; nextPlan++) Plan(plans[nextPlan].Due);
            int frames = (int)Math.Min(BlockFrames, (nextPlan < plans.Length ? plans[nextPlan].Frame : long.MaxValue) - start);
            keys.Clear();
            for (; nextKey < human.Length && human[nextKey].Frame < start + frames; nextKey++)
                keys.Add(new((int)Math.Max(0, human[nextKey].Frame - start), human[nextKey].Message, human[nextKey].Port));

            var sent = new BlockEventWriter(wire);
            processor.Process(new AudioBlock(left.AsSpan(0, frames), right.AsSpan(0, frames), take.Header.SampleRate, start), CollectionsMarshal.AsSpan(keys), ref sent);
            int before = (int)Math.Clamp(cut.From - start, 0, frames), sounding = (int)Math.Clamp(end - start, before, frames);
            for (int i = before; i < sounding; i++) Soften(i, start + i);
            wav.Write(left.AsSpan(before, sounding - before), right.AsSpan(before, sounding - before));
            start += frames;
            while (stage.Heard.TryRead(out _) || stage.Sent.TryRead(out _))
            {
                // nobody listens, and the rings must not fill
            }
        }

        void Soften(int i, long frame)
        {
            float gain = 1;
            if (cut.From > 0) gain = Math.Min(gain, (frame - cut.From) / (float)fade);
            if (end == cut.To) gain = Math.Min(gain, (end - 1 - frame) / (float)fade);
            if (gain < 1) (left[i], right[i]) = (gain * left[i], gain * right[i]);
        }

        void Plan(in DueEvent due)
        {
            if (due.Kind == DueKind.Enter && ((SlotPart)due.Message.Data2).HasFlag(SlotPart.Human))
            {
                stage.Set(due.Message.Data1, SceneMaker.SettingsOf(programme.ItemAt((int)due.Frame).Preset));
                processor.Load(due.Message.Data1, SetupOf((int)due.Frame));
            }

            stage.Due.TryWrite(due);
        }

        SlotSetup SetupOf(int item) => Aloud(SceneMaker.SetupOf(programme, item), programme) with { Piano = home.Piano(programme.ItemAt(item).Preset.Sound.Piano) };
    }

    /// <summary>What a microphone heard sounded by itself then, and sounds here through the piano.</summary>
    private static SlotSetup Aloud(SlotSetup setup, Programme programme) =>
        programme.Microphone is null || setup.Routes.Count == SlotSetup.MostRoutes || setup.Routes.Any(route => route.Input == programme.MicrophoneInput && route.Output == Route.Instrument)
            ? setup
            : setup with { Routes = [.. setup.Routes, new Route(programme.MicrophoneInput, Route.Instrument)] };

    /// <summary>All that the performer planned, with the first frame of the block in which the callback read it.</summary>
    internal static IEnumerable<(long Frame, DueEvent Due)> Planned(RecordedTake take)
    {
        DueEvent[] plans = [.. take.Entries.Where(entry => entry.Kind == TakeKind.Plan).Select(entry => entry.DueEvent)];
        int next = 0;
        foreach (TakeEntry block in take.Entries.Where(entry => entry.Kind is TakeKind.Block or TakeKind.Panic))
        {
            if (block.Kind == TakeKind.Panic) yield return (block.A, DueEvent.AllNotesOff(int.MinValue));
            for (int i = 0; block.Kind == TakeKind.Block && i < block.Skipped && next < plans.Length; i++) yield return (block.A, plans[next++]);
        }
    }

    private static IEnumerable<(long Frame, DueEvent Due)> Left(RecordedTake take) =>
        take.Ai.Where(sent => !sent.IsDropped).OrderBy(sent => sent.SentFrame).Select(sent => (sent.SentFrame, DueEvent.At(sent.SentFrame, sent.Message, 0)));
}
