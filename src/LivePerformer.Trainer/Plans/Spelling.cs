namespace LivePerformer.Trainer;

/// <summary>Finds the word that somebody meant.</summary>
public static class Spelling
{
    /// <summary>The candidate that contains the word or is contained in it, else the one with the fewest letters to change (Levenshtein 1966).</summary>
    public static string Nearest(string word, IEnumerable<string> candidates) =>
        candidates.MinBy(candidate => Shares(word, candidate) ? 0.5 : Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant()))!;

    private static bool Shares(string word, string candidate) => word.Length > 2
        && (candidate.Contains(word, StringComparison.OrdinalIgnoreCase) || word.Contains(candidate, StringComparison.OrdinalIgnoreCase))
        && !candidate.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int change = corner + (from[i - 1] == to[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
