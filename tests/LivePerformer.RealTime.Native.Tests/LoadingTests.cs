using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.RealTime.Native.Tests;

/// <summary>Pianos are loaded in the library while its callback plays: no collector stops it, and nothing of it is heard.</summary>
[Collection(nameof(AloneCollection))]
public sealed class LoadingTests : IDisposable
{
    private const int SampleRate = 48_000, Frames = 128;
    private const int Loads = 200;      // without a budget of its own the library's collector ran after some 120 of them

    private static readonly string Piano = Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-loading-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task TwoHundredPianosLoadedWhileItPlaysCallNoCollectorAndAreNotHeard()
    {
        NativeCallback library = NativeCallback.Load(NativeForm.IsRequired());
        string copy = Path.Combine(folder.FullName, "piano.sf2");
        File.Copy(Piano, copy);
        (_, string alone) = Perform(library, block => block < 500);
        int before = library.Collections;

        // a file that changed is loaded anew, and the one before goes
        Task loads = Task.Run(
            () =>
            {
                for (int i = 0; i < Loads; i++)
                {
                    File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(copy).AddSeconds(1));
                    library.Preload(copy);
                }
            },
            TestContext.Current.CancellationToken);
        (int blocks, string sound) = Perform(library, block => block < 500 || !loads.IsCompleted);
        await loads;

        Assert.Equal(0, library.Collections - before);
        Assert.Equal(blocks == 500 ? alone : Perform(library, block => block < blocks).Sound, sound);
    }

    [Fact]
    public void BrokenPianoWhileItPlaysIsALineAndNothingIsHeardOfIt()
    {
        NativeCallback library = NativeCallback.Load(NativeForm.IsRequired());
        string broken = Path.Combine(folder.FullName, "broken.sf2"), late = Path.Combine(folder.FullName, "late.sf2");
        File.WriteAllBytes(broken, File.ReadAllBytes(Piano)[..1_000_000]);
        byte[] bytes = File.ReadAllBytes(Piano);
        bytes.AsSpan(bytes.AsSpan().IndexOf("phdr"u8) + 8 + 38 + 24, 2).Fill(0xFF);      // the tables come last, when all samples are read
        File.WriteAllBytes(late, bytes);
        (_, string alone) = Perform(library, block => block < 1000);

        (_, string sound) = Perform(library, block =>
        {
            foreach (string piano in block % 100 == 50 ? [broken, late, "nowhere.sf2", "", "/"] : Array.Empty<string>())
            {
                string line = Assert.ThrowsAny<LivePerformerException>(() => library.Preload(piano)).Message;
                Assert.StartsWith($"SoundFont '{(piano is "/" ? piano : Path.GetFileName(piano))}'", line);
                Assert.DoesNotContain('\n', line);
                using var stage = new Stage();
                using var jack = new FakeJack(SampleRate, Frames);
                Assert.Equal(line, Assert.ThrowsAny<LivePerformerException>(() => library.Make(new StageSetup(stage) { First = new() { Piano = piano } }, jack.Wiring)).Message);
            }

            return block < 1000;
        });
        Assert.Equal(alone, sound);
    }

    [Fact]
    public void CollectionsAreCounted()
    {
        NativeCallback library = NativeCallback.Load(NativeForm.IsRequired());
        int before = library.Collections;
        using var stage = new Stage();
        using var jack = new FakeJack(SampleRate, Frames);
        for (int i = 0; i < 50 && library.Collections == before; i++)
            library.Make(new StageSetup(stage) { Planned = 500_000 }, jack.Wiring).Dispose();    // large objects, which have a budget of their own
        Assert.True(library.Collections > before);
    }

    [Fact]
    public void EnvironmentIsAsItWas()
    {
        NativeCallback.Load(NativeForm.IsRequired());
        Assert.Equal(Environment.GetEnvironmentVariable("DOTNET_GCgen0size"), Marshal.PtrToStringUTF8(GetEnvironment("DOTNET_GCgen0size")));
    }

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint GetEnvironment([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    /// <summary>Chords, pedals and wheels for as many blocks as wanted.</summary>
    /// <returns>How many blocks there were, and the hash of their sound.</returns>
    private static (int Blocks, string Sound) Perform(NativeCallback library, Func<int, bool> goesOn)
    {
        using var stage = new Stage();
        using var jack = new FakeJack(SampleRate, Frames);
        using JackCallback callback = library.Make(new StageSetup(stage) { First = new() { Piano = Piano }, Planned = 100 }, jack.Wiring);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new Random(1);
        float loudest = 0;
        int block = 0;
        for (; goesOn(block); block++)
        {
            byte key = (byte)random.Next(30, 100), value = (byte)random.Next(1, 128);
            switch (random.Next(20))
            {
                case < 4: jack.Play((uint)random.Next(Frames), 0x90, key, value); break;
                case < 8: jack.Play((uint)random.Next(Frames), 0x80, key, 64); break;
                case 8: jack.Play(0, 0xB0, ControlChange.Sustain, value); break;
                case 9: jack.Play(0, 0xE0, 0, value); break;
                default: break;
            }

            jack.Run(callback);
            hash.AppendData(MemoryMarshal.AsBytes(jack.Left));
            hash.AppendData(MemoryMarshal.AsBytes(jack.Right));
            foreach (float sample in jack.Left) loudest = Math.Max(loudest, Math.Abs(sample));
            while (stage.Heard.TryRead(out _)) { }
            while (stage.Sent.TryRead(out _)) { }
        }

        Assert.InRange(loudest, 0.05f, 4);      // it was not silence that was compared
        return (block, Convert.ToHexString(hash.GetHashAndReset()));
    }
}
