using LivePerformer.Core;

namespace LivePerformer.Synth.Tests;

/// <summary>A few messages with their times in whole milliseconds, to be rendered by us or by another synthesizer.</summary>
public sealed class Piece(string name, int milliseconds)
{
    private readonly List<(int Milliseconds, MidiMessage Message)> events = [];

    public string Name { get; } = name;
    public int Milliseconds { get; } = milliseconds;

    public IEnumerable<(int Milliseconds, MidiMessage Message)> Events => events.OrderBy(e => e.Milliseconds);

    public Piece Note(int key, int velocity, int from, int to, int channel = 0) =>
        At(from, MidiMessage.NoteOn(channel, new Pitch(key), (byte)velocity)).At(to, MidiMessage.NoteOff(channel, new Pitch(key)));

    public Piece Control(int at, int controller, int value, int channel = 0) =>
        At(at, MidiMessage.Control(channel, (byte)controller, (byte)value));

    public Piece Bend(int at, int position) => At(at, new(0xE0, (byte)(position & 127), (byte)(position >> 7)));

    public Piece At(int milliseconds, MidiMessage message)
    {
        events.Add((milliseconds, message));
        return this;
    }

    /// <summary>Each message at its exact frame.</summary>
    public Sound Render(Synthesizer synth)
    {
        int frames = (int)((long)Milliseconds * synth.SampleRate / 1000);
        var sound = new Sound(synth.SampleRate, new float[frames], new float[frames]);
        var block = new AudioBlock(sound.Left, sound.Right, synth.SampleRate, 0);
        int done = 0;
        foreach ((int at, MidiMessage message) in Events)
        {
            int frame = Math.Min(frames, (int)((long)at * synth.SampleRate / 1000));
            synth.Render(block.Slice(done, frame - done));
            synth.Handle(message);
            done = frame;
        }

        synth.Render(block.Slice(done, frames - done));
        return sound;
    }

    /// <summary>A standard MIDI file, format 0, one tick a millisecond.</summary>
    public byte[] ToMidiFile()
    {
        var track = new List<byte>();
        int last = 0;
        foreach ((int at, MidiMessage message) in Events)
        {
            Delta(track, at - last);
            last = at;
            track.AddRange(new[] { message.Status, message.Data1, message.Data2 }.Take(message.Length));
        }

        Delta(track, Milliseconds - last);
        track.AddRange([0xFF, 0x2F, 0]);
        return
        [
            .. "MThd"u8, 0, 0, 0, 6, 0, 0, 0, 1, 500 >> 8, 500 & 255,      // 500 ticks in the default half second
            .. "MTrk"u8, 0, (byte)(track.Count >> 16), (byte)(track.Count >> 8), (byte)track.Count, .. track,
        ];
    }

    private static void Delta(List<byte> track, int ticks)
    {
        for (int shift = 21; shift > 0; shift -= 7)
            if (ticks >> shift > 0) track.Add((byte)(0x80 | (ticks >> shift & 127)));
        track.Add((byte)(ticks & 127));
    }

    public override string ToString() => Name;
}
