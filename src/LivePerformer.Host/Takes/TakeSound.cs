using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;
using LivePerformer.RealTime;
using LivePerformer.Synth;
using Preset = LivePerformer.Engine.Preset;

namespace LivePerformer.Host;

/// <summary>The sound of a take: every message at the frame at which it left, through the preset's piano.</summary>
public static class TakeSound
{
    private const int BlockFrames = 128;

    /// <summary>The last notes ring out.</summary>
    private static readonly TimeSpan RingOut = TimeSpan.FromSeconds(2);

    /// <exception cref="LivePerformerException">The piano is absent, or the file cannot be written.</exception>
    public static void Write(IReadOnlyList<TakeEvent> events, int sampleRate, Preset preset, string piano, string path)
    {
        using var stage = new Stage { Settings = SceneMaker.SettingsOf(preset) };
        var processor = new StageProcessor(stage, new Synthesizer(SoundFont.Load(piano), sampleRate), sign: SceneMaker.CueSignOf(preset.Cue), tap: SceneMaker.TapSignOf(preset.Time.Tap));
        using WavWriter wav = WavWriter.Create(path, sampleRate);
        var left = new float[BlockFrames];
        var right = new float[BlockFrames];
        var keys = new List<BlockEvent>();
        var wire = new BlockEvent[8192];
        long end = (events.Count == 0 ? 0 : events[^1].SentFrame) + (long)(RingOut.TotalSeconds * sampleRate);
        int next = 0;
        for (long start = 0; start < end; start += BlockFrames)
        {
            keys.Clear();
            for (; next < events.Count && events[next].SentFrame < start + BlockFrames; next++)
            {
                TakeEvent played = events[next];
                if (played.Source == NoteSource.Human) keys.Add(new((int)Math.Max(0, played.SentFrame - start), played.Message));
                else stage.Due.TryWrite(DueEvent.At(played.SentFrame, played.Message, 0));
            }

            var sent = new BlockEventWriter(wire);
            processor.Process(new AudioBlock(left, right, sampleRate, start), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(keys), ref sent);
            wav.Write(left, right);
            while (stage.Heard.TryRead(out _) || stage.Sent.TryRead(out _))
            {
                // nobody listens, and the rings must not fill
            }
        }
    }
}
