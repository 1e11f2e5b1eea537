using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>A place in the callback for one preset: its routes, its signs and its instrument.</summary>
/// <remarks>Loaded by the control thread while nothing plays from it; from then on the audio thread's.</remarks>
internal sealed class Slot(byte number)
{
    private const int Chunk = 1024;

    private readonly Route[] routes = new Route[SlotSetup.MostRoutes];
    private readonly float[] left = new float[Chunk];
    private readonly float[] right = new float[Chunk];
    private int routeCount;
    private CueSign sign, tap;
    private float gain = 1;         // at the frame that is rendered next
    private float step;

    public byte Number => number;

    public InstrumentOutlet Sound { get; } = new();

    public StageSettings Settings { get; set; }

    public bool SparesHeldKeys { get; private set; }

    public byte AiOutput { get; private set; }

    /// <summary>It plays, or something of it still sounds.</summary>
    public bool IsInUse { get; set; }

    /// <summary>How many slots had been entered when it was, itself among them.</summary>
    public int Entered { get; set; }

    public ReadOnlySpan<Route> Routes => routes.AsSpan(0, routeCount);

    public bool IsSign(MidiMessage message) => sign.Is(message) || tap.Is(message);

    /// <remarks>Control thread.</remarks>
    public void Load(SlotSetup setup, IInstrument? instrument, StageSettings settings)
    {
        (sign, tap, SparesHeldKeys, AiOutput) = (setup.Sign, setup.Tap, setup.SparesHeldKeys, setup.AiOutput);
        routeCount = Math.Min(setup.Routes.Count, routes.Length);
        for (int i = 0; i < routeCount; i++) routes[i] = setup.Routes[i];
        Sound.Instrument = instrument;
        Settings = settings;
        gain = settings.Gain;
    }

    /// <summary>A sudden change of gain clicks, so it is ramped over one block.</summary>
    public void BeginBlock(int frames) => step = (Settings.Gain - gain) / frames;

    public void EndBlock() => gain = Settings.Gain;

    /// <summary>Adds its sound to the block.</summary>
    /// <param name="click">Sounds through this slot; null: not through this one.</param>
    public void Render(AudioBlock output, Click? click)
    {
        IInstrument? instrument = Sound.Instrument;
        if (instrument is null && click is null) return;

        for (int start = 0; start < output.Frames; start += Chunk)
        {
            AudioBlock part = output.Slice(start, Math.Min(Chunk, output.Frames - start));
            var own = new AudioBlock(left.AsSpan(0, part.Frames), right.AsSpan(0, part.Frames), part.SampleRate, part.StartFrame);
            own.Clear();
            instrument?.Render(own);
            click?.Render(own);
            Mix(own, part);
        }
    }

    private void Mix(AudioBlock own, AudioBlock into)
    {
        if (gain == 1 && step == 0)
        {
            for (int i = 0; i < own.Frames; i++)
            {
                into.Left[i] += own.Left[i];
                into.Right[i] += own.Right[i];
            }

            return;
        }

        for (int i = 0; i < own.Frames; i++)
        {
            gain += step;
            into.Left[i] += own.Left[i] * gain;
            into.Right[i] += own.Right[i] * gain;
        }
    }
}
