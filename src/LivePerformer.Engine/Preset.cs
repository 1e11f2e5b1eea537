using System.ComponentModel;
using System.Text.Json.Serialization;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>One way of playing together: which model answers, when it may, how it sounds.</summary>
[Description("One way of playing together: which model answers, when it may, how it sounds.")]
public sealed record Preset
{
    [JsonPropertyName("$schema"), Description("Path of preset.schema.json, for editors.")]
    public string? Schema { get; init; }

    [Description("The name by which perform and rehearse find it.")]
    public required string Name { get; init; }

    [Description("One sentence for the musician.")]
    public string Description { get; init; } = "";

    [Description("The folder under models/ of the model that answers.")]
    public required string Model { get; init; }

    [Description("Models under models/ that take over, in this order, when the first cannot keep up or fails; last of all comes a Markov chain over what was just played, which is always there.")]
    public IReadOnlyList<string>? Fallback { get; init; }

    [Description("answer: call and response. duet: both play at once. continue: the AI starts at the cue and goes on until stopped.")]
    public Role Role { get; init; }

    public CueSettings Cue { get; init; } = new();
    public AnswerSettings Answer { get; init; } = new();
    public TogetherSettings Together { get; init; } = new();
    public SteeringSettings Steering { get; init; } = new();
    public SamplingSettings Sampling { get; init; } = new();
    public SoundSettings Sound { get; init; } = new();
    public MidiSettings Midi { get; init; } = new();
    public MicrophoneSettings Microphone { get; init; } = new();

    [Description("Where your messages go, in place of all from the first input to the first output and to the piano: splits, layers, transpositions, filters.")]
    public IReadOnlyList<RouteSettings>? Routes { get; init; }

    public TimeSettings Time { get; init; } = new();
    public SwitchSettings Switch { get; init; } = new();
}

/// <summary>Who plays when.</summary>
public enum Role
{
    Answer,
    Duet,
    Continue,
}

/// <summary>The sign by which the human hands over the turn.</summary>
public enum CueKind
{
    Silence,
    Pedal,
    Key,
}

[Description("The sign by which the human hands over the turn. As answer, striking a key takes it back; as continue, the pedal or key again, and any key where together.keysStop says so; as duet, the pedal or key asks for silence and asks back in, and the first key struck begins.")]
public sealed record CueSettings
{
    [Description("silence, pedal or key.")]
    public CueKind Kind { get; init; } = CueKind.Silence;

    [Description("For silence: milliseconds without a key down or moving."), Range(50, 60_000)]
    public int SilenceMs { get; init; } = 400;

    [Description("For silence: milliseconds without a new key while some are still held."), Range(50, 60_000)]
    public int HeldMs { get; init; } = 2_000;

    [Description("For pedal: the controller number; 66 is the middle pedal, 67 the left one."), Range(0, 119)]
    public int Controller { get; init; } = 67;

    [Description("For key: the MIDI number of the key; 21 is the lowest of the piano."), Range(0, 127)]
    public int Key { get; init; } = 21;
}

[Description("What an answer may be.")]
public sealed record AnswerSettings
{
    [Description("The longest rest before the first note of an answer, in milliseconds."), Range(0, 10_000)]
    public int FirstNoteWithinMs { get; init; } = 600;

    [Description("The longest rest within an answer, in milliseconds."), Range(50, 60_000)]
    public int LongestRestMs { get; init; } = 2_000;

    [Description("The longest answer in seconds; 0 goes on until the human plays again."), Range(0, 3_600)]
    public int LongestSeconds { get; init; }

    [Description("The most notes that the AI may hold at once."), Range(1, 64)]
    public int Polyphony { get; init; } = 16;

    [Description("The lowest key that the AI may strike."), Range(0, 127)]
    public int LowestKey { get; init; } = 21;

    [Description("The highest key that the AI may strike."), Range(0, 127)]
    public int HighestKey { get; init; } = 108;

    [Description("How far ahead the AI plans, in milliseconds."), Range(20, 5_000)]
    public int PlanMs { get; init; } = 250;
}

[Description("For duet and continue: how both play at once.")]
public sealed record TogetherSettings
{
    [Description("How soon after your key the AI's plans may change, in milliseconds; what is due earlier is played as planned."), Range(10, 1_000)]
    public int ReplanMs { get; init; } = 50;

    [Description("For duet: how long you play alone, in milliseconds, before the AI comes in by itself."), Range(0, 60_000)]
    public int ListenMs { get; init; } = 2_000;

    [Description("For duet: after so many milliseconds without your keys the AI falls silent; 0 never."), Range(0, 600_000)]
    public int FallSilentMs { get; init; } = 4_000;

    [Description("For continue: whether striking a key stops the AI.")]
    public bool KeysStop { get; init; }
}

[Description("Where the AI's music may go; all of it may be changed while it plays.")]
public sealed record SteeringSettings
{
    [Description("The scale out of which the AI plays; chromatic is every key.")]
    public Scale Scale { get; init; }

    [Description("The tone on which the scale stands.")]
    public Tonic Tonic { get; init; }

    [Description("Tones out of which alone the AI plays, such as \"C Eb G\"; empty for none. Stronger than the scale.")]
    public string Chord { get; init; } = "";

    [Description("Whether the AI keeps to the chord, three to five tones, that you last held.")]
    public bool FollowChord { get; init; }

    [Description("Notes a second that the AI is drawn towards; 0 leaves it to the model."), Range(0, 30)]
    public double NotesPerSecond { get; init; }

    [Description("Whether the AI keeps to your loudness.")]
    public bool FollowLoudness { get; init; }

    [Description("With followLoudness: by how much louder than you, in MIDI velocity; below 0 softer."), Range(-64, 64)]
    public int Louder { get; init; }
}

[Description("How freely the model chooses.")]
public sealed record SamplingSettings
{
    [Description("Below 1 more predictable, above 1 wilder."), Range(0.01, 4)]
    public double Temperature { get; init; } = 1;

    [Description("Only the likeliest choices that together have this probability are considered."), Range(0.01, 1)]
    public double TopP { get; init; } = 0.97;

    [Description("Lowers the odds of a key that is struck over and over; 0 lets it repeat."), Range(0, 10)]
    public double RepetitionGuard { get; init; } = 0.5;
}

[Description("The built-in piano.")]
public sealed record SoundSettings
{
    [Description("The SoundFont under models/pianos/ without its ending.")]
    public string Piano { get; init; } = "FluidR3_YamahaGrand";

    [Description("Whether the built-in piano sounds what the human plays.")]
    public bool Human { get; init; } = true;

    [Description("Whether the built-in piano sounds what the AI plays.")]
    public bool Ai { get; init; } = true;

    [Description("Volume in decibels against the piano's own."), Range(-60, 24)]
    public double GainDb { get; init; } = 12;
}

[Description("MIDI in and out.")]
public sealed record MidiSettings
{
    [Description("Whether what the human plays also leaves on the output, on its own channel and at the same frame.")]
    public bool Thru { get; init; } = true;

    [Description("The channel, 1 to 16, on which the AI plays; the human should use another one."), Range(1, 16)]
    public int AiChannel { get; init; } = 2;

    [Description("The name of the output on which the AI plays; empty for the first.")]
    public string AiOutput { get; init; } = "";

    [Description("LivePerformer's own MIDI inputs, at most 8; none is the same as one that is called keys.")]
    public IReadOnlyList<InputSettings>? Inputs { get; init; }

    [Description("LivePerformer's own MIDI outputs, at most 8; none is the same as one that is called out. Clock and metronome leave on the first.")]
    public IReadOnlyList<OutputSettings>? Outputs { get; init; }

    [JsonIgnore]
    public IEnumerable<string> InputNames => Inputs?.Select(input => input.Name) ?? ["keys"];

    [JsonIgnore]
    public IEnumerable<string> OutputNames => Outputs?.Select(output => output.Name) ?? ["out"];
}

[Description("A MIDI input of LivePerformer, for a keyboard or a controller.")]
public sealed record InputSettings
{
    [Description("Its name, as other programs see it: LivePerformer:name.")]
    public required string Name { get; init; }

    [Description("With what it is connected by itself, as soon as it is there: parts of port names out of 'LivePerformer devices'.")]
    public IReadOnlyList<string>? Connect { get; init; }

    [Description("Whether the AI hears what is played here; where it does not, keys only sound and controls only control.")]
    public bool Heard { get; init; } = true;
}

[Description("A microphone before an acoustic piano, which becomes your keyboard.")]
public sealed record MicrophoneSettings
{
    /// <summary>What routes call it.</summary>
    public const string Name = "microphone";

    [Description("Whether a microphone is listened to.")]
    public bool On { get; init; }

    [Description("With what LivePerformer:in_mic is connected by itself, as soon as it is there: parts of port names out of 'LivePerformer devices'. Several are mixed; none is the same as the first input of the sound card.")]
    public IReadOnlyList<string>? Connect { get; init; }

    [Description("The folder under models/ of the transcriber; empty for the quickest that is there.")]
    public string Model { get; init; } = "";

    [Description("Whether what sounds through LivePerformer is not taken for you where the microphone hears it. A key that you strike at the same moment as the AI strikes it is then lost.")]
    public bool HidesOwnSound { get; init; } = true;
}

[Description("A MIDI output of LivePerformer, for an instrument or a DAW.")]
public sealed record OutputSettings
{
    [Description("Its name, as other programs see it: LivePerformer:name.")]
    public required string Name { get; init; }

    [Description("With what it is connected by itself, as soon as it is there: parts of port names out of 'LivePerformer devices'.")]
    public IReadOnlyList<string>? Connect { get; init; }
}

[Description("One way of your messages from an input to an output or to the piano. Two that share the keyboard are a split, two that do not are a layer.")]
public sealed record RouteSettings
{
    /// <summary>What the built-in instrument is called.</summary>
    public const string Piano = "piano";

    [Description("The name of the input, or microphone; empty for the first.")]
    public string From { get; init; } = "";

    [Description("The name of the output, or piano for the built-in one; empty for the first output.")]
    public string To { get; init; } = "";

    [Description("The channels, 1 to 16, that pass; none is the same as all.")]
    public IReadOnlyList<int>? Channels { get; init; }

    [Description("The channel, 1 to 16, on which all leaves; 0 leaves each message on its own."), Range(0, 16)]
    public int Channel { get; init; }

    [Description("The lowest key that passes."), Range(0, 127)]
    public int LowestKey { get; init; }

    [Description("The highest key that passes."), Range(0, 127)]
    public int HighestKey { get; init; } = 127;

    [Description("Semitones by which keys are moved up; below 0 down."), Range(-96, 96)]
    public int Transpose { get; init; }

    public VelocitySettings Velocity { get; init; } = new();

    [Description("The numbers of the controllers that pass; none is the same as all, an empty list lets none pass. 64 is the sustain pedal.")]
    public IReadOnlyList<int>? Controllers { get; init; }

    [Description("Whether the pitch wheel passes.")]
    public bool PitchBend { get; init; } = true;

    [Description("Whether pressure passes, of keys and of channels.")]
    public bool Pressure { get; init; } = true;

    [Description("Whether program changes pass.")]
    public bool Programs { get; init; } = true;
}

/// <summary>How a touch becomes another.</summary>
public enum VelocityCurve
{
    Linear,
    Soft,
    Hard,
    Fixed,
}

[Description("Which touch passes, and what becomes of it.")]
public sealed record VelocitySettings
{
    [Description("The softest touch that passes, 1 to 127."), Range(1, 127)]
    public int From { get; init; } = 1;

    [Description("The hardest touch that passes, 1 to 127."), Range(1, 127)]
    public int To { get; init; } = 127;

    [Description("linear: as it is. soft: louder for a light hand. hard: softer for a heavy hand. fixed: always the loudest.")]
    public VelocityCurve Curve { get; init; }

    [Description("What becomes of the softest touch that passes, 1 to 127."), Range(1, 127)]
    public int Softest { get; init; } = 1;

    [Description("What becomes of the hardest touch that passes, 1 to 127."), Range(1, 127)]
    public int Loudest { get; init; } = 127;

    /// <summary>How hard a key is struck, for each velocity with which it was struck; 0: not at all.</summary>
    public int Map(int velocity)
    {
        if (velocity < From || velocity > To) return 0;
        if (Curve == VelocityCurve.Fixed) return Loudest;

        double place = From == To ? 1 : (velocity - From) / (double)(To - From);
        double bent = Curve switch
        {
            VelocityCurve.Soft => Math.Sqrt(place),
            VelocityCurve.Hard => place * place,
            _ => place,
        };
        return Math.Clamp((int)Math.Round(Softest + (bent * (Loudest - Softest))), 1, 127);
    }
}

/// <summary>What becomes of an answer when another preset shall play.</summary>
public enum Leaving
{
    Phrase,
    Now,
}

[Description("How one preset follows another in a set list. Your keys go through the new one at once, and what sounds rings out.")]
public sealed record SwitchSettings
{
    [Description("phrase: the AI of this preset plays its phrase to the end before the next one comes in. now: it ends at once.")]
    public Leaving Leaves { get; init; }

    [Description("With phrase: after so many milliseconds it ends even in the middle."), Range(0, 60_000)]
    public int WithinMs { get; init; } = 8_000;

    [Description("Whether the AI of this preset goes on from what was played before it; one that has a prompt goes on from that.")]
    public bool Remembers { get; init; } = true;
}

[Description("Tempo and beat. Where a tempo is known, answers may begin on the beat or the bar.")]
public sealed record TimeSettings
{
    [Description("Beats a minute from the beginning on, 20 to 300; 0 where no tempo is given."), Range(0, 300)]
    public double Bpm { get; init; }

    [Description("Beats in a bar."), Range(1, 16)]
    public int BeatsPerBar { get; init; } = 4;

    [Description("The key or pedal with which you tap a tempo, three times or more, the first on the first beat of a bar.")]
    public TapSettings Tap { get; init; } = new();

    [Description("Whether a MIDI clock that arrives on the input gives tempo, beat and bar.")]
    public bool FollowClock { get; init; }

    [Description("Whether the beat is found in what you play, where nobody else gives it.")]
    public bool FollowPlaying { get; init; }

    [Description("free, beat or bar: where the first note of an answer falls once a tempo is known. The beat that is found in your playing has no bars.")]
    public Entry Entry { get; init; }

    [Description("Whether a MIDI clock with start, stop and continue leaves on the output; of a tempo that is given, tapped or followed as clock.")]
    public bool SendClock { get; init; }

    public MetronomeSettings Metronome { get; init; } = new();

    [Description("The file that 'LivePerformer calibrate' wrote of the instrument on the output, whose delay is then made up for; null for none.")]
    public string? Latency { get; init; }
}

/// <summary>With what the human taps.</summary>
public enum TapKind
{
    None,
    Pedal,
    Key,
}

[Description("The key or pedal with which you tap a tempo.")]
public sealed record TapSettings
{
    [Description("none, pedal or key.")]
    public TapKind Kind { get; init; }

    [Description("For pedal: the controller number."), Range(0, 119)]
    public int Controller { get; init; } = 80;

    [Description("For key: the MIDI number of the key."), Range(0, 127)]
    public int Key { get; init; } = 108;
}

[Description("The metronome; it needs a tempo.")]
public sealed record MetronomeSettings
{
    [Description("Whether it clicks in the built-in sound.")]
    public bool Sound { get; init; }

    [Description("Whether it plays the wood blocks of General MIDI on the output.")]
    public bool Midi { get; init; }

    [Description("The channel, 1 to 16, for midi; 10 is the drums'."), Range(1, 16)]
    public int Channel { get; init; } = 10;

    [Description("How loud it is, as a MIDI velocity."), Range(1, 127)]
    public int Volume { get; init; } = 90;

    [Description("Bars that it counts before the first one, where bpm is given."), Range(0, 8)]
    public int CountIn { get; init; }

    [Description("Whether it goes on after the count-in.")]
    public bool GoesOn { get; init; } = true;
}
