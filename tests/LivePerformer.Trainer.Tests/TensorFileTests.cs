using LivePerformer.Core;
using static TorchSharp.torch;

namespace LivePerformer.Trainer.Tests;

public sealed class TensorFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("liveperformer-tensors-").FullName;

    public TensorFileTests() => TorchLibrary.Prepare();

    private string File => Path.Combine(folder, "a.tensors");

    private sealed record Words(string Text, double Number);

    [Fact]
    public void TensorsAndNoteSurviveTheFile()
    {
        using Tensor matrix = randn(3, 5), single = tensor(2.5f), empty = zeros(0, 4);

        TensorFile.Write(File, new Words("Präludium", double.PositiveInfinity), [("matrix", matrix.t()), ("single", single), ("empty", empty)]);

        TensorFile file = TensorFile.Read(File);
        using Tensor turned = matrix.t().contiguous();
        Assert.Equal(new Words("Präludium", double.PositiveInfinity), file.Note<Words>());
        Assert.Equal(turned.data<float>().ToArray(), file.Values["matrix"]);
        Assert.Equal([2.5f], file.Values["single"]);
        Assert.Empty(file.Values["empty"]);
        Assert.Equal([File], Directory.GetFiles(folder));
    }

    [Fact]
    public void AnyDamageIsNoticed()
    {
        using Tensor value = randn(4);
        TensorFile.Write(File, new Words("x", 1), [("value", value)]);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x10;
            System.IO.File.WriteAllBytes(File, i % 2 == 0 ? damaged : bytes[..i]);
            Assert.Contains(File, Assert.Throws<LivePerformerException>(() => TensorFile.Read(File)).Message);
        }
    }

    /// <summary>A checkpoint of more than 2 GB was written, and then could not be read: no array of bytes holds it. Now none has to.</summary>
    [Fact]
    public void FileIsReadIntoItsTensorsAndNowhereElse()
    {
        using Tensor value = randn(5_000_000);
        TensorFile.Write(File, new Words("x", 1), [("value", value)]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TensorFile file = TensorFile.Read(File);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 20_000_000, 22_000_000);
        Assert.Equal(value.data<float>().ToArray(), file.Values["value"]);
    }

    /// <summary>What fine-tuning could not write was to be gone on with by --resume, which it has not; and half a file stayed on the full disk.</summary>
    [Fact]
    public void FullDiskIsToldWithTheWritersRemedyAndNothingStays()
    {
        Requires.Linux();
        System.IO.File.CreateSymbolicLink(File + ".tmp", "/dev/full");
        Assert.EndsWith("Free some space or make the folder writable.", Assert.Throws<LivePerformerException>(() => WholeFile.Write(File, "text")).Message);
        Assert.Empty(Directory.GetFiles(folder));

        System.IO.File.CreateSymbolicLink(File + ".tmp", "/dev/full");
        Assert.EndsWith("Call a friend.", Assert.Throws<LivePerformerException>(() => WholeFile.Write(File, "text", "Call a friend.")).Message);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void FullDiskLeavesTheOlderFileWhole()
    {
        Requires.Linux();
        using Tensor value = ones(4);
        TensorFile.Write(File, new Words("older", 1), [("value", value)]);
        System.IO.File.CreateSymbolicLink(File + ".tmp", "/dev/full");

        string message = Assert.Throws<LivePerformerException>(() => TensorFile.Write(File, new Words("newer", 2), [("value", value)])).Message;

        Assert.Contains("No space left", message);
        Assert.Equal("older", TensorFile.Read(File).Note<Words>().Text);
        Assert.Equal([File], Directory.GetFiles(folder));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
