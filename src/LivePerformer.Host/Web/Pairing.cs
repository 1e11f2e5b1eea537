using System.Security.Cryptography;

namespace LivePerformer.Host;

/// <summary>Lets in who knows the code that stands on the terminal.</summary>
/// <remarks>Any thread. Five wrong codes, and nobody can pair for a minute.</remarks>
internal sealed class Pairing(TimeProvider time)
{
    public const string Cookie = "liveperformer";

    /// <summary>Without those that are taken for each other.</summary>
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private const int Half = 4;
    private const int MostMistakes = 5;
    private const int MostTokens = 1_000;
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly List<byte[]> tokens = [];
    private int mistakes;
    private DateTimeOffset restsUntil = DateTimeOffset.MinValue;

    /// <summary>As it stands on the terminal: "K7QF-29XM".</summary>
    public string Code { get; } = $"{RandomNumberGenerator.GetString(Letters, Half)}-{RandomNumberGenerator.GetString(Letters, Half)}";

    /// <param name="fault">One line: why not.</param>
    /// <returns>A token for the cookie, or null.</returns>
    public string? TryPair(string code, out string fault)
    {
        lock (gate)
        {
            fault = "";
            if (time.GetUtcNow() < restsUntil)
            {
                fault = "Too many wrong codes. Wait a minute, then type the code that the terminal shows.";
                return null;
            }

            if (!Same(Bare(code), Bare(Code)))
            {
                fault = "That is not the code. It stands on the terminal where LivePerformer runs.";
                if (++mistakes < MostMistakes) return null;

                mistakes = 0;
                restsUntil = time.GetUtcNow() + Rest;
                return null;
            }

            mistakes = 0;
            string token = RandomNumberGenerator.GetHexString(64);
            if (tokens.Count == MostTokens) tokens.RemoveAt(0);
            tokens.Add(Hash(token));
            return token;
        }
    }

    public bool Knows(string? token)
    {
        if (token is null) return false;

        byte[] hash = Hash(token);
        lock (gate) return tokens.Any(known => CryptographicOperations.FixedTimeEquals(known, hash));
    }

    private static string Bare(string code) => string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit));

    private static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Hash(one), Hash(other));

    private static byte[] Hash(string text) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));
}
