using System.Runtime.CompilerServices;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Keys, pedals, knobs and program changes that give commands, and that can be learned while music plays.</summary>
/// <remarks>
/// Performer thread only, but <see cref="Bindings"/> and <see cref="Learning"/>. Nothing but the messages and orders it is given decides, so that a
/// replay finds the same; nothing is allocated but when a binding changes or is about to be learned.
/// <para>What the callback has to do with signs: a note-on or a controller that is a sign goes neither through nor into the
/// instrument, but a note-off of one passes wherever its note sounds, for the key by which a sign was learned has already
/// sounded when it becomes one. Where a pedal became a sign (<see cref="BindingsChange.Added"/>) it has already been
/// passed on as pressed: there the caller lets it up by a controller of value 0.</para>
/// </remarks>
public sealed class Controls
{
    private const int Ports = 16, KeysOfPort = 16 * Pitch.Count;

    /// <summary>A pedal that trembles around 64 is one press: only below this is it up again.</summary>
    private const int UpBelow = 56;

    /// <summary>A controller that moves by less is noise, not a gesture.</summary>
    private const int Noticeable = 16;

    private const byte Unknown = 255;
    private const byte AsMusic = 1, AsSign = 2;

    private readonly Func<CueSign, string?>? refuses;
    private readonly bool learnsPort;
    private readonly byte[] keys = new byte[Ports * KeysOfPort];            // by input, channel and number: down as what
    private readonly byte[] positions = new byte[Ports * KeysOfPort];       // likewise of the controllers
    private Binding[] bindings;
    private State[] states;
    private StrongBox<Lesson>? lesson;  // never changes, so that other threads may look
    private byte[] before = [];         // positions when the lesson began
    private readonly HashSet<CueSign> refused = [];

    /// <param name="bindings">No two of which can be meant by one message.</param>
    /// <param name="learnsPort">What is learned is bound to the input on which it came: where there are several.</param>
    /// <param name="refuses">Why a sign cannot be learned, such as the preset's cue; null where it can.</param>
    /// <exception cref="ControlsException">A message can mean two of the bindings.</exception>
    public Controls(IReadOnlyList<Binding> bindings, bool learnsPort = false, Func<CueSign, string?>? refuses = null)
    {
        CheckApart(bindings);
        this.bindings = [.. bindings];
        this.learnsPort = learnsPort;
        this.refuses = refuses;
        states = [.. bindings.Select(_ => State.AtRest)];
        Array.Fill(positions, Unknown);
    }

    /// <summary>A list that never changes; a change brings a new one.</summary>
    /// <remarks>Any thread.</remarks>
    public IReadOnlyList<Binding> Bindings => Volatile.Read(ref bindings);

    /// <summary>What the next control that is touched will be bound to.</summary>
    /// <remarks>Any thread.</remarks>
    public Lesson? Learning => Volatile.Read(ref lesson)?.Value;

    /// <summary>Told of every change, on the performer's thread.</summary>
    public Action<BindingsChange>? Changed { get; set; }

    /// <summary>Told why a control that was touched cannot be learned; the lesson goes on.</summary>
    public Action<CueSign, string>? Refused { get; set; }

    /// <exception cref="ControlsException">A message can mean two of the bindings.</exception>
    public static void CheckApart(IReadOnlyList<Binding> bindings)
    {
        for (int i = 0; i < bindings.Count; i++)
        {
            for (int k = 0; k < i; k++)
            {
                if (bindings[i].Sign.Overlaps(bindings[k].Sign))
                    throw new ControlsException($"'{bindings[k]}' and '{bindings[i]}' are one and the same control. Give one of them another.");
            }
        }
    }

    /// <summary>True when the message is a sign and not music: also a key or pedal that comes up, which commands nothing.</summary>
    public bool Hear(in HeardEvent heard, out StageCommand command)
    {
        command = default;
        MidiMessage message = heard.Message;
        if (message.Status == MidiMessage.SourceGone) LetGo(heard.Port);
        if (message.IsSystem) return false;

        int at = Place(heard.Port, message);
        if (message.IsNoteOn || message.IsNoteOff) return HearKey(heard, at, ref command);
        if (message.IsControlChange) return HearController(heard, at, ref command);
        return message.Kind == (byte)SignKind.Program && (TryLearn(heard, CueSign.Program(message.Data1)) || Press(Find(heard), ref command));
    }

    /// <summary>Obeys an order to learn or to forget.</summary>
    /// <returns>False when it is another command, or one that cannot be learned.</returns>
    public bool Obey(in StageCommand order) => order.Kind switch
    {
        CommandKind.Learn => Learn(Lesson.Of(order)),
        CommandKind.Unlearn => Unlearn(Lesson.Of(order).Command),
        _ => false,
    };

    /// <summary>The next control that is touched is bound to it: a key struck, a program change, or a controller that moves
    /// clearly. What was bound to it is so no more, and a control that was bound to something else moves.</summary>
    /// <returns>False when that cannot be learned.</returns>
    public bool Learn(in Lesson wanted)
    {
        if (!CommandWords.CanLearn(wanted)) return false;

        Volatile.Write(ref lesson, new(wanted));
        before = [.. positions];
        refused.Clear();
        return true;
    }

    /// <summary>No control is waited for any more.</summary>
    public void StopLearning() => lesson = null;

    /// <returns>False when nothing was bound to it.</returns>
    public bool Unlearn(CommandKind command) => Change(binding => binding.Command == command, null);

    /// <summary>Binds a control, as if it had been learned.</summary>
    public void Bind(Binding binding) =>
        Change(other => other.Sign.Overlaps(binding.Sign) || (other.Lesson == binding.Lesson && other.IsFader == binding.IsFader), binding);

    private bool HearKey(in HeardEvent heard, int at, ref StageCommand command)
    {
        byte was = keys[at];
        if (heard.Message.IsNoteOff)
        {
            keys[at] = 0;
            return was == AsSign || (was != AsMusic && Find(heard) >= 0);       // it ends what its note-on was
        }

        bool isSign = TryLearn(heard, CueSign.Key(new Pitch(heard.Message.Data1 & 0x7F))) || Press(Find(heard), ref command);
        keys[at] = isSign ? AsSign : AsMusic;
        return isSign;
    }

    private bool HearController(in HeardEvent heard, int at, ref StageCommand command)
    {
        byte number = heard.Message.Data1, position = heard.Message.Data2;
        bool learned = lesson is not null && IsGesture(at, number, position) && TryLearn(heard, CueSign.Pedal(number));
        positions[at] = position;
        int i = Find(heard);
        if (i < 0) return false;

        ref State state = ref states[i];
        bool pressed = position >= 64 && !state.IsDown;
        bool moved = position != state.Position;
        state = new(position >= 64 || (state.IsDown && position >= UpBelow), position);
        if (learned) return true;

        if (bindings[i].IsFader && moved) command = bindings[i].At(position);
        if (!bindings[i].IsFader && pressed) command = bindings[i].Pressed;
        return true;
    }

    private bool Press(int i, ref StageCommand command)
    {
        if (i < 0) return false;

        command = bindings[i].Pressed;
        return true;
    }

    private int Find(in HeardEvent heard)
    {
        Binding[] all = bindings;
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].Sign.Is(heard.Message, heard.Port)) return i;
        }

        return -1;
    }

    /// <summary>Whether a hand or a foot has moved it since the lesson began. One that was never heard of stood, as pedals do, at 0.</summary>
    private bool IsGesture(int at, byte number, byte position)
    {
        // MIDI 1.0: banks, numbers of parameters, the fine half of velocities and modes are said by machines, and so is
        // the fine half of a controller whose coarse one is there
        if (number is 0 or 32 or 88 or (>= 96 and <= 101) or >= 120) return false;
        if (number is > 32 and < 64 && positions[at - 32] != Unknown) return false;

        if (before[at] != Unknown) return Math.Abs(position - before[at]) >= Noticeable;
        if (position >= 64) return true;

        before[at] = position;
        return false;
    }

    private bool TryLearn(in HeardEvent heard, CueSign sign)
    {
        if (lesson?.Value is not Lesson wanted) return false;

        sign = sign.OnChannel(heard.Message.Channel);
        if (learnsPort) sign = sign.OnPort(heard.Port);
        string? reason = refuses?.Invoke(sign);
        if (reason is null && Binding.TryMake(wanted, sign, null, out Binding binding, out reason))
        {
            lesson = null;
            Bind(binding);
            return true;
        }

        if (refused.Add(sign)) Refused?.Invoke(sign, reason!);
        return false;
    }

    private bool Change(Func<Binding, bool> goes, Binding? comes)
    {
        Binding[] old = bindings;
        bool[] stays = [.. old.Select(binding => !goes(binding))];
        if (comes is null && Array.TrueForAll(stays, s => s)) return false;

        Binding[] kept = [.. old.Where((_, i) => stays[i])];
        State[] keptStates = [.. states.Where((_, i) => stays[i])];
        CueSign[] removed = [.. old.Where((_, i) => !stays[i]).Select(binding => binding.Sign)];
        states = comes is null ? keptStates : [.. keptStates, State.AtRest];
        Volatile.Write(ref bindings, comes is null ? kept : [.. kept, comes.Value]);
        CueSign sign = comes?.Sign ?? CueSign.None;
        Changed?.Invoke(new BindingsChange(bindings, removed.Contains(sign) ? CueSign.None : sign, [.. removed.Where(other => other != sign)]));
        return true;
    }

    /// <summary>The source has gone, and whatever was held there comes up.</summary>
    private void LetGo(byte port)
    {
        int from = Place(port, default);
        Array.Clear(keys, from, KeysOfPort);
        for (int i = 0; i < states.Length; i++)
        {
            if (bindings[i].Sign.Port is not int only || only == port) states[i] = states[i] with { IsDown = false };
        }
    }

    private static int Place(byte port, MidiMessage message) => ((port % Ports) * KeysOfPort) + (message.Channel * Pitch.Count) + (message.Data1 & 0x7F);

    /// <summary>Of a bound controller: whether it is pressed, and where it stands.</summary>
    private readonly record struct State(bool IsDown, byte Position)
    {
        public static State AtRest => new(false, Unknown);
    }
}
