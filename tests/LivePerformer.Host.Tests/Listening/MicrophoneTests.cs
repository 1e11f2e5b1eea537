using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Devices.Jack.Tests;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>The whole line from a microphone to the answer: sound in, notes found in it, turns taken, MIDI out, and all of it
/// in the take. Who finds the notes is a detector of the tests.</summary>
[Collection(SoundServers.Name)]
public sealed class MicrophoneTests : IDisposable
{
    private const int SampleRate = 48_000;
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 20, 0, 0, TimeSpan.Zero);

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("answer")]
    [InlineData("duet")]
    public void PianoIsHeardAnsweredAndReplayedBitForBit(string preset)
    {
        var notes = PianoSound.Calls(times: 3, every: 4);
        (string path, ListenerMeters meters) = Rehearse(preset, new MemorySound(PianoSound.Of(notes, SampleRate, 12.5)), 12.5);

        RecordedTake take = RecordedTake.Read(path);
        Assert.True(take.IsWhole, take.Missing);
        AssertSame(notes, [.. take.Human.Where(heard => heard.Message.IsNoteOn)]);
        Assert.All(take.Human.Where(heard => heard.Message.IsNoteOn), heard => Assert.InRange(heard.Lag, 60 * 48, 80 * 48));
        Assert.Equal(notes.Length, meters.Notes);
        Assert.Contains(take.Ai, sent => sent.Message.IsNoteOn && !sent.IsDropped);
        AssertReplays(take);
    }

    [Fact]
    public void AnswerBeginsAfterTheSilenceAndNotInIt()
    {
        (string path, _) = Rehearse("answer", new MemorySound(PianoSound.Of(PianoSound.Calls(times: 1, every: 4), SampleRate, 4)), 4);
        RecordedTake take = RecordedTake.Read(path);
        long last = take.Human.Last(heard => heard.Frame < 3 * SampleRate).Frame;
        long first = take.Ai.First(sent => sent.Message.IsNoteOn && !sent.IsDropped).SentFrame;
        Assert.True(first >= last + (400 * 48), $"the answer began {(first - last) / 48} ms after the last key");
    }

    [Fact]
    public void MicrophoneThatIsPulledOutInTheMiddleOfANoteLeavesNoneBehind()
    {
        float[] sound = PianoSound.Of([(0.5, 5, 60, 100)], SampleRate, 1.5);      // and then exactly nothing
        (string path, ListenerMeters meters) = Rehearse("answer", new MemorySound(sound), 3);
        Assert.True(meters.IsDeaf);
        HeardEvent[] human = [.. RecordedTake.Read(path).Human];
        Assert.Equal([(60, true), (60, false)], human.Select(heard => ((int)heard.Message.Data1, heard.Message.IsNoteOn)));
        Assert.InRange(human[1].Frame, (int)(1.5 * SampleRate), 2 * SampleRate);
    }

    [Fact]
    public void WhatTheAiPlaysThroughTheLoudspeakersIsNotTakenForTheHuman()
    {
        var notes = PianoSound.Calls(times: 3, every: 4);
        float[] human = PianoSound.Of(notes, SampleRate, 12.5);
        ((int, bool)[] with, long masked) = Heard(hidesOwnSound: true);
        ((int, bool)[] without, _) = Heard(hidesOwnSound: false);
        string seen = $"with a mask, which left out {masked}:\n{string.Join(' ', with)}\nwithout:\n{string.Join(' ', without)}";
        Assert.True(without.Count(note => !note.Item2) >= 3, seen);     // the AI answers itself, again and again
        Assert.True(masked > 5 && with.Count(note => note.Item2) == notes.Length && with.Count(note => !note.Item2) <= 1, seen);

        ((int Pitch, bool IsHuman)[] Notes, long Masked) Heard(bool hidesOwnSound)
        {
            var source = new Loudspeaker(new MemorySound(human), delay: 1_000, gain: 0.25f);
            (string path, ListenerMeters meters) = Rehearse("answer", source, 12.5, hidesOwnSound, new Ages());     // a Markov chain plays: one key at a time, as the detector needs it
            HeardEvent[] heard = [.. RecordedTake.Read(path).Human.Where(heard => heard.Message.IsNoteOn)];
            return ([.. heard.Select(note => ((int)note.Message.Data1, notes.Any(played => played.Pitch == note.Message.Data1 && Math.Abs(played.At - (note.Frame / (double)SampleRate)) < 0.05)))], meters.Masked);
        }
    }

    [Theory]
    [InlineData("native")]
    [InlineData("managed")]
    public void RecordingPlayedIntoThePortIsAnsweredOnTheMidiOutput(string callback)
    {
        if (callback == "native") NativeForm.IsRequired();
        using var server = new JackServer();
        var notes = PianoSound.Calls(times: 1, every: 2.5);
        float[] recording = PianoSound.Of(notes, SampleRate, 2.5);
        Programme programme = ProgrammeOf("answer", [Room.Microphone]);
        var home = new Installation(scratch.Path("home"));
        using var room = new Room(server, echo: 0, noiseDb: -90);
        using var device = new JackDevice(server.Options() with { Microphone = programme.Microphone!.Connect, Callback = Enum.Parse<CallbackChoice>(callback, ignoreCase: true) });
        using var recorder = new TakeRecorder(scratch.Path("takes"), Now);
        using Ensemble ensemble = Ensemble.Create(home, programme, device, 7, new StopwatchClock(), recorder.Written, keepsTake: false);
        using Listening listening = Listening.Open(home, programme, ensemble.Stage, device, Maker)!;
        ensemble.Start();
        Assert.Equal(callback == "native", device.IsNative);
        recorder.Begin(TakeRecorder.Header(programme, ensemble.Cast.Models, [], device, null, 7, Now));
        listening.Start();
        using (var performer = new PerformerThread(ensemble.Performer, file: null))
        {
            MidiDump dump = server.StartDump(Venue.Out);
            JackServer.Until(
                () =>
                {
                    device.Watch();
                    room.Follow();
                    return device.Links.Any(link => link.Name == "in_mic" && link.Connected.Contains(Room.Microphone));
                },
                "for the microphone to be connected");
            room.Play(recording);
            JackServer.Until(() => room.IsThrough, "for the recording to be played");
            JackServer.Until(() => dump.AiNotes() >= 3, "for the answer");
            Assert.Null(performer.Fault);
            Assert.Empty(dump.Human());     // the piano sounds by itself: nothing of it goes through
        }

        device.Stop();
        listening.Dispose();
        ensemble.Performer.Record();
        ensemble.Witness!.Close(device.Clock.Now.ToFrame(SampleRate), ensemble.Stage.Meters.Overflows);
        recorder.Finish();
        RecordedTake take = RecordedTake.Read(recorder.Path);
        HeardEvent[] human = [.. take.Human.Where(heard => heard.Message.IsNoteOn)];
        Assert.Equal(notes.Select(note => note.Pitch), human.Select(heard => (int)heard.Message.Data1));
        Assert.Equal((0, 0), (ensemble.Stage.Meters.LostSound, listening.Meters.Missed));

        // the distances of the recording, to the hop of the detector
        Assert.All(human.Zip(human.Skip(1)), pair => Assert.InRange(pair.Second.Frame - pair.First.Frame, (350 - 10) * 48, (350 + 10) * 48));
        AssertReplays(take);
    }

    /// <summary>As on stage: the program as it is shipped, its own transcriber and its own improviser.</summary>
    [Fact]
    public void ShippedProgramHearsAPianoAndAnswersIt() => Venue.Undisturbed("JACK", venue =>
    {
        using var room = new Room(venue.Server, echo: 0, noiseDb: -80);
        using Cli cli = Shipped(venue, Room.Microphone, "--latency", Calibrated(venue));      // on a stage the quickest listens
        Assert.DoesNotContain("were not measured", cli.Output);
        MidiDump dump = venue.Server.StartDump(Venue.Out);
        room.Play(Calls());
        cli.WaitUntil(
            () =>
            {
                room.Follow();
                return room.IsThrough && dump.AiNotes() >= 3;
            },
            "for the answer");
        AssertHeard(venue, cli, leastMs: 60);
    });

    [Fact]
    public void ShippedProgramHearsAPianoThroughPipeWire()
    {
        Requires.Tool("pw-play", "pipewire-bin");
        Venue.Undisturbed("PipeWire", venue =>
        {
            string recording = venue.Scratch.Path("piano.wav");
            float[] calls = Calls();
            using (WavWriter writer = WavWriter.Create(recording, SampleRate)) writer.Write(calls, calls);
            using Cli cli = Shipped(venue, "Piano:output_FL", "--transcriber", "piano-ear");
            MidiDump dump = venue.Server.StartDump(Venue.Out);
            venue.Server.Start("pw-play", "-P", "{ node.name=Piano }", recording);
            cli.WaitUntil(() => dump.AiNotes() >= 3, "for the answer");
            AssertHeard(venue, cli, leastMs: 140);
        });
    }

    [Fact]
    public void CalibrateFindsTheRoomTheTouchTheTuningAndTheWay()
    {
        using var server = new JackServer();
        string profile = scratch.Path("piano.json");
        using var room = new Room(server, "LivePerformer-calibrate:out_left", delay: 960, echo: 0.2f, noiseDb: -66);
        using Cli cli = Cli.Start(
            ["calibrate", "--microphone", Room.Microphone, "--silence", "1", "--playing", "8", "--forte", "2", "--out", profile],
            [.. server.Environment.Select(pair => (pair.Key, pair.Value))]);
        cli.WaitUntil(
            () =>
            {
                room.Follow();
                return cli.Output.Contains("Play for", StringComparison.Ordinal);
            },
            "for its turn");
        double own = MicrophoneMeasurement.Tuning(Scale(0), SampleRate)!.Value;
        float[] scale = Scale(-21), forte = PianoSound.Of([.. new[] { 36, 48, 55, 60, 64, 67, 72 }.Select(key => (0.1, 1.2, key, 120))], SampleRate, 1.5);
        room.Play(scale);
        cli.WaitUntil(() => cli.Output.Contains("as loud as", StringComparison.Ordinal), "for the forte");
        room.Play(forte);
        Assert.True(cli.WaitForExit() == 0, cli.Error);

        MicrophoneProfile found = LatencyFile.ReadAll(profile).Microphone!;
        Assert.Equal(-66, found.NoiseDb!.Value, 1.0);
        Assert.Equal(-21 + own, found.TuningCents, 2.0);
        Assert.InRange(found.LoopMs!.Value, 20, 20 + (3 * 128 / 48.0));        // and the blocks that the graph adds to a circle
        Assert.InRange(found.LoudDb!.Value, MicrophoneProfile.Decibels(scale.Max(Math.Abs)) - 3, MicrophoneProfile.Decibels(scale.Max(Math.Abs)) + 1);
        Assert.True(found.SoftDb < found.LoudDb);
        Assert.Equal(TimeSpan.Zero, LatencyFile.Read(profile).Longest);
        Assert.Equal("piano.forte.wav", found.Forte);
        float[] kept = SoundFile.ReadMono(scratch.Path("piano.forte.wav"), SampleRate);
        Assert.Equal(2 * SampleRate, kept.Length);
        Assert.Equal(forte.Max(Math.Abs), kept.Max(Math.Abs), 0.01f);
    }

    [Theory]
    [InlineData("gone.forte.wav", "gone.forte.wav", "calibrate again")]
    [InlineData("../piano.forte.wav", "no latency profile", "no file beside it")]
    public void ForteThatIsNotThereIsNamedWithTheRemedy(string forte, string named, string remedy)
    {
        Programme programme = ProgrammeOf("answer");
        string profile = scratch.Path("piano.json");
        using (FileStream file = File.Create(profile)) new LatencyFile { Microphone = new() { LoudDb = -12, Forte = forte } }.Write(file);
        ProgrammeItem item = programme.Items[0];
        programme = Programme.Of(item.Preset with { Time = item.Preset.Time with { Latency = profile } });
        using var device = new NullDevice();
        using var recorder = new TakeRecorder(scratch.Path("takes"), Now);
        using Ensemble ensemble = Ensemble.Create(new Installation(scratch.Path("home")), ProgrammeOf("answer"), device, 7, new ManualClock(), recorder.Written, keepsTake: false);
        string said = Assert.Throws<LivePerformerException>(() => Listening.Open(new Installation(scratch.Path("home")), programme, ensemble.Stage, device, Maker)).Message;
        Assert.Contains(named, said);
        Assert.Contains(remedy, said);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public void CalibrateSaysThatNothingComes()
    {
        using var server = new JackServer();
        using Cli cli = Cli.Start(
            ["calibrate", "--microphone", "nobody", "--silence", "0.5", "--playing", "2", "--forte", "0", "--no-chirps"],
            [.. server.Environment.Select(pair => (pair.Key, pair.Value))]);
        Assert.Contains("Nothing at all came from the microphone", cli.WaitForRefusal());
        Assert.Contains("waiting for 'nobody'", cli.Output);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("page")]
    public void MicrophoneWithoutASoundServerIsRefusedInOneLine(string audio)
    {
        using Cli cli = Cli.Start(["perform", "--audio", audio, "--microphone"], TinyHome.In(scratch));
        Assert.Contains("there is no microphone", cli.WaitForRefusal());
    }

    // The program as it is shipped: only its takes are elsewhere.
    private static Cli Shipped(Venue venue, string microphone, params string[] options)
    {
        Cli cli = Cli.Start(
            ["perform", "--preset", "acoustic", "--microphone", microphone, "--record", venue.Takes, "--report", venue.Scratch.Path("report.json"), .. options],
            [.. venue.Server.Environment.Select(pair => (pair.Key, pair.Value))]);
        cli.WaitUntil(() => cli.Output.Contains("The microphone comes in", StringComparison.Ordinal), "for the microphone");
        return cli;
    }

    // As calibrate leaves it.
    private static string Calibrated(Venue venue)
    {
        string profile = venue.Scratch.Path("piano.json"), forte = venue.Scratch.Path("piano.forte.wav");
        float[] loudest = PianoSound.Of([.. Enumerable.Range(0, 12).SelectMany(i => new[] { 36, 48, 55, 60, 64 }.Select(key => (0.1 + (0.4 * i), 0.4, key + i, 115)))], SampleRate, 5);
        using (WavWriter writer = WavWriter.Create(forte, SampleRate)) writer.Write(loudest, loudest);
        using FileStream file = File.Create(profile);
        new LatencyFile { Microphone = new() { LoudDb = -9, Forte = Path.GetFileName(forte) } }.Write(file);
        return profile;
    }

    private static readonly (double At, double Length, int Pitch, int Velocity)[] ShippedCalls = PianoSound.Calls(times: 2, every: 1.4);

    // Its beginning is silence: there is time to be connected.
    private static float[] Calls() => [.. new float[2 * SampleRate], .. PianoSound.Of(ShippedCalls, SampleRate, 3.6)];

    private static void AssertHeard(Venue venue, Cli cli, double leastMs)
    {
        cli.Signal("TERM");      // where tests run in the background, shells let all they start ignore SIGINT
        Assert.True(cli.WaitForExit() == 0, cli.Error);
        RecordedTake take = RecordedTake.Read(Assert.Single(Directory.GetFiles(venue.Takes, "*.take")));
        Assert.True(take.IsWhole, take.Missing);
        HeardEvent[] heard = [.. take.Human.Where(one => one.Message.IsNoteOn)];
        // Set against what was played, from the first key on: the weights get better, and a wrong note is no fault of the line.
        double begun = heard[0].Frame / (double)SampleRate;
        TranscribedNote[] told = [.. heard.Select(one => new TranscribedNote((one.Frame / (double)SampleRate) - begun, (one.Frame / (double)SampleRate) - begun + 0.1, one.Message.Data1, one.Message.Data2))];
        TranscribedNote[] played = [.. ShippedCalls.Select(note => new TranscribedNote(note.At - ShippedCalls[0].At, note.At - ShippedCalls[0].At + note.Length, note.Pitch, note.Velocity))];
        TranscriptionScore score = TranscriptionScore.Of(played, told)["onset_50ms"];
        Assert.True(score.F1 >= 0.7, $"{score}: {string.Join(' ', told.Select(note => $"{note.Pitch}@{note.Onset:F2}"))}");
        using var said = System.Text.Json.JsonDocument.Parse(File.ReadAllText(venue.Scratch.Path("report.json")));
        // What the formula says, and no faster: the model's delay and what JACK's block and the resampler add; slower is the machine's affair.
        Assert.True(said.RootElement.GetProperty("sound_to_note_p50_ms").GetDouble() > leastMs);
    }

    private static float[] Scale(double cents) =>
        PianoSound.Of([.. Enumerable.Range(0, 12).Select(i => (0.3 + (0.6 * i), 0.5, 48 + (2 * i), i % 2 == 0 ? 40 : 110))], SampleRate, 7.8, cents);

    private static Transcribers.Loaded Maker(Installation home, string model) => new("spectral", rate => new SpectralDetector(rate), new Nothing());

    private Programme ProgrammeOf(string preset, string[]? connect = null, bool hidesOwnSound = true)
    {
        TinyHome.In(scratch);
        Preset chosen = PresetFile.Find(preset, scratch.Path("home/presets"));
        return Programme.Of(chosen with { Microphone = new() { On = true, Connect = connect, HidesOwnSound = hidesOwnSound } });
    }

    /// <summary>Plays faster than real time, each block followed by the listener and a step of the performer.</summary>
    private (string Take, ListenerMeters Meters) Rehearse(string preset, ISoundSource microphone, double seconds, bool hidesOwnSound = true, IClock? work = null)
    {
        Programme programme = ProgrammeOf(preset, hidesOwnSound: hidesOwnSound);
        var home = new Installation(scratch.Path("home"));
        using var device = new NullDevice { Microphone = microphone };
        if (microphone is Loudspeaker loudspeaker) loudspeaker.Device = device;
        using var recorder = new TakeRecorder(scratch.Path("takes"), Now);
        using Ensemble ensemble = Ensemble.Create(home, programme, device, 7, work ?? new ManualClock(), recorder.Written, keepsTake: false);
        using Listening listening = Listening.Open(home, programme, ensemble.Stage, device, Maker)!;
        ensemble.Start();
        recorder.Begin(TakeRecorder.Header(programme, ensemble.Cast.Models, [], device, null, 7, Now));
        while (device.Clock.Now.Seconds < seconds)
        {
            device.Run();
            listening.Listener.Step();
            ensemble.Performer.Step();
        }

        device.Stop();
        ensemble.Performer.Record();
        ensemble.Witness!.Close(device.Frame, ensemble.Stage.Meters.Overflows);
        recorder.Finish();
        Assert.Null(recorder.Fault);
        return (recorder.Path, listening.Meters);
    }

    private void AssertReplays(RecordedTake take)
    {
        ReplayResult result = Replay.Run(new Installation(scratch.Path("home")), take, "the take");
        Assert.True(result.Differs is null, result.Differs);
        Assert.Equal(take.Ai, result.Ai);
    }

    private static void AssertSame((double At, double Length, int Pitch, int Velocity)[] notes, HeardEvent[] heard)
    {
        Assert.Equal(notes.Select(note => note.Pitch), heard.Select(note => (int)note.Message.Data1));
        foreach (((double at, _, _, _), HeardEvent note) in notes.Zip(heard)) Assert.InRange((note.Frame / (double)SampleRate) - at, -0.005, 0.015);
    }

    /// <summary>Between two looks ten seconds have passed.</summary>
    private sealed class Ages : IClock
    {
        private int looks;

        public TimePoint Now => TimePoint.FromSeconds(10 * ++looks);
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }

    /// <summary>A microphone that also hears what the device played a little before.</summary>
    private sealed class Loudspeaker(ISoundSource human, int delay, float gain) : ISoundSource
    {
        private readonly float[] air = new float[delay];
        private long at;

        public NullDevice? Device { get; set; }

        public void Fill(Span<float> sound, long frame)
        {
            human.Fill(sound, frame);
            ReadOnlySpan<float> played = Device!.Left;      // the block before this one
            for (int i = 0; i < sound.Length; i++, at++)
            {
                ref float passing = ref air[at % air.Length];
                sound[i] += gain * passing;
                passing = played[i];
            }
        }
    }
}
