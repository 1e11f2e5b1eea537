using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>How often, and how much, a clip of sound is changed on its way to a transcriber that learns: rooms, microphones, noises.</summary>
/// <remarks>Chances are 0 to 1, most of them of those clips that are not left alone.</remarks>
public sealed record AugmentationPlan
{
    /// <summary>Nothing is changed.</summary>
    public static AugmentationPlan None { get; } = new() { Untouched = 1, Detuned = 0, Nobody = 0 };

    /// <summary>Share of the clips that stay as they are.</summary>
    public double Untouched { get; init; } = 0.2;

    /// <summary>Share of all clips in which nobody plays: what is left is the room, its noise, and who talks in it.</summary>
    public double Nobody { get; init; } = 0.04;

    public double Room { get; init; } = 0.6;

    /// <summary>Seconds in which the sound of a room falls by 60 dB.</summary>
    public double ShortestReverberation { get; init; } = 0.2;
    public double LongestReverberation { get; init; } = 1.2;

    /// <summary>Decibels by which the sound that comes straight is stronger than all that comes from the walls.</summary>
    public double LeastDirect { get; init; } = -4;
    public double MostDirect { get; init; } = 18;

    /// <summary>Two to four shelves and peaks.</summary>
    public double Equalizer { get; init; } = 0.6;
    public double EqualizerDecibels { get; init; } = 8;

    /// <summary>A cheap microphone: no bass, no treble, or neither.</summary>
    public double Microphone { get; init; } = 0.25;

    public double Noise { get; init; } = 0.6;

    /// <summary>Decibels between the music and the noise, and likewise the hum.</summary>
    public double LeastOverNoise { get; init; } = 20;
    public double MostOverNoise { get; init; } = 50;

    /// <summary>The mains, at 50 or 60 Hz.</summary>
    public double Hum { get; init; } = 0.15;

    /// <summary>Somebody talks, or several do.</summary>
    public double Speech { get; init; } = 0.15;
    public double LeastOverSpeech { get; init; } = 8;
    public double MostOverSpeech { get; init; } = 35;

    /// <summary>Share of these voices that are recordings of others, where there are such; the rest is made up.</summary>
    public double Recorded { get; init; } = 0.6;

    public double Compression { get; init; } = 0.2;

    /// <summary>The loudest is cut off.</summary>
    public double Clipping { get; init; } = 0.1;

    public double Level { get; init; } = 0.8;
    public double LeastLevel { get; init; } = -24;
    public double MostLevel { get; init; } = 6;

    /// <summary>Another tuning; see <see cref="Augmenter.Stretch"/>.</summary>
    public double Detuned { get; init; } = 0.5;
    public double DetunedCents { get; init; } = 30;

    /// <exception cref="LivePerformerException">A number is out of range.</exception>
    public AugmentationPlan Checked()
    {
        foreach ((string name, double chance) in new[]
        {
            (nameof(Untouched), Untouched), (nameof(Nobody), Nobody), (nameof(Room), Room), (nameof(Equalizer), Equalizer), (nameof(Microphone), Microphone), (nameof(Noise), Noise),
            (nameof(Hum), Hum), (nameof(Speech), Speech), (nameof(Compression), Compression), (nameof(Clipping), Clipping), (nameof(Level), Level), (nameof(Recorded), Recorded), (nameof(Detuned), Detuned),
        })
        {
            if (!(chance is >= 0 and <= 1)) throw new LivePerformerException($"The chance '{name}' of the augmentation is 0 to 1, not {chance}.");
        }

        foreach ((string name, double low, double high, double lowest, double highest) in new[]
        {
            ("reverberation", ShortestReverberation, LongestReverberation, 0.05, 5), ("direct sound", LeastDirect, MostDirect, -20, 60),
            ("equalizer", 0, EqualizerDecibels, 0, 24), ("music over noise", LeastOverNoise, MostOverNoise, -20, 120),
            ("music over speech", LeastOverSpeech, MostOverSpeech, -20, 120), ("level", LeastLevel, MostLevel, -60, 24), ("cents", 0, DetunedCents, 0, 100),
        })
        {
            if (!(low >= lowest && low <= high && high <= highest))
                throw new LivePerformerException($"The augmentation's {name} goes from {low} to {high}; it takes {lowest} to {highest}, the smaller first.");
        }

        return this;
    }
}
