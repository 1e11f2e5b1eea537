using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Knows which notes sound through us, so that they are not taken for the human's when the microphone hears them.</summary>
/// <remarks>One thread. A key that the human strikes within the window of ours, and that alone, is lost.</remarks>
/// <param name="earliest">From our note to its beginning in the sound of the microphone, as a detector puts it, at least.</param>
/// <param name="latest">Likewise at most.</param>
/// <param name="partials">Whether a softer octave, twelfth or double octave above our note is ours as well.</param>
public sealed class OwnSoundMask(int sampleRate, TimeSpan earliest, TimeSpan latest, bool partials = true)
{
    private const int Most = 1024;      // notes that are remembered: more than leave within a second

    /// <summary>How far a detector may be off.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMilliseconds(25);

    /// <summary>A way through a loudspeaker, the room and two converters, where none was measured.</summary>
    private static readonly TimeSpan ShortestWay = TimeSpan.FromMilliseconds(5), LongestWay = TimeSpan.FromMilliseconds(60);

    private readonly record struct Sound(long Frame, byte Pitch, byte Velocity);

    private readonly Sound[] sounds = new Sound[Most];
    private readonly long from = Frames(earliest, sampleRate), to = Frames(latest, sampleRate);
    private int next, count;

    /// <summary>The mask for a way that was measured, or for any.</summary>
    public static OwnSoundMask Of(MicrophoneProfile profile, int sampleRate) => profile.LoopMs is double ms
        ? new(sampleRate, TimeSpan.FromMilliseconds(ms) - Doubt, TimeSpan.FromMilliseconds(ms) + Doubt)
        : new(sampleRate, ShortestWay - Doubt, LongestWay + Doubt);

    /// <summary>A note begins to sound through us.</summary>
    public void Strike(long frame, byte pitch, byte velocity)
    {
        sounds[next] = new(frame, pitch, velocity);
        next = (next + 1) % Most;
        count = Math.Min(count + 1, Most);
    }

    /// <summary>Whether a note that was found in the sound is ours.</summary>
    /// <param name="onset">The frame at which it began.</param>
    public bool IsOurs(long onset, byte pitch, byte velocity)
    {
        for (int i = 1; i <= count; i++)
        {
            ref readonly Sound sound = ref sounds[(next - i + Most) % Most];
            long after = onset - sound.Frame;
            if (after < from || after > to) continue;
            if (pitch == sound.Pitch || (partials && IsPartial(pitch - sound.Pitch) && velocity <= sound.Velocity)) return true;
        }

        return false;
    }

    private static bool IsPartial(int above) => above is 12 or 19 or 24;

    private static long Frames(TimeSpan time, int sampleRate) => (long)Math.Round(time.TotalSeconds * sampleRate);
}
