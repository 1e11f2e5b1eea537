using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;
using Microsoft.Win32.SafeHandles;

namespace LivePerformer.Host;

/// <summary>Keeps the take on disk while it is played: what happened is appended four times a second and forced to the
/// disk, so that a power cut costs half a second.</summary>
/// <remarks>A thread of its own writes; the rest is for the control thread. What cannot be written to the folder goes on in
/// the folder for temporary files, with all that was recorded before; what cannot be written there either waits.</remarks>
internal sealed class TakeRecorder : IDisposable
{
    private const int RingEntries = 1 << 16;        // a minute of a flooded MIDI line
    private const int MostWaiting = 16 << 20;       // bytes that no disk took; then the ring fills, and loses
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly string name;
    private readonly string folder;
    private readonly TakeBlock block = new();
    private readonly MemoryStream waiting = new();
    private readonly ConcurrentQueue<(TimePoint, string)> remarks = new();
    private readonly ManualResetEventSlim stop = new();
    private SafeFileHandle? file;
    private Thread? thread;
    private long length;
    private bool isElsewhere;
    private volatile string path;
    private volatile string? fault;

    /// <exception cref="LivePerformerException">The folder cannot be written.</exception>
    public TakeRecorder(string folder, DateTimeOffset now)
    {
        this.folder = folder;
        name = $"take-{now:yyyyMMdd-HHmmss}";
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(folder, error);
        }

        OutputFile.CheckWritable(System.IO.Path.Combine(folder, name));
        (file, path) = Open(folder);
    }

    /// <summary>The way from the performer to the take.</summary>
    public SpscRing<TakeEntry> Written { get; } = new(RingEntries);

    /// <summary>The file of the take.</summary>
    public string Path => path;

    /// <summary>The same as MIDI, once it is finished; null before, and where it could not be written.</summary>
    public string? Midi { get; private set; }

    /// <summary>What went wrong when it was written, and what was done about it.</summary>
    public string? Fault => fault;

    /// <summary>What a take says of itself.</summary>
    public static TakeHeader Header(Programme programme, IReadOnlyList<TakeModel> models, IReadOnlyList<Binding> controls, IAudioDevice device, string? input, ulong seed, DateTimeOffset now) => new()
    {
        Product = typeof(TakeRecorder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Begun = $"{now:yyyy-MM-ddTHH:mm:sszzz}",
        SampleRate = device.SampleRate,
        BlockFrames = device.BlockFrames,
        Device = device.Name,
        Input = input,
        Seed = seed,
        Preset = JsonElement.Parse(PresetFile.Write(programme.Items[0].Preset)),
        Items = programme.Items.Count == 1 && programme.Items[0].Prompt is null ? null : programme.ToJson(),
        Controls = controls.Count == 0 ? null : JsonElement.Parse(BindingsFile.Write(controls)),
        Models = models,
    };

    /// <summary>From now on what is written down goes to disk.</summary>
    public void Begin(TakeHeader header)
    {
        waiting.Write(TakeBlock.Beginning(header));
        Save();
        thread = new Thread(Run) { Name = "take", IsBackground = true };
        thread.Start();
    }

    /// <summary>Adds a line of text.</summary>
    /// <remarks>Any thread.</remarks>
    public void Remark(TimePoint at, string text) => remarks.Enqueue((at, text));

    /// <summary>Nothing more will come: closes the take and writes it as MIDI too.</summary>
    public void Finish()
    {
        Stop();
        if (waiting.Length > 0) fault = $"{fault} Its last part, {waiting.Length} bytes, is lost.";
        Export();
    }

    /// <summary>Ends the thread and closes the file; one that holds nothing is taken away.</summary>
    public void Dispose()
    {
        Stop();
        Written.Dispose();
        stop.Dispose();
        waiting.Dispose();
        if (length == 0) TryDelete(path);
    }

    private void Stop()
    {
        if (file is null) return;

        stop.Set();
        thread?.Join();
        if (thread is not null) Save();
        file.Dispose();
        file = null;
    }

    private void Run()
    {
        while (!stop.Wait(Every)) Save();
    }

    private void Save()
    {
        if (waiting.Length < MostWaiting) Collect();
        if (waiting.Length == 0) return;

        try
        {
            Append();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string first = OutputFile.CannotWrite(path, error).Message;
            fault = isElsewhere || !TryGoElsewhere()
                ? $"{first} What is played is kept in memory until there is room."
                : $"{first} The take goes on in '{path}', with all that was recorded.";
        }
    }

    private void Collect()
    {
        while (remarks.TryDequeue(out (TimePoint At, string Text) remark)) block.Add(remark.At, remark.Text);
        for (int i = 0; i < RingEntries && Written.TryRead(out TakeEntry entry); i++) block.Add(entry);
        if (!block.IsEmpty) waiting.Write(block.Finish().Span);
    }

    private void Append()
    {
        try
        {
            RandomAccess.Write(file!, waiting.GetBuffer().AsSpan(0, (int)waiting.Length), length);
            RandomAccess.FlushToDisk(file!);
        }
        catch
        {
            TryCut();
            throw;
        }

        length += waiting.Length;
        waiting.SetLength(0);
        if (waiting.Capacity > 1 << 20) waiting.Capacity = 0;
    }

    // The part of a block that a full disk did take would only be read over.
    private void TryCut()
    {
        try
        {
            RandomAccess.SetLength(file!, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // the next append writes over it
        }
    }

    private bool TryGoElsewhere()
    {
        (SafeFileHandle? before, string old) = (file, path);
        SafeFileHandle? other = null;
        try
        {
            (other, path) = Open(System.IO.Path.GetTempPath());
            var part = new byte[1 << 16];
            for (long at = 0; at < length;)
            {
                int count = RandomAccess.Read(before!, part.AsSpan(0, (int)Math.Min(part.Length, length - at)), at);
                if (count == 0) throw new IOException("it became shorter");

                RandomAccess.Write(other, part.AsSpan(0, count), at);
                at += count;
            }

            file = other;
            Append();
            before!.Dispose();
            return isElsewhere = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            other?.Dispose();
            if (other is not null) TryDelete(path);
            (file, path) = (before, old);
            return false;
        }
    }

    private void Export()
    {
        try
        {
            RecordedTake take = RecordedTake.Read(path);
            MidiFile midi = TakeFile.ToMidi(TakeFile.Events(take), take.Header.SampleRate);
            string wanted = System.IO.Path.ChangeExtension(path, ".mid");
            try
            {
                TakeFile.Write(midi, wanted);
                Midi = wanted;
            }
            catch (LivePerformerException refused)
            {
                Midi = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetFileName(wanted));
                TakeFile.Write(midi, Midi);
                fault ??= $"{refused.Message} The take was saved as '{Midi}' instead.";
            }
        }
        catch (LivePerformerException refused)
        {
            Midi = null;
            fault ??= $"{refused.Message} Later: LivePerformer export {path}";
        }
    }

    /// <summary>A new file: two performances may begin in the same second.</summary>
    private (SafeFileHandle File, string Path) Open(string folder)
    {
        for (int i = 1; ; i++)
        {
            string free = System.IO.Path.Combine(folder, i == 1 ? name : $"{name}-{i}");
            if (File.Exists(free + ".mid") || File.Exists(free + ".take")) continue;

            try
            {
                return (File.OpenHandle(free + ".take", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read), free + ".take");
            }
            catch (IOException) when (File.Exists(free + ".take"))
            {
                // somebody was faster
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // it lies there, and harms nobody
        }
    }
}
