using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Addresses of OSC as the words of <see cref="CommandWords"/>.</summary>
internal static class OscWords
{
    public const string Root = "/liveperformer/";

    public const string Key = Root + "key", Pedal = Root + "pedal", Volume = Root + "volume";

    /// <summary>Our answer to what cannot be done.</summary>
    public const string Refused = Root + "refused";

    /// <summary>Each command, with its address.</summary>
    public static IReadOnlyDictionary<string, CommandKind> Commands { get; } =
        CommandWords.Bindable.Append(CommandKind.Learn).Append(CommandKind.Unlearn).ToDictionary(kind => Root + CommandWords.Of(kind));

    private static readonly string[] Addresses = [.. Commands.Keys, Key, Pedal, Volume];

    /// <summary>The addresses that a message means; none where it is not for us.</summary>
    public static IEnumerable<string> AddressesOf(string pattern) =>
        OscPattern.IsPattern(pattern) ? Addresses.Where(address => OscPattern.Matches(pattern, address)) : Addresses.Where(address => address == pattern);

    /// <summary>"temperature 0.9"; null where a button comes up, which says nothing.</summary>
    public static string? Tell(CommandKind kind, IReadOnlyList<OscArgument> arguments)
    {
        bool isButton = kind != CommandKind.Learn && kind != CommandKind.Unlearn && CommandWords.RangeOf(kind) is null;
        if (!isButton) return string.Join(' ', arguments.Select(argument => Word(kind, argument)).Prepend(CommandWords.Of(kind)));

        bool comesUp = arguments.Any(argument => argument.Number is not null) && !arguments.Any(argument => argument.Number is > 0 or < 0);
        return comesUp ? null : string.Join(' ', arguments.Where(argument => argument.Text is not null).Select(argument => argument.Text).Prepend(CommandWords.Of(kind)));
    }

    private static string Word(CommandKind kind, in OscArgument argument)
    {
        if (argument.Type == 'F') return "off";
        if (argument.Type is 'T' or 'I') return "on";
        if (argument.Number is not double number) return argument.ToString();

        return kind switch
        {
            CommandKind.FollowChord or CommandKind.Metronome => number == 0 ? "off" : "on",
            CommandKind.Lowest or CommandKind.Highest => Math.Round(number).ToString(CultureInfo.InvariantCulture),     // a fader has no whole numbers
            CommandKind.Role or CommandKind.Scale or CommandKind.Tonic or CommandKind.Entry => CommandWords.ValueOf(kind, number),
            _ => argument.ToString(),
        };
    }
}
