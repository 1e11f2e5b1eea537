namespace LivePerformer.Trainer;

/// <summary>How a room answers an impulse: straight sound, first echoes off the six walls, and a tail of noise that dies away.</summary>
/// <remarks>Echoes by the image-source method (Allen and Berkley 1979) up to second order, in a box whose walls swallow as much as
/// Eyring's formula asks for. The straight sound is sample 0 at level 1: what is convolved keeps its time.</remarks>
internal static class RoomResponse
{
    private const double SpeedOfSound = 343;        // m/s
    private const double FromWall = 0.4;            // m
    private const int Order = 2;
    private const double KeptDecibels = 55;         // the tail ends there

    /// <param name="reverberation">Seconds for 60 dB.</param>
    /// <param name="direct">Decibels of the straight sound over all the rest.</param>
    public static float[] Of(double reverberation, double direct, Random dice)
    {
        float[] response = new float[(int)(reverberation * KeptDecibels / 60 * SoundData.SampleRate)];
        double[] size = [Between(dice, 3, 10), Between(dice, 2.5, 8), Between(dice, 2.3, 4)];
        double[] source = [.. size.Select(length => Between(dice, FromWall, length - FromWall))], ear = [.. size.Select(length => Between(dice, FromWall, length - FromWall))];
        double straight = Math.Max(0.3, Distance(source, ear));
        Echo(response, size, source, ear, straight, Reflection(size, reverberation));
        AddTail(response, reverberation, straight, size, dice);

        double energy = 0;
        for (int i = 1; i < response.Length; i++) energy += response[i] * (double)response[i];
        float gain = (float)Math.Sqrt(Math.Pow(10, -direct / 10) / Math.Max(energy, 1e-12));
        for (int i = 1; i < response.Length; i++) response[i] *= gain;
        response[0] = 1;
        return response;
    }

    private static void Echo(float[] response, double[] size, double[] source, double[] ear, double straight, double reflection)
    {
        for (int x = -Order; x <= Order; x++)
        {
            for (int y = -Order; y <= Order; y++)
            {
                for (int z = -Order; z <= Order; z++)
                {
                    int bounces = Math.Abs(x) + Math.Abs(y) + Math.Abs(z);
                    if (bounces is 0 or > Order) continue;

                    double way = Distance([Image(source[0], size[0], x), Image(source[1], size[1], y), Image(source[2], size[2], z)], ear);
                    int at = (int)Math.Round((way - straight) / SpeedOfSound * SoundData.SampleRate);
                    if (at > 0 && at < response.Length) response[at] += (float)(straight / way * Math.Pow(reflection, bounces));
                }
            }
        }
    }

    // Of a wall between rooms that mirror each other.
    private static double Image(double at, double length, int room) => room % 2 == 0 ? at + (room * length) : ((room + 1) * length) - at;

    // Diffuse sound grows while the echoes become dense, and its treble dies first.
    private static void AddTail(float[] response, double reverberation, double straight, double[] size, Random dice)
    {
        double volume = size[0] * size[1] * size[2];
        // Between t and t + dt come 4 pi c^3 t^2 dt / V echoes, each of power (straight / ct)^2; uniform noise has a third of full power.
        double level = straight * Math.Sqrt(3 * 4 * Math.PI * SpeedOfSound / (volume * SoundData.SampleRate));
        double decay = Math.Pow(10, -3 / (reverberation * SoundData.SampleRate)), dense = Between(dice, 0.01, 0.04) * SoundData.SampleRate;
        double damping = Between(dice, 0, 0.6), slower = 1 / (reverberation * SoundData.SampleRate);
        var hiss = new Hiss(dice);
        double amplitude = level;
        float smooth = 0;
        for (int i = 1; i < response.Length; i++)
        {
            amplitude *= decay;
            float keep = (float)(damping * Math.Min(1, 0.3 + (i * slower)));
            smooth = (keep * smooth) + ((1 - keep) * hiss.Next());
            response[i] += smooth * (float)(amplitude * Math.Min(1, i / dense));
        }
    }

    private static double Reflection(double[] size, double reverberation)
    {
        double volume = size[0] * size[1] * size[2], walls = 2 * ((size[0] * size[1]) + (size[1] * size[2]) + (size[2] * size[0]));
        double swallowed = 1 - Math.Exp(-0.161 * volume / (walls * reverberation));
        return Math.Sqrt(1 - swallowed);
    }

    private static double Distance(double[] from, double[] to) =>
        Math.Sqrt(((from[0] - to[0]) * (from[0] - to[0])) + ((from[1] - to[1]) * (from[1] - to[1])) + ((from[2] - to[2]) * (from[2] - to[2])));

    private static double Between(Random dice, double low, double high) => low + ((high - low) * dice.NextDouble());
}
