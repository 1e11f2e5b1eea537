using System.Buffers;

namespace LivePerformer.Host;

/// <summary>Matches a pattern of OSC addresses: <c>?</c>, <c>*</c>, <c>[a-z]</c>, <c>[!x]</c>, <c>{one,other}</c>, and <c>//</c> of OSC 1.1.</summary>
/// <remarks>All places of the address at which the pattern may stand go along as bits, so that no pattern takes long: its length
/// times the address's.</remarks>
internal static class OscPattern
{
    /// <summary>Of the addresses that are matched: as many places as a word has bits.</summary>
    public const int LongestAddress = 63;

    private static readonly SearchValues<char> Wild = SearchValues.Create("?*[]{}");

    public static bool IsPattern(string address) => address.AsSpan().ContainsAny(Wild) || address.Contains("//", StringComparison.Ordinal);

    /// <summary>A pattern that is broken matches nothing.</summary>
    public static bool Matches(string pattern, string address)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address.Length, LongestAddress);
        ulong places = 1;
        for (int i = 0; i < pattern.Length && places != 0; i++)
        {
            switch (pattern[i])
            {
                case '?':
                    places = Step(places, address, c => c != '/');
                    break;
                case '*':
                    places = Spread(places, address);
                    break;
                case '/' when i + 1 < pattern.Length && pattern[i + 1] == '/':
                    places = Descend(places, address);
                    i++;
                    break;
                case '[' or '{':
                    int end = pattern.IndexOf(pattern[i] == '[' ? ']' : '}', i + 1);
                    if (end < 0) return false;

                    string inner = pattern[(i + 1)..end];
                    places = pattern[i] == '[' ? Step(places, address, c => c != '/' && IsOf(inner, c)) : OneOf(places, address, inner);
                    i = end;
                    break;
                case ']' or '}':
                    return false;
                case char letter:
                    places = Step(places, address, c => c == letter);
                    break;
            }
        }

        return (places >> address.Length & 1) != 0;
    }

    private static ulong Step(ulong places, string address, Func<char, bool> takes)
    {
        ulong next = 0;
        for (int at = 0; at < address.Length; at++)
        {
            if ((places >> at & 1) != 0 && takes(address[at])) next |= 1UL << (at + 1);
        }

        return next;
    }

    /// <summary>Nothing, or any letters up to the next slash.</summary>
    private static ulong Spread(ulong places, string address)
    {
        for (int at = 0; at < address.Length; at++)
        {
            if ((places >> at & 1) != 0 && address[at] != '/') places |= 1UL << (at + 1);
        }

        return places;
    }

    /// <summary>To behind any later slash.</summary>
    private static ulong Descend(ulong places, string address)
    {
        ulong next = 0;
        bool reached = false;
        for (int at = 0; at < address.Length; at++)
        {
            reached |= (places >> at & 1) != 0 && address[at] == '/';
            if (reached && address[at] == '/') next |= 1UL << (at + 1);
        }

        return next;
    }

    private static ulong OneOf(ulong places, string address, string words)
    {
        ulong next = 0;
        foreach (string word in words.Split(','))
        {
            for (int at = 0; at + word.Length <= address.Length; at++)
            {
                if ((places >> at & 1) != 0 && string.CompareOrdinal(address, at, word, 0, word.Length) == 0) next |= 1UL << (at + word.Length);
            }
        }

        return next;
    }

    /// <summary>Whether a letter is among "a-cx", or not among "!a-cx".</summary>
    private static bool IsOf(string letters, char letter)
    {
        bool isOthers = letters.StartsWith('!');
        bool found = false;
        for (int i = isOthers ? 1 : 0; i < letters.Length; i++)
        {
            if (i + 2 < letters.Length && letters[i + 1] == '-')
            {
                found |= letter >= letters[i] && letter <= letters[i + 2];
                i += 2;
            }
            else
            {
                found |= letter == letters[i];
            }
        }

        return found != isOthers;
    }
}
