using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>A trained network that hears the human and plays on: both hands write one row of tokens, in turns.</summary>
/// <remarks>
/// Performer thread. After the constructor nothing is allocated. The same calls with the same seed give the same notes.
/// While the human plays, each finished step of 10 ms is fed at once, so an answer begins after one step of the model.
/// What the pedal alone still sustains ends, for the model, where our turn begins: the human's hands hold only keys,
/// and our hands may strike the others again.
/// The row is written by a <see cref="Loom"/>. <see cref="TryPlay"/> gives each event as soon as its token is chosen;
/// <see cref="TakeBack"/> and <see cref="Yield"/> go back to what was already due.
/// A model that learned from one key or one range of touch hears and plays through an <see cref="Ear"/>: in the row all is as
/// the model has it, and here it is moved where it comes in and goes out. Where the ear thinks otherwise of the key, which it
/// does between our turns alone, what was played last is told to the model again (see <see cref="LastPlayed"/>): its memory
/// then holds music in one key, as it learned, and every note comes back as it went.
/// Should the model fail, <see cref="Fault"/> says why, the keys it holds come up, and it falls silent. Where nothing that
/// the steering wants is free, it has nothing to play until something changes.
/// </remarks>
public sealed class Improviser : IImproviser, IDisposable
{
    private const int MostTokensPerEvent = 64;  // the grammar needs fewer, unless no wanted key is free

    private readonly ImproviserOptions options;
    private readonly Sampler sampler;
    private readonly TokenMask mask = new(Vocabulary.Size);
    private readonly float[] belief = new float[Vocabulary.Size];
    private readonly TokenRow row;
    private readonly Loom loom;
    private readonly PhraseState state;
    private readonly Ear? ear;              // where the model learned from standardized music
    private readonly LastPlayed? played;
    private Steering steering;
    private bool pedalDown;
    private ulong answers;

    /// <param name="folder">The model; it must live longer.</param>
    /// <exception cref="ModelException">The options make no sense.</exception>
    public Improviser(ModelFolder folder, ImproviserOptions? options = null)
    {
        this.options = options ?? new ImproviserOptions();
        this.options.Check();
        steering = this.options.Steering;
        if (folder.Manifest.Standard is { IsNone: false } standard)
        {
            ear = new Ear(standard);
            played = new LastPlayed();
        }

        sampler = new Sampler(this.options.Sampling);
        row = new TokenRow(folder, () => new PhraseState(this.options.Limits, this.options.Phrase), atOnce: ear is null ? 64 : 256);    // what is told again is told in large pieces
        loom = new Loom(row, this.options.Together);
        state = row.State;
        Tune();
    }

    /// <summary>Why the model can no longer play; null while it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Where the music may go; each token is chosen under the newest.</summary>
    /// <remarks>Any thread.</remarks>
    /// <exception cref="ModelException">It makes no sense; the last one holds.</exception>
    public Steering Steering
    {
        get => Volatile.Read(ref steering);
        set
        {
            value.Check();
            Volatile.Write(ref steering, value);
        }
    }

    /// <summary>Tokens it chose.</summary>
    public long TokensGenerated { get; private set; }

    /// <summary>Tokens of the human that it was fed.</summary>
    public long TokensHeard => row.TokensHeard;

    /// <summary>Time spent in the model.</summary>
    public TimeSpan ModelTime => row.ModelTime;

    /// <summary>What the model believes comes next, for tests of its memory.</summary>
    internal ReadOnlySpan<float> Belief => row.Belief;

    /// <summary>How music is moved to where the model learned it, and back; null for a model that learned it as it was.</summary>
    internal Ear? Ear => ear;

    /// <summary>How boldly it chooses.</summary>
    /// <remarks>Any thread.</remarks>
    public double Temperature => sampler.Temperature;

    public void Turn(Dial dial, double value)
    {
        if (dial == Dial.Temperature) sampler.Temperature = Math.Clamp(value, 0.01, 4);
        Steering = Steering.With(dial, value);
    }

    public void Hear(in NoteEvent note)
    {
        if (Fault is not null) return;

        try
        {
            ear?.Listen(note);
            if (!row.IsTurn && ear?.Retune(first: false) is true) Retell();
            played?.Add(note);
            Push(note);
            loom.Listen(note.Time);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    public void Hear(in ControlChange control)
    {
        if (control.Controller == ControlChange.Sustain) pedalDown = control.IsDown;
        ear?.Listen(control);
        if (Fault is not null || (row.IsTurn && !options.Together && control.Controller == ControlChange.Sustain)) return;

        try
        {
            Push(control);
            loom.Listen(control.Time);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    public void Begin(TimePoint now)
    {
        if (row.IsTurn) Yield(now);
        if (Fault is not null) return;

        try
        {
            if (ear?.Retune(first: true) is true) Retell();
            if (pedalDown && !options.Together) Push(new ControlChange(now, ControlChange.Sustain, 0));
            loom.Begin(now);
            sampler.Begin(answers++);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    public bool TryPlay(out NoteEvent answer)
    {
        bool any = TryWrite(out answer);
        if (!any || ear is null) return any;

        answer = ear.Back(answer);
        played!.AddOurs(answer);
        return true;
    }

    public void Yield(TimePoint now)
    {
        if (!row.IsTurn) return;

        row.EndTurn();
        loom.ForgetEnds();
        if (Fault is not null) return;

        try
        {
            long step = now.Ticks / Vocabulary.Step.Ticks;   // what was due until now was played
            played?.TakeBack(step);
            loom.End(step);
            played?.EndOurs(Loom.TimeOf(step));
            if (pedalDown && !options.Together) Push(new ControlChange(now, ControlChange.Sustain, 127));
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    public void TakeBack(TimePoint from, TimePoint resume)
    {
        if (!row.IsTurn || Fault is not null) return;

        try
        {
            long last = Loom.FirstFrom(from) - 1;
            played?.TakeBack(last);
            loom.TakeBack(last);
            state.NotBefore = Loom.FirstFrom(resume);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    /// <summary>As <see cref="Forget"/>, and chance begins anew.</summary>
    public void Reset()
    {
        Forget();
        answers = 0;
    }

    public void Dispose() => row.Dispose();

    public void Forget()
    {
        loom.Forget();
        pedalDown = false;
        Fault = null;
        played?.Clear();
        ear?.Reset();
        Tune();
    }

    private void Tune() => state.Tune(ear?.Key.Semitones ?? 0, ear?.Stretch ?? 1);

    private void Push(in NoteEvent heard)
    {
        NoteEvent note = heard;
        if (ear?.TryMove(heard, out note) is not false) loom.Push(note);
    }

    private void Push(in ControlChange control)
    {
        played?.Add(control);
        Move(control);
    }

    private void Move(in ControlChange control)
    {
        if (control.Controller is ControlChange.AllSoundOff or ControlChange.AllNotesOff) ear?.LiftFingers();
        loom.Push(control);
    }

    // The ear thinks otherwise of the music: the model is told again what was played last, as it is to hear it now. Keys
    // that are down are down there too, and come up by the same way.
    private void Retell()
    {
        (double lean, long heard) = (state.Lean, row.TokensHeard);
        loom.Forget();
        ear!.LiftFingers();
        Tune();
        played!.Rewind();
        while (played.TryNext(out Played one))
        {
            loom.Settle(one.Time);
            if (one.Doing == Doing.Key) Push(one.Note);
            else if (one.Doing == Doing.Control) Move(one.Control);
            else loom.Place(ear.Moved(one.Note));
            loom.ForgetEnds();
        }

        loom.Settle();
        (state.Lean, row.TokensHeard) = (lean, heard);
    }

    private bool TryWrite(out NoteEvent answer)
    {
        if (loom.TryEnd(out answer)) return true;
        if (!row.IsTurn || Fault is not null) return false;

        try
        {
            for (int i = 0; i < MostTokensPerEvent; i++)
            {
                row.ForgetTheOldest();
                if (state.IsComplete) return false;

                int token = Choose();
                if (Vocabulary.KindOf(token) == TokenKind.TimeShift) row.Keep();
                row.Write(token, NoteSource.Ai);
                TokensGenerated++;
                if (TryEvent(token, out answer)) return true;
            }

            return false;
        }
        catch (Exception fault)
        {
            Fail(fault);
            return loom.TryEnd(out answer);
        }
    }

    private int Choose()
    {
        row.Feed();
        state.Allow(mask, Steering);
        row.Belief.CopyTo(belief);
        state.Temper(belief, mask);
        int token = sampler.Choose(belief, mask);
        return token >= 0 ? token : throw new InvalidOperationException("the model's belief holds no number");
    }

    private bool TryEvent(int token, out NoteEvent answer)
    {
        TokenKind kind = Vocabulary.KindOf(token);
        answer = kind switch
        {
            TokenKind.NoteOn => new(Loom.TimeOf(state.Step), new Pitch(token - Vocabulary.FirstNoteOn), Vocabulary.VelocityOf(state.Bin)),
            TokenKind.NoteOff => new(Loom.TimeOf(state.Step), new Pitch(token - Vocabulary.FirstNoteOff), 0),
            _ => default,
        };
        return kind is TokenKind.NoteOn or TokenKind.NoteOff;
    }

    private void Fail(Exception fault)
    {
        Fault = ModelException.OneLine($"The model failed and is silent from here on: {fault.Message}");
        loom.LiftOurs();
    }
}
