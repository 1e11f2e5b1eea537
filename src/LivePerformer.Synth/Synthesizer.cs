using LivePerformer.Core;

namespace LivePerformer.Synth;

/// <summary>The built-in piano: plays a SoundFont on 16 channels with 128 voices.</summary>
/// <remarks>Made on any thread, played on the audio thread: nothing there allocates, waits or throws.
/// A message takes effect at the very next frame that is rendered, so a caller that renders piecewise between messages
/// is exact to the frame; how blocks are cut otherwise does not change a single sample.</remarks>
public sealed class Synthesizer : IInstrument, IDisposable
{
    /// <summary>Voices that may sound at once; a stereo piano takes two a note.</summary>
    public const int Polyphony = 128;

    /// <summary>The usual level of SoundFont players: several loud notes stay below full scale.</summary>
    public const float DefaultGain = 0.2f;

    private const int FadingVoices = 64;
    private const int Percussion = 9;
    private const int PercussionBank = 128;

    private readonly Channel[] channels = new Channel[16];
    private readonly Voice[] voices = new Voice[Polyphony + FadingVoices];
    private readonly float[] scratch = new float[64];
    private SoundFont? font;
    private long order;

    /// <summary>One that is silent until it has a font to use.</summary>
    /// <param name="sampleRate">Frames per second of every block that will be rendered.</param>
    /// <param name="gain">Factor on everything.</param>
    public Synthesizer(int sampleRate, float gain = DefaultGain)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 8000);
        SampleRate = sampleRate;
        for (int i = 0; i < voices.Length; i++) voices[i] = new Voice(sampleRate, gain);
        for (int i = 0; i < channels.Length; i++) channels[i] = new Channel();
    }

    /// <inheritdoc cref="Synthesizer(int, float)"/>
    public Synthesizer(SoundFont font, int sampleRate, float gain = DefaultGain)
        : this(sampleRate, gain) => Use(font);

    ~Synthesizer() => font?.LetGo();

    /// <summary>Frames per second.</summary>
    public int SampleRate { get; }

    /// <summary>How many voices sound now, those that fade away included.</summary>
    public int ActiveVoices
    {
        get
        {
            int count = 0;
            foreach (Voice voice in voices)
                if (voice.IsActive) count++;
            return count;
        }
    }

    public bool IsSilent => ActiveVoices == 0;

    /// <summary>How many voices were cut short so far because all were in use.</summary>
    public long StolenVoices { get; private set; }

    /// <summary>As after power on, with that font: no voice sounds, every channel is at rest and plays program 0.</summary>
    /// <remarks>Control thread, while nobody renders. Allocates nothing, so that it calls no collector either.</remarks>
    /// <exception cref="ObjectDisposedException">The font's memory was given back.</exception>
    public void Use(SoundFont font)
    {
        ArgumentNullException.ThrowIfNull(font);
        font.Hold();
        SoundFont? before = this.font;
        this.font = font;
        foreach (Voice voice in voices) voice.Use(font.Memory);
        for (int i = 0; i < channels.Length; i++)
        {
            channels[i].Reset();
            ChangeProgram(i, 0);
        }

        before?.LetGo();
    }

    /// <summary>Silent from here on; the font's memory can be given back.</summary>
    /// <remarks>Control thread, while nobody renders.</remarks>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach (Voice voice in voices) voice.Stop();
        foreach (Channel channel in channels) channel.Preset = null;
        font?.LetGo();
        font = null;
    }

    public void Handle(MidiMessage message)
    {
        int number = message.Channel;
        Channel channel = channels[number];
        byte data1 = (byte)(message.Data1 & 127);
        byte data2 = (byte)(message.Data2 & 127);
        switch (message.Kind)
        {
            case 0x90 when data2 > 0:
                NoteOn(number, data1, data2);
                break;
            case 0x80 or 0x90:
                NoteOff(number, data1);
                break;
            case 0xA0:
                channel.SetKeyPressure(data1, data2);
                break;
            case 0xB0:
                Control(number, data1, data2);
                break;
            case 0xC0:
                ChangeProgram(number, data1);
                break;
            case 0xD0:
                channel.SetPressure(data1);
                break;
            case 0xE0:
                channel.SetPitchWheel((data2 << 7) | data1);
                break;
            default:
                break;      // system messages do not sound
        }
    }

    public void Render(AudioBlock output)
    {
        foreach (Voice voice in voices)
            if (voice.IsActive) voice.Render(output.Left, output.Right, scratch);
        GC.KeepAlive(this);     // and with us the font, also if this was the last that anybody wanted of us
    }

    public void AllSoundOff()
    {
        foreach (Voice voice in voices)
            if (voice.IsActive) voice.Fade();
    }

    private void NoteOn(int number, int key, int velocity)
    {
        Channel channel = channels[number];
        if (channel.Preset is not { } preset) return;

        // The same string is struck again: what it still sounds dies away as if it were let go, pedal or not.
        foreach (Voice voice in voices)
        {
            if (voice.IsActive && voice.ChannelNumber == number && voice.Key == key && !voice.IsCaught)
            {
                voice.KeyUp();
                voice.Release();
            }
        }

        order++;
        bool isSoft = channel.IsDown(ControlChange.Soft);
        foreach (Region region in preset.Regions)
        {
            if (key < region.LowestKey || key > region.HighestKey
                || velocity < region.LowestVelocity || velocity > region.HighestVelocity) continue;

            if (region[Generator.ExclusiveClass] is var group && group != 0) FadeClass(number, group);
            FreeVoice().Start(region, channel, number, key, velocity, isSoft, order);
        }
    }

    private void FadeClass(int number, int group)
    {
        foreach (Voice voice in voices)
        {
            if (voice.IsActive && voice.ChannelNumber == number && voice.ExclusiveClass == group && voice.Order != order)
                voice.Fade();
        }
    }

    private void NoteOff(int number, int key)
    {
        bool pedal = channels[number].IsDown(ControlChange.Sustain);
        foreach (Voice voice in voices)
        {
            if (!voice.IsActive || voice.ChannelNumber != number || voice.Key != key || !voice.IsKeyDown) continue;

            voice.KeyUp();
            if (!pedal && !voice.IsCaught) voice.Release();
        }
    }

    private void Control(int number, byte controller, byte value)
    {
        Channel channel = channels[number];
        switch (controller)
        {
            case ControlChange.AllSoundOff:
                foreach (Voice voice in voices)
                    if (voice.IsActive && voice.ChannelNumber == number) voice.Fade();
                break;
            case 121:
                channel.ResetControllers();
                CatchNothing(number);
                DampFreeStrings(number);
                break;
            case >= ControlChange.AllNotesOff:      // and the mode changes 124 to 127, which include it
                LiftKeys(number);
                break;
            case ControlChange.Sostenuto:
                bool wasDown = channel.IsDown(ControlChange.Sostenuto);
                channel.SetController(controller, value);
                if (!wasDown && channel.IsDown(ControlChange.Sostenuto)) CatchHeldNotes(number);
                if (wasDown && !channel.IsDown(ControlChange.Sostenuto)) CatchNothing(number);
                DampFreeStrings(number);
                break;
            default:
                channel.SetController(controller, value);
                if (controller == ControlChange.Sustain) DampFreeStrings(number);
                break;
        }
    }

    private void LiftKeys(int number)
    {
        foreach (Voice voice in voices)
            if (voice.IsActive && voice.ChannelNumber == number) voice.KeyUp();
        DampFreeStrings(number);
    }

    private void CatchHeldNotes(int number)
    {
        foreach (Voice voice in voices)
            if (voice.IsActive && voice.ChannelNumber == number && voice.IsKeyDown) voice.IsCaught = true;
    }

    private void CatchNothing(int number)
    {
        foreach (Voice voice in voices)
            if (voice.ChannelNumber == number) voice.IsCaught = false;
    }

    /// <summary>Releases what neither key nor pedal holds.</summary>
    private void DampFreeStrings(int number)
    {
        if (channels[number].IsDown(ControlChange.Sustain)) return;

        foreach (Voice voice in voices)
        {
            if (voice.IsActive && voice.ChannelNumber == number && !voice.IsKeyDown && !voice.IsCaught) voice.Release();
        }
    }

    private void ChangeProgram(int number, int program)
    {
        Channel channel = channels[number];
        channel.Preset = font?.Find(number == Percussion ? PercussionBank : channel.Bank, program);
    }

    /// <summary>An idle voice. When 128 sound, the one that is missed least fades away, and a spare one plays.</summary>
    private Voice FreeVoice()
    {
        int sounding = 0;
        Voice? idle = null;
        Voice? faded = null;
        foreach (Voice voice in voices)
        {
            if (!voice.IsActive) idle ??= voice;
            else if (!voice.IsFading) sounding++;
            else if (faded is null || voice.Order < faded.Order) faded = voice;
        }

        if (sounding >= Polyphony) LeastMissed().Fade();
        if (sounding >= Polyphony) StolenVoices++;
        if (idle is not null) return idle;

        // Over 64 voices stolen within 5 ms: the one that fades for longest is all but silent.
        Voice taken = faded ?? voices[0];
        taken.Stop();
        return taken;
    }

    /// <summary>Released before held by a pedal before held by a key; the quietest of those, then the oldest.</summary>
    private Voice LeastMissed()
    {
        Voice best = voices[0];
        (int Rank, float Loudness, long Order) least = (int.MaxValue, 0, 0);
        foreach (Voice voice in voices)
        {
            if (!voice.IsActive || voice.IsFading) continue;

            // Last of all the other half of this very note.
            int rank = voice.Order == order ? 3 : voice.IsReleased ? 0 : voice.IsKeyDown ? 2 : 1;
            (int, float, long) missed = (rank, voice.Loudness, voice.Order);
            if (missed.CompareTo(least) >= 0) continue;

            best = voice;
            least = missed;
        }

        return best;
    }
}
