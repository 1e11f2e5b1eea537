using System.Runtime.CompilerServices;

namespace LivePerformer.Core;

/// <summary>One way of the human's messages from an input to an output or to the built-in instrument: a split is two that
/// share the keyboard, a layer two that do not.</summary>
/// <remarks>Plain memory, so that the callback of another runtime can be given it.</remarks>
public struct Route
{
    /// <summary>The output that is the built-in instrument.</summary>
    public const byte Instrument = 255;

    /// <summary>The channel that leaves each message on its own.</summary>
    public const byte OwnChannel = 255;

    private ulong lowControllers, highControllers;
    private VelocityTable velocities;

    /// <summary>Everything, as it is, to that output.</summary>
    public Route(byte input, byte output)
    {
        Input = input;
        Output = output;
        Channels = ushort.MaxValue;
        Highest = Pitch.Count - 1;
        Channel = OwnChannel;
        Bends = Presses = Programs = true;
        lowControllers = highControllers = ulong.MaxValue;
        for (int velocity = 0; velocity < VelocityTable.Length; velocity++) velocities[velocity] = (byte)velocity;
    }

    /// <summary>The number of the input whose messages go this way.</summary>
    public byte Input { get; init; }

    /// <summary>The number of the output to which they go, or <see cref="Instrument"/>.</summary>
    public byte Output { get; init; }

    /// <summary>Bit n lets channel n pass, 0 to 15 as on the wire.</summary>
    public ushort Channels { get; init; }

    /// <summary>The lowest key that passes.</summary>
    public byte Lowest { get; init; }

    /// <summary>The highest key that passes.</summary>
    public byte Highest { get; init; }

    /// <summary>Semitones by which keys are moved up; what would leave the keyboard does not pass.</summary>
    public sbyte Transpose { get; init; }

    /// <summary>The channel on which all leaves, 0 to 15, or <see cref="OwnChannel"/>.</summary>
    public byte Channel { get; init; }

    /// <summary>Whether the pitch wheel passes.</summary>
    public bool Bends { get; init; }

    /// <summary>Whether pressure, of keys and of channels, passes.</summary>
    public bool Presses { get; init; }

    /// <summary>Whether program changes pass.</summary>
    public bool Programs { get; init; }

    /// <summary>Which controllers pass.</summary>
    /// <param name="pass">Of 0 to 127.</param>
    public void SetControllers(Func<int, bool> pass)
    {
        (lowControllers, highControllers) = (0, 0);
        for (int number = 0; number < 64; number++)
        {
            if (pass(number)) lowControllers |= 1UL << number;
            if (pass(number + 64)) highControllers |= 1UL << number;
        }
    }

    /// <summary>How hard a key is struck there for each velocity, 1 to 127, with which it is struck here; 0 does not pass.</summary>
    public void SetVelocities(Func<int, int> curve)
    {
        for (int velocity = 1; velocity < VelocityTable.Length; velocity++) velocities[velocity] = (byte)Math.Clamp(curve(velocity), 0, 127);
    }

    /// <summary>The message as it leaves on this way; false when it does not go there.</summary>
    /// <remarks>A note-off passes whatever the velocity was: whether its note sounds there, the way out knows.</remarks>
    public readonly bool TryPass(MidiMessage message, byte port, out MidiMessage passed)
    {
        passed = message;
        if (port != Input || ((Channels >> message.Channel) & 1) == 0) return false;

        byte status = Channel == OwnChannel ? message.Status : (byte)(message.Kind | (Channel & 0x0F));
        switch (message.Kind)
        {
            case 0x80 or 0x90 or 0xA0:
                int key = message.Data1 + Transpose;
                if (message.Data1 < Lowest || message.Data1 > Highest || key is < 0 or >= Pitch.Count) return false;
                if (message.Kind == 0xA0 && !Presses) return false;

                byte value = message.IsNoteOn ? velocities[message.Data2 & 0x7F] : message.Data2;
                passed = new(status, (byte)key, value);
                return !message.IsNoteOn || value > 0;

            case 0xB0:
                passed = message with { Status = status };
                return (((message.Data1 < 64 ? lowControllers : highControllers) >> (message.Data1 & 63)) & 1) != 0;

            default:
                passed = message with { Status = status };
                return message.Kind switch
                {
                    0xC0 => Programs,
                    0xD0 => Presses,
                    _ => Bends,
                };
        }
    }

    [InlineArray(Length)]
    private struct VelocityTable
    {
        public const int Length = 128;
        private byte first;
    }
}
