using LivePerformer.Core;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>The sound of takes, rendered when somebody wants it, one after the other; the last few are kept, for a page that
/// plays one asks for it piece by piece.</summary>
/// <remarks>Any thread. Rendering is an <see cref="Errand"/>: what is no longer wanted is broken off.</remarks>
internal sealed class WaveShelf(Installation home, string folder, Errand errand) : IAsyncDisposable
{
    private const int Most = 4;
    private const long MostBytes = 1L << 30;
    private const int MostWaiting = 8;

    private readonly List<Wave> waves = [];     // the one wanted last comes last
    private readonly SemaphoreSlim turn = new(1);
    private readonly Lock door = new();
    private int number;

    /// <summary>Opens the sound of a take, or of a piece of it.</summary>
    /// <param name="path">The take's file.</param>
    /// <param name="stop">Who asked has gone.</param>
    /// <exception cref="LivePerformerException">It cannot be rendered.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public async Task<FileStream> Open(string path, double? from, double? to, CancellationToken stop)
    {
        var file = new FileInfo(path);
        Wave wave = Want((path, file.Length, file.LastWriteTimeUtc, from, to));
        try
        {
            await wave.Rendering.WaitAsync(stop);
            lock (door) return new FileStream(wave.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        }
        finally
        {
            Leave(wave);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Wave[] left;
        lock (door)
        {
            left = [.. waves];
            waves.Clear();
        }

        foreach (Wave wave in left) await wave.Stop.CancelAsync();
        foreach (Wave wave in left)
        {
            await wave.Rendering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Forget(wave);
        }

        turn.Dispose();
    }

    private Wave Want((string, long, DateTime, double?, double?) key)
    {
        lock (door)
        {
            Wave? wave = waves.Find(one => one.Key == key && !one.Rendering.IsFaulted && !one.Rendering.IsCanceled && !one.Stop.IsCancellationRequested);
            if (wave is null)
            {
                if (waves.Count(one => !one.Rendering.IsCompleted) > MostWaiting)
                    throw new RefusedException(StatusCodes.Status429TooManyRequests, "Too many sounds are being made already. Wait until one is done.");

                wave = new(key, Path.Combine(folder, $"{++number}.wav"));
                wave.Rendering = Render(wave, key);
            }

            waves.Remove(wave);
            waves.Add(wave);
            wave.Wanted++;
            return wave;
        }
    }

    private void Leave(Wave wave)
    {
        lock (door)
        {
            if (--wave.Wanted == 0 && !wave.Rendering.IsCompletedSuccessfully)
            {
                wave.Stop.Cancel();
                waves.Remove(wave);
            }

            Wave[] kept = [.. waves.Where(one => one.Rendering.IsCompletedSuccessfully).Reverse()];
            long bytes = 0;
            for (int i = 0; i < kept.Length; i++)
            {
                bytes += new FileInfo(kept[i].Path) is { Exists: true } file ? file.Length : 0;
                if (i == 0 || kept[i].Wanted > 0 || (i < Most && bytes <= MostBytes)) continue;

                waves.Remove(kept[i]);
                Forget(kept[i]);
            }
        }
    }

    private async Task Render(Wave wave, (string Path, long, DateTime, double? From, double? To) key)
    {
        try
        {
            await turn.WaitAsync(wave.Stop.Token).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                await errand.Run(Arguments(key.Path, wave.Path, key.From, key.To), null, home, _ => { }, wave.Stop.Token);
            }
            finally
            {
                turn.Release();
            }
        }
        catch
        {
            TryDelete(wave.Path);
            throw;
        }
    }

    private static IEnumerable<string> Arguments(string path, string wav, double? from, double? to)
    {
        yield return "export";
        yield return path;
        yield return "--wav";
        yield return wav;
        foreach ((string option, double? seconds) in new[] { ("--from", from), ("--to", to) })
        {
            if (seconds is null) continue;
            yield return option;
            yield return $"{seconds:R}";
        }
    }

    private static void Forget(Wave wave)
    {
        TryDelete(wave.Path);
        wave.Stop.Dispose();
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // its folder is a temporary one
        }
    }

    private sealed class Wave((string, long, DateTime, double?, double?) key, string path)
    {
        public (string, long, DateTime, double?, double?) Key { get; } = key;

        public string Path { get; } = path;

        public CancellationTokenSource Stop { get; } = new();

        public Task Rendering { get; set; } = Task.CompletedTask;

        /// <summary>By how many who wait for it.</summary>
        public int Wanted { get; set; }
    }
}
