namespace LivePerformer.Synth;

/// <summary>Where the pedals, wheels and sliders of one MIDI channel stand.</summary>
/// <remarks>Audio thread.</remarks>
internal sealed class Channel
{
    private const byte BankSelect = 0, DataEntry = 6, DataEntryFine = 38;
    private const byte NonRegisteredFine = 98, NonRegistered = 99, RegisteredFine = 100, Registered = 101;
    private const byte Volume = 7, Balance = 8, Pan = 10, Expression = 11;
    private const int NoParameter = 0x3FFF;

    private readonly byte[] controllers = new byte[128];
    private readonly byte[] keyPressures = new byte[128];
    private int parameter = NoParameter;

    public Channel() => Reset();

    /// <summary>Changes whenever a modulator could read something new.</summary>
    public int Version { get; private set; }

    public int Bank => controllers[BankSelect];
    public byte Pressure { get; private set; }

    /// <summary>0 to 16,383; at rest 8,192.</summary>
    public int PitchWheel { get; private set; }

    /// <summary>Semitones to either side.</summary>
    public float PitchWheelRange { get; private set; }

    /// <summary>Cents, by registered parameters 1 and 2.</summary>
    public float Tuning => coarseTuning + fineTuning;
    private float coarseTuning;
    private float fineTuning;

    public Preset? Preset { get; set; }

    public byte Controller(int number) => controllers[number & 127];

    public byte KeyPressure(int key) => keyPressures[key & 127];

    public bool IsDown(int controller) => controllers[controller] >= 64;

    /// <summary>As after power on.</summary>
    public void Reset()
    {
        Array.Clear(controllers);
        controllers[Volume] = 100;
        controllers[Balance] = controllers[Pan] = 64;
        PitchWheelRange = 2;
        coarseTuning = fineTuning = 0;
        ResetControllers();
    }

    /// <summary>CC 121: pedals up, wheels at rest; volume, pan and bank stay (MIDI RP-015).</summary>
    public void ResetControllers()
    {
        controllers[1] = 0;
        controllers[Expression] = 127;
        for (int pedal = 64; pedal <= 69; pedal++) controllers[pedal] = 0;
        Array.Clear(keyPressures);
        Pressure = 0;
        PitchWheel = 8192;
        parameter = NoParameter;
        Version++;
    }

    public void SetPitchWheel(int position)
    {
        PitchWheel = position;
        Version++;
    }

    public void SetPressure(byte pressure)
    {
        Pressure = pressure;
        Version++;
    }

    public void SetKeyPressure(int key, byte pressure)
    {
        keyPressures[key & 127] = pressure;
        Version++;
    }

    public void SetController(byte number, byte value)
    {
        controllers[number] = value;
        switch (number)
        {
            case RegisteredFine or Registered:
                parameter = (controllers[Registered] << 7) | controllers[RegisteredFine];
                break;
            case NonRegisteredFine or NonRegistered:
                parameter = NoParameter;
                break;
            case DataEntry or DataEntryFine:
                SetParameter(controllers[DataEntry], controllers[DataEntryFine]);
                break;
            default:
                break;
        }

        Version++;
    }

    private void SetParameter(byte coarse, byte fine)
    {
        switch (parameter)
        {
            case 0:
                PitchWheelRange = coarse + (fine / 100f);
                break;
            case 1:
                fineTuning = (((coarse << 7) | fine) - 8192) / 81.92f;
                break;
            case 2:
                coarseTuning = (coarse - 64) * 100;
                break;
            default:
                break;
        }
    }
}
