using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>What a command line says of time; null leaves it as the preset has it.</summary>
internal sealed record TimeOptions(
    double? Bpm = null, Entry? Entry = null, bool FollowClock = false, bool SendClock = false, bool Metronome = false, int? CountIn = null, string? Latency = null)
{
    public Preset On(Preset preset) => preset with
    {
        Time = preset.Time with
        {
            Bpm = Bpm ?? preset.Time.Bpm,
            Entry = Entry ?? preset.Time.Entry,
            FollowClock = FollowClock || preset.Time.FollowClock,
            SendClock = SendClock || preset.Time.SendClock,
            Latency = Latency ?? preset.Time.Latency,
            Metronome = preset.Time.Metronome with
            {
                Sound = Metronome || CountIn > 0 || preset.Time.Metronome.Sound,
                GoesOn = Metronome || (Clicks(preset) && preset.Time.Metronome.GoesOn),     // a count-in alone ends with it
                CountIn = CountIn ?? preset.Time.Metronome.CountIn,
            },
        },
    };

    private static bool Clicks(Preset preset) => preset.Time.Metronome.Sound || preset.Time.Metronome.Midi;
}
