namespace LivePerformer.Music.Tests;

internal static class Listening
{
    public static SoundFile Open(byte[] bytes, bool isPipe = false) => SoundFile.Open(isPipe ? new Pipe(bytes) : new MemoryStream(bytes), "test.wav");

    public static float[] All(SoundFile file, int framesAtATime = 1000)
    {
        var sound = new List<float>();
        float[] block = new float[framesAtATime * file.Channels];
        for (int got = file.Read(block); got > 0; got = file.Read(block)) sound.AddRange(block.AsSpan(0, got * file.Channels));
        return [.. sound];
    }

    public static float[] All(byte[] bytes, bool isPipe = false)
    {
        using SoundFile file = Open(bytes, isPipe);
        return All(file);
    }

    /// <summary>Bytes that come once, a few at a time.</summary>
    private sealed class Pipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override long Length => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);
    }
}
