using LivePerformer.Core;

namespace LivePerformer.Synth.Tests;

[CollectionDefinition("Alone", DisableParallelization = true)]
public class Alone;

[Collection("Alone")]
public class AllocationTests
{
    [Fact]
    public void PlayingDoesNotAllocate()
    {
        Synthesizer synth = Piano.New();
        float[] left = new float[128], right = new float[128];
        void Play(int blocks)
        {
            var random = new Random(3);
            for (int i = 0; i < blocks; i++)
            {
                int key = random.Next(128);
                synth.Handle(MidiMessage.NoteOn(i & 15, new Pitch(key), (byte)random.Next(1, 128)));
                if ((i & 1) == 0) synth.Handle(MidiMessage.NoteOff(i & 15, new Pitch(key)));
                synth.Handle(new((byte)(0xB0 | (i & 15)), (byte)random.Next(128), (byte)random.Next(128)));
                synth.Handle(new((byte)(0xC0 | (i & 15)), (byte)random.Next(128), 0));
                synth.Handle(new((byte)(0xE0 | (i & 15)), 0, (byte)random.Next(128)));
                synth.Render(new AudioBlock(left, right, Piano.SampleRate, 128L * i));
                if (i % 500 == 0) synth.AllSoundOff();
            }
        }

        Play(1000);     // the compiler has its fill of it
        long before = GC.GetAllocatedBytesForCurrentThread();
        Play(2000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The test itself makes one Random and one closure per call.
        before = GC.GetAllocatedBytesForCurrentThread();
        Play(0);
        Assert.Equal(GC.GetAllocatedBytesForCurrentThread() - before, allocated);
        Assert.True(synth.StolenVoices > 0);
    }

    [Fact]
    public void ChangingTheFontDoesNotAllocate()
    {
        Synthesizer synth = Piano.New();
        SoundFont other = new TestFont().Load();
        void Change(int times)
        {
            for (int i = 0; i < times; i++) synth.Use(i % 2 == 0 ? other : Piano.Font);
        }

        Change(1000);
        Allocations before = Allocations.Begin();
        Change(1000);
        Assert.Equal(0, before.SoFar);
    }

    [Fact]
    public void LoadingAllocatesLittleBesideTheRecordings()
    {
        SoundFont.Load(Piano.Path).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        using SoundFont font = SoundFont.Load(Piano.Path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(font.SampleBytes > 15_000_000);
        Assert.InRange(allocated, 1, 1 << 20);
    }
}
