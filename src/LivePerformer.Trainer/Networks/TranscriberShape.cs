using System.Text.Json.Serialization;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Sizes of a transcriber.</summary>
/// <param name="Bands">Of the spectrogram.</param>
/// <param name="Channels">Of the first convolution.</param>
/// <param name="Width">Numbers that a frame becomes.</param>
/// <param name="Memory">Numbers that each recurrent layer remembers.</param>
/// <param name="Layers">Recurrent layers.</param>
/// <param name="Inner">Numbers in between where a frame is thought over once more before it is remembered; 0: it is not.</param>
public sealed record TranscriberShape(int Bands, int Channels, int Width, int Memory, int Layers, int Inner = 0)
{
    /// <summary>Frames after the one spoken of, for each of the heads: one network is trained for all at once.</summary>
    public static readonly int[] LookAheads = [0, 2, 6, 11, 14];

    /// <summary>Frames after the one spoken of that are looked at, by every head that looks so far.</summary>
    public static readonly int[] Taps = [0, 1, 2, 4, 6, 9, 11, 14];

    /// <summary>Frames of each convolution: this one and those just before it.</summary>
    public const int Kernel = 3;

    public const int Keys = NoteDecoder.Keys;

    /// <summary>What a head says of a frame: onset, sounding, offset, velocity of 88 keys, and the pedal.</summary>
    public const int Outputs = (4 * Keys) + 1;

    public static int MostLookAhead => LookAheads[^1];

    /// <summary>Channels into and out of each convolution, and from band to band how far it steps.</summary>
    [JsonIgnore]
    public IReadOnlyList<(int In, int Out, int Stride)> Convolutions =>
        [(1, Channels, 1), (Channels, Channels * 3 / 2, 2), (Channels * 3 / 2, Channels * 2, 2), (Channels * 2, Channels * 3, 2)];

    /// <summary>Bands before the first convolution and after each.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> BandsAlong => [.. Convolutions.Aggregate(new List<int> { Bands }, (so, next) => [.. so, ((so[^1] - 1) / next.Stride) + 1])];

    /// <summary>Numbers that leave the convolutions for each frame.</summary>
    [JsonIgnore]
    public int Flat => Channels * 3 * BandsAlong[^1];

    /// <summary>The taps of a head.</summary>
    public static int[] TapsOf(int lookAhead) => [.. Taps.Where(tap => tap <= lookAhead)];

    /// <summary>The network's view of a spectrogram: about 0, about 1 wide.</summary>
    public const float Centre = -6, Spread = 3;
}
