using LivePerformer.Core;
using LivePerformer.Synth;

namespace LivePerformer.RealTime;

/// <summary>The SoundFonts of this runtime: each is loaded once, and all instruments share it.</summary>
/// <remarks>Control threads, one at a time: who takes a font waits until another is loaded. The callback never comes here.</remarks>
/// <param name="mostBytes">Where all recordings together are larger, those go that no instrument plays, the one first that
/// was not asked for for the longest time.</param>
public sealed class FontShelf(long mostBytes)
{
    private sealed record Place(string Path, long Length, DateTime Written, SoundFont Font);

    private readonly Lock gate = new();
    private readonly List<Place> places = [];       // what was asked for last stands last

    /// <summary>The shelf of this runtime: up to 2 GiB, some 130 pianos like the one that ships.</summary>
    public static FontShelf Shared { get; } = new(2L << 30);

    /// <summary>How much memory the recordings take that stand here.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return places.Sum(place => place.Font.SampleBytes);
        }
    }

    /// <summary>The font of that file as the file is now. An instrument shall use it before more are taken: until then
    /// nobody plays it.</summary>
    /// <exception cref="SoundFontException">The file cannot be read, or is not a sound SoundFont 2 file.</exception>
    public SoundFont Take(string path)
    {
        if (!File.Exists(path)) return SoundFont.Load(path);        // which says what is wrong

        lock (gate)
        {
            var file = new FileInfo(path);
            (long length, DateTime written) = file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
            Place? place = places.Find(known => known.Path == file.FullName);
            if (place is not null) places.Remove(place);
            if (place is not null && (place.Length != length || place.Written != written))
            {
                place.Font.Dispose();       // whoever plays it plays on
                place = null;
            }

            place ??= new(file.FullName, length, written, SoundFont.Load(path));
            places.Add(place);
            MakeRoom();
            return place.Font;
        }
    }

    /// <summary>Loads it ahead of time: whoever takes it later has it at once.</summary>
    /// <exception cref="LivePerformerException">The file cannot be read, or is not a sound SoundFont 2 file.</exception>
    public void Preload(string path) => Take(path);

    private void MakeRoom()
    {
        long bytes = places.Sum(place => place.Font.SampleBytes);
        for (int i = 0; i < places.Count - 1 && bytes > mostBytes;)
        {
            SoundFont font = places[i].Font;
            if (font.Players > 0)
            {
                i++;
                continue;
            }

            bytes -= font.SampleBytes;
            font.Dispose();
            places.RemoveAt(i);
        }
    }
}
