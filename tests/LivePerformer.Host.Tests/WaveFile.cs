using System.Runtime.InteropServices;

namespace LivePerformer.Host.Tests;

/// <summary>A WAV file in stereo at 48 kHz: of 32-bit floats, as jack_capture writes it, or of 16-bit integers, as export does.</summary>
internal static class WaveFile
{
    /// <summary>Left and right in turn.</summary>
    public static float[] Floats(string path)
    {
        byte[] wave = File.ReadAllBytes(path);
        bool isFloat = false;
        int at = 12;        // behind RIFF, size and WAVE
        while (!wave.AsSpan(at, 4).SequenceEqual("data"u8))
        {
            if (wave.AsSpan(at, 4).SequenceEqual("fmt "u8))
            {
                isFloat = wave[at + 8] == 3;
                Assert.Equal((isFloat ? 32 : 16, 2, 48_000), (wave[at + 22], wave[at + 10], BitConverter.ToInt32(wave, at + 12)));
            }

            at += 8 + BitConverter.ToInt32(wave, at + 4);
        }

        int size = Math.Min(BitConverter.ToInt32(wave, at + 4), wave.Length - at - 8);
        if (!isFloat) return [.. MemoryMarshal.Cast<byte, short>(wave.AsSpan(at + 8, size)).ToArray().Select(sample => sample / 32_768f)];
        return MemoryMarshal.Cast<byte, float>(wave.AsSpan(at + 8, size)).ToArray();
    }
}
