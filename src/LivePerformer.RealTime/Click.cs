using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>The metronome's click: a short sine that dies away, higher at the beginning of a bar.</summary>
/// <remarks>Audio thread. A piano's key would do, but would be taken for music. No allocation.</remarks>
internal sealed class Click
{
    private const double DownbeatHertz = 1_600, BeatHertz = 1_050;      // as quartz metronomes have it, near enough
    private const double HalfLife = 0.006;                              // seconds; after 60 ms it is 60 dB down
    private const double Loudest = 0.15;                                // of full scale, before the gain of the stage: +12 dB where nobody chose
    private const double Inaudible = 1e-4;

    private double hertz;
    private double level;
    private double phase;

    /// <param name="loudness">1 to 127, as a velocity.</param>
    public void Strike(bool isDownbeat, byte loudness)
    {
        hertz = isDownbeat ? DownbeatHertz : BeatHertz;
        level = Loudest * loudness / 127 * loudness / 127;
        phase = 0;      // a sine that begins at zero does not crack
    }

    /// <summary>Adds the sound to what the block holds already.</summary>
    public void Render(AudioBlock output)
    {
        if (level < Inaudible) return;

        double turn = 2 * Math.PI * hertz / output.SampleRate;
        double fade = Math.Exp(-Math.Log(2) / (HalfLife * output.SampleRate));
        for (int i = 0; i < output.Frames; i++)
        {
            float sample = (float)(level * Math.Sin(phase));
            output.Left[i] += sample;
            output.Right[i] += sample;
            phase += turn;
            level *= fade;
        }
    }
}
