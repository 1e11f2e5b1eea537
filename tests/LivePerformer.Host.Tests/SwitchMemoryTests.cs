using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host.Tests;

public sealed class SwitchMemoryTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>A night of switches leaves nothing behind: neither models' memories, nor sounds, nor items that were
    /// asked for and passed over, nor what a performer that failed had.</summary>
    [Fact]
    public void HundredSwitchesAndReplacedPerformersLeaveNothingBehind()
    {
        TinyHome.In(scratch);
        var home = new Installation(scratch.Path("home"));
        Preset answer = PresetFile.Find("answer", home.Presets), duet = PresetFile.Find("duet", home.Presets);
        byte[] phrases = File.ReadAllBytes(Path.Combine(LivePerformer.Testing.Repo.Root, "presets", "performances", "phrases.mid"));
        var programme = new Programme("test", [new("one", answer), new("two", duet), new("three", answer, phrases)]);
        using var device = new NullDevice();
        using Ensemble ensemble = Ensemble.Create(home, programme, device, 7, new ManualClock(), keepsTake: false);
        ensemble.Start();

        Switch(30, replaces: 3, passOver: 20);      // once as many together as ever after: what they leave lies ready for the next
        // Memory is the whole process's, and other tests are in it: what we leave behind, we leave behind every time.
        var grown = new List<long>();
        do
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            Switch(100, replaces: 10, passOver: 2);
            Switch(40, replaces: 0, passOver: 2);       // nobody tidies up behind a performer that is not replaced
            grown.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        while (grown[^1] >= 500_000 && grown.Count < 4);

        Assert.True(grown[^1] < 500_000, $"grown by {string.Join(", ", grown)} bytes");

        for (int n = 0; n < 10_000 && Busy() > 1; n++) Pass();
        Assert.Equal(1, Busy());        // it plays

        void Switch(int times, int replaces, int passOver)
        {
            for (int i = 0; i < times; i++)
            {
                if (replaces > 0 && i % (times / replaces) == 0)
                {
                    SceneMaker old = ensemble.Maker;
                    ensemble.Replace();
                    Enter(i, passOver);
                    Assert.True(ensemble.TryLetGo(old));
                }

                Enter(i, passOver);
            }
        }

        void Enter(int i, int passOver)
        {
            if (i % passOver == 0) Assert.True(ensemble.Desk.TrySend(StageCommand.Enter((i + 1) % 3, Load((i + 1) % 3).Scene.Slot)));     // and something else at once
            Cast next = Load(i % 3);
            Assert.True(ensemble.Desk.TrySend(StageCommand.Enter(i % 3, next.Scene.Slot)));
            Assert.True(ensemble.Desk.TrySend(new(CommandKind.TakeOver)));
            for (int n = 0; ensemble.Cast != next; n++)
            {
                Assert.True(n < 10_000);
                Pass();
            }

            for (int n = 0; n < 50; n++) Pass();
            ensemble.Tidy();
        }

        int Busy() => Enumerable.Range(0, Stage.Slots).Count(ensemble.Stage.IsBusy);

        Cast Load(int number)
        {
            for (int n = 0; n < 10_000; n++)
            {
                if (ensemble.Load(number) is { } loaded) return loaded;
                Pass();
            }

            throw new InvalidOperationException("no slot becomes free");
        }

        void Pass()
        {
            device.Run();
            ensemble.Performer.Step();
        }
    }
}
