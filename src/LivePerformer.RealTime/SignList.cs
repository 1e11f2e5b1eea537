using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>What is a sign whatever the preset: the controls that were bound to commands.</summary>
/// <remarks>Audio thread.</remarks>
internal sealed class SignList
{
    private const int Most = 128;

    private readonly CueSign[] signs = new CueSign[Most];
    private int count;

    public bool Has(MidiMessage message, byte port)
    {
        for (int i = 0; i < count; i++)
        {
            if (signs[i].Is(message, port)) return true;
        }

        return false;
    }

    public void Set(CueSign sign, bool isOne)
    {
        int at = signs.AsSpan(0, count).IndexOf(sign);
        if (isOne && at < 0 && count < Most) signs[count++] = sign;
        if (!isOne && at >= 0) signs[at] = signs[--count];
    }
}
