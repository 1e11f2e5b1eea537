using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>Notes from Basic Pitch's two heads by plain peak picking.</summary>
/// <remarks>A note begins where the onset head has a local maximum over a threshold. It ends where the note head stays under another
/// one, or where its key is struck again. Its velocity is the mean of the note head while it lasts.</remarks>
/// <param name="tell">Told of each note when it has ended, with the seconds of sound heard when its onset was found.</param>
internal sealed class PeakPicker(Action<TranscribedNote, double> tell)
{
    /// <summary>The best one for onsets on the MAPS recordings of software pianos; Spotify's own 0.5 goes with other rules, and tells twice as many.</summary>
    public const float OnsetThreshold = 0.72f;

    /// <summary>Spotify's.</summary>
    public const float NoteThreshold = 0.3f;

    private const int Patience = 11;   // frames under the threshold, as Spotify's energy_tol

    private readonly float[] before = new float[BasicPitch.Keys], now = new float[BasicPitch.Keys], sounds = new float[BasicPitch.Keys];
    private readonly Sounding?[] keys = new Sounding?[BasicPitch.Keys];
    private double moment = double.NaN;

    /// <param name="time">Seconds.</param>
    /// <param name="heard">Seconds of sound that the network needed for this frame.</param>
    /// <param name="onsets">The onset head, key by key.</param>
    /// <param name="notes">The note head, key by key.</param>
    public void Frame(double time, double heard, ReadOnlySpan<float> onsets, ReadOnlySpan<float> notes)
    {
        if (!double.IsNaN(moment)) Settle(heard, onsets);
        now.CopyTo(before, 0);
        onsets.CopyTo(now);
        notes.CopyTo(sounds);
        moment = time;
    }

    /// <summary>Ends what still sounds.</summary>
    public void Finish(double end)
    {
        if (!double.IsNaN(moment)) Settle(end, stackalloc float[BasicPitch.Keys]);
        for (int key = 0; key < keys.Length; key++) End(key, end);
    }

    /// <summary>The frame before the newest one: now that its neighbours are known, so are its peaks.</summary>
    private void Settle(double heard, ReadOnlySpan<float> after)
    {
        for (int key = 0; key < keys.Length; key++)
        {
            if (now[key] >= OnsetThreshold && now[key] > before[key] && now[key] >= after[key])
            {
                End(key, moment);
                keys[key] = new(moment, heard, now[key]);
            }
            else if (keys[key] is { } note && note.Hear(moment, sounds[key]))
            {
                End(key, note.QuietSince);
            }
        }
    }

    private void End(int key, double time)
    {
        if (keys[key] is not { } note) return;

        tell(new(note.Onset, time, BasicPitch.LowestKey + key, Math.Clamp(Math.Round(127 * note.Strength), 1, 127)), note.Told);
        keys[key] = null;
    }

    private sealed class Sounding(double onset, double told, float peak)
    {
        private double sum;
        private int frames, quiet;

        public double Onset => onset;

        public double Told => told;

        public double Strength => frames > 0 ? sum / frames : peak;

        public double QuietSince { get; private set; }

        /// <summary>Whether it has been quiet for too long.</summary>
        public bool Hear(double time, float sound)
        {
            if (sound >= NoteThreshold)
            {
                quiet = 0;
                sum += sound;
                frames++;
                return false;
            }

            if (quiet++ == 0) QuietSince = time;
            return quiet == Patience;
        }
    }
}
