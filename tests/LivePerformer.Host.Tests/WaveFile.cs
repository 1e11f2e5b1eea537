using System.Runtime.InteropServices;

namespace LivePerformer.Host.Tests;

/// <summary>A WAV file of 32-bit floats in stereo at 48 kHz, as jack_capture and export write it.</summary>
internal static class WaveFile
{
    /// <summary>Left and right in turn.</summary>
    public static float[] Floats(string path)
    {
        byte[] wave = File.ReadAllBytes(path);
        int at = 12;        // behind RIFF, size and WAVE
        while (!wave.AsSpan(at, 4).SequenceEqual("data"u8))
        {
            if (wave.AsSpan(at, 4).SequenceEqual("fmt "u8)) Assert.Equal((3, 2, 48_000), (wave[at + 8], wave[at + 10], BitConverter.ToInt32(wave, at + 12)));
            at += 8 + BitConverter.ToInt32(wave, at + 4);
        }

        int size = Math.Min(BitConverter.ToInt32(wave, at + 4), wave.Length - at - 8);
        return MemoryMarshal.Cast<byte, float>(wave.AsSpan(at + 8, size)).ToArray();
    }
}
