using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host.Tests;

public sealed class SwitchMemoryTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>A night of switches leaves nothing behind: neither models' memories, nor sounds, nor what a performer that failed had.</summary>
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

        Switch(30, replaces: 0);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Switch(100, replaces: 10);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.True(after - before < 500_000, $"{before} bytes before, {after} after");

        void Switch(int times, int replaces)
        {
            for (int i = 0; i < times; i++)
            {
                if (replaces > 0 && i % (times / replaces) == 0)
                {
                    SceneMaker old = ensemble.Maker;
                    ensemble.Replace();
                    Enter(i);
                    Assert.True(ensemble.TryLetGo(old));
                }

                Enter(i);
            }
        }

        void Enter(int i)
        {
            Cast? next;
            while ((next = ensemble.Load(i % 3)) is null) Pass();
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

        void Pass()
        {
            device.Run();
            ensemble.Performer.Step();
        }
    }
}
