using System.Security.Cryptography;
using System.Text;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>Divides a folder's files into training, validation and test, 80 to 10 to 10, never within a composition.</summary>
/// <remarks>Compositions are put in the order of SHA-256 of "seed, line feed, composition"; validation takes them from the
/// front until it has a tenth of the files (passing over those that would make it more), then test, and training has the
/// rest. Where none is small enough, a split takes the smallest.</remarks>
public static class Splits
{
    /// <returns>The split of each file.</returns>
    /// <exception cref="LivePerformerException">Fewer than three compositions.</exception>
    public static IReadOnlyDictionary<string, string> Of(string folder, IReadOnlyCollection<string> files, Grouping grouping, int seed)
    {
        List<string[]> compositions = [.. files.GroupBy(file => Composition.Of(file, grouping))
            .OrderBy(group => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{group.Key}"))), StringComparer.Ordinal)
            .Select(group => group.ToArray())];
        if (compositions.Count < 3) throw TooFew(folder, files, compositions.Count, grouping);

        int tenth = Math.Max(1, (int)Math.Round(files.Count / 10.0, MidpointRounding.AwayFromZero));
        var splits = new Dictionary<string, string>();
        foreach (string split in new[] { "validation", "test" })
        {
            var taken = new List<string[]>();
            foreach (string[] composition in compositions)
            {
                if (taken.Sum(one => one.Length) + composition.Length <= tenth) taken.Add(composition);
            }

            if (taken.Count == 0) taken.Add(compositions.MinBy(composition => composition.Length)!);
            compositions.RemoveAll(taken.Contains);
            foreach (string file in taken.SelectMany(composition => composition)) splits[file] = split;
        }

        foreach (string file in compositions.SelectMany(composition => composition)) splits[file] = "train";
        return splits;
    }

    private static LivePerformerException TooFew(string folder, IReadOnlyCollection<string> files, int compositions, Grouping grouping)
    {
        string remedy = grouping == Grouping.Folder && files.Select(file => Composition.Of(file, Grouping.Name)).Distinct().Count() >= 3
            ? "If each file is a composition of its own, say --compositions name."
            : "Add more pieces.";
        return new($"'{folder}' holds {files.Count} MIDI file{(files.Count == 1 ? "" : "s")} of {compositions} composition{(compositions == 1 ? "" : "s")}; training, validation and test need at least one each. {remedy}");
    }
}
