using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Makes notes of what a network believes of each frame, as the frames come.</summary>
/// <remarks>
/// A key was struck where the belief in an onset has a peak at or over the threshold; between frames the peak is found as in
/// Kong et al., "High-resolution piano transcription with pedals", 2021, from the beliefs on both sides. So a note is told one
/// frame after its own. It ends where an end is believed in, or where the belief that it sounds stays under the threshold, or where
/// its key is struck anew.
/// </remarks>
public sealed class NoteDecoder(FeatureSpec features, DecoderThresholds thresholds)
{
    /// <summary>Keys of a piano.</summary>
    public const int Keys = 88;

    /// <summary>MIDI number of the lowest.</summary>
    public const int LowestKey = 21;

    private const int Repeat = 3;        // frames: no key is struck twice in less
    private const int Shortest = 3;      // frames: no note is shorter
    private const int Silent = 2;        // frames in a row without belief that it sounds
    private const int PedalFrames = 3;   // in a row, until the pedal is believed to have moved

    private readonly double hop = features.Hop / (double)features.SampleRate;
    private readonly float onsetFrom = (float)thresholds.Onset, soundsFrom = (float)thresholds.Frame, endsFrom = (float)thresholds.Offset, pedalFrom = (float)thresholds.Pedal;
    private readonly float[] onsetBefore = new float[Keys], onsetLast = new float[Keys];      // of the frame before the last, of the last
    private readonly float[] endBefore = new float[Keys], endLast = new float[Keys];
    private readonly float[] velocityBefore = new float[Keys], velocityLast = new float[Keys];
    private readonly long[] struck = Enumerable.Repeat(long.MinValue / 2, Keys).ToArray();    // frame of the last onset
    private readonly double[] began = new double[Keys];
    private readonly int[] silent = new int[Keys];
    private readonly bool[] sounds = new bool[Keys];
    private long frame;
    private bool pedal;
    private int pedalOtherwise;

    /// <summary>Hears what is believed of the next frame.</summary>
    /// <param name="onset">88 beliefs from 0 to 1.</param>
    /// <param name="sounding">Likewise.</param>
    /// <param name="offset">Likewise.</param>
    /// <param name="velocity">88 velocities / 127.</param>
    /// <param name="pedalDown">Belief that the sustain pedal is down.</param>
    public void Hear(ReadOnlySpan<float> onset, ReadOnlySpan<float> sounding, ReadOnlySpan<float> offset, ReadOnlySpan<float> velocity, float pedalDown, INotesTold told)
    {
        HearPedal(pedalDown, told);
        for (int key = 0; key < Keys; key++)
        {
            float before = onsetBefore[key], peak = onsetLast[key], after = onset[key];
            bool strikes = peak >= onsetFrom && peak > before && peak >= after && frame - 1 - struck[key] >= Repeat;
            if (strikes) Strike(key, before, peak, after, Weighted(key, velocity[key], before, peak, after), told);
            else if (sounds[key]) Sustain(key, sounding[key], offset[key], told);
        }

        onsetLast.CopyTo(onsetBefore, 0);
        onset.CopyTo(onsetLast);
        endLast.CopyTo(endBefore, 0);
        offset.CopyTo(endLast);
        velocityLast.CopyTo(velocityBefore, 0);
        velocity.CopyTo(velocityLast);
        frame++;
    }

    /// <summary>Ends whatever sounds, after the last frame.</summary>
    public void Finish(INotesTold told)
    {
        for (int key = 0; key < Keys; key++)
        {
            if (sounds[key]) End(key, frame * hop, told);
        }

        if (pedal) told.Pedal(TimePoint.FromSeconds(frame * hop), false);
        pedal = false;
    }

    /// <summary>The next frame is the first.</summary>
    public void Reset()
    {
        foreach (float[] beliefs in (float[][])[onsetBefore, onsetLast, endBefore, endLast, velocityBefore, velocityLast]) Array.Clear(beliefs);
        Array.Fill(struck, long.MinValue / 2);
        Array.Clear(sounds);
        (frame, pedal, pedalOtherwise) = (0, false, 0);
    }

    /// <summary>The velocity that the frames around an onset agree on, each as far as it believes in it.</summary>
    private float Weighted(int key, float velocityAfter, float before, float peak, float after) =>
        ((velocityBefore[key] * before) + (velocityLast[key] * peak) + (velocityAfter * after)) / (before + peak + after);

    private void Strike(int key, float before, float peak, float after, float velocity, INotesTold told)
    {
        float foot = Math.Min(before, after);
        double shift = peak > foot ? Math.Clamp((after - before) / (peak - foot) / 2, -0.5, 0.5) : 0;
        double time = Math.Max(0, (frame - 1 + shift) * hop);
        if (sounds[key]) End(key, time, told);
        (sounds[key], struck[key], began[key], silent[key]) = (true, frame - 1, time, 0);
        told.Note(new NoteEvent(TimePoint.FromSeconds(time), new Pitch(LowestKey + key), (byte)Math.Clamp((int)MathF.Round(velocity * 127), 1, 127)));
    }

    private void Sustain(int key, float sounding, float offset, INotesTold told)
    {
        silent[key] = sounding < soundsFrom ? silent[key] + 1 : 0;
        if (frame - 1 - struck[key] < Shortest) return;

        bool ends = endLast[key] >= endsFrom && endLast[key] > endBefore[key] && endLast[key] >= offset;
        if (ends) End(key, (frame - 1) * hop, told);
        else if (silent[key] >= Silent) End(key, (frame + 1 - silent[key]) * hop, told);
    }

    private void End(int key, double time, INotesTold told)
    {
        sounds[key] = false;
        told.Note(new NoteEvent(TimePoint.FromSeconds(Math.Max(time, began[key])), new Pitch(LowestKey + key), 0));
    }

    private void HearPedal(float down, INotesTold told)
    {
        pedalOtherwise = down >= pedalFrom != pedal ? pedalOtherwise + 1 : 0;
        if (pedalOtherwise < PedalFrames) return;

        (pedal, pedalOtherwise) = (!pedal, 0);
        told.Pedal(TimePoint.FromSeconds((frame - PedalFrames + 1) * hop), pedal);
    }
}
