using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>Messages and bundles of OSC, there and back, and against liblo.</summary>
public class OscCodecTests
{
    private static readonly Gen<OscArgument> Arguments = Gen.OneOf(
        Gen.Elements("ifcrm".ToCharArray()).SelectMany(_ => Gen.Choose(int.MinValue, int.MaxValue), (type, bits) => OscArgument.OfBits(type, bits)),
        Gen.Elements("hdt".ToCharArray()).SelectMany(_ => ArbMap.Default.GeneratorFor<long>(), (type, bits) => OscArgument.OfBits(type, bits)),
        Gen.Elements("TFNI".ToCharArray()).Select(type => OscArgument.OfBits(type, 0)),
        Gen.Elements("sS".ToCharArray()).SelectMany(_ => Texts(), (type, text) => OscArgument.OfText(type, text)),
        ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => OscArgument.OfBytes(bytes ?? [])));

    private static readonly Gen<OscPacket> Messages =
        from address in Gen.Elements('a', 'Z', '/', '*', '9', '~').ArrayOf()
        from arguments in Arguments.ArrayOf()
        select (OscPacket)new OscMessage("/" + new string(address[..Math.Min(address.Length, 200)]), (IReadOnlyList<OscArgument>)arguments);

    private static Arbitrary<OscPacket> Packets => Within(3).ToArbitrary();

    [Property(MaxTest = 2_000)]
    public Property WhatIsWrittenIsRead() => Prop.ForAll(Packets, packet => OscPacket.TryRead(packet.ToBytes(), out OscPacket? read) && packet.Equals(read));

    [Fact]
    public void WritesTheExamplesOfTheSpecification()
    {
        // OSC 1.0, "Examples": /oscillator/4/frequency 440.0, and /foo 1000 -1 "hello" 1.234 5.678
        byte[] first = [.. "/oscillator/4/frequency\0,f\0\0"u8, 0x43, 0xDC, 0, 0];
        byte[] second = [.. "/foo\0\0\0\0,iisff\0\0"u8, 0, 0, 3, 0xE8, 0xFF, 0xFF, 0xFF, 0xFF, .. "hello\0\0\0"u8, 0x3F, 0x9D, 0xF3, 0xB6, 0x40, 0xB5, 0xB2, 0x2D];
        Assert.Equal(first, new OscMessage("/oscillator/4/frequency", OscArgument.Of(440f)).ToBytes());
        Assert.Equal(second, new OscMessage("/foo", OscArgument.Of(1000), OscArgument.Of(-1), OscArgument.Of("hello"), OscArgument.Of(1.234f), OscArgument.Of(5.678f)).ToBytes());
        Assert.Equal(440.0, Assert.Single(Read(first).Arguments).Number);
        Assert.Equal("1000 -1 hello 1.234 5.678", string.Join(' ', Read(second).Arguments));
    }

    [Fact]
    public void ReadsAndWritesWhatLibloWrites()
    {
        byte[] bytes = Liblo.Bytes("/a/b", "ifsTFNIhdcSm", "7", "0.25", "hello", "12345678901", "2.5", "x", "sym", "00904050");
        OscMessage message = Read(bytes);
        Assert.Equal("/a/b", message.Address);
        Assert.Equal("ifsTFNIhdcSm", string.Concat(message.Arguments.Select(argument => argument.Type)));
        Assert.Equal([7, 0.25, null, 1, 0, null, 1, 12345678901, 2.5, null, null, null], message.Arguments.Select(argument => argument.Number));
        Assert.Equal(["hello", "sym"], message.Arguments.Select(argument => argument.Text).OfType<string>());
        Assert.Equal(0x00904050, message.Arguments[^1].Bits);
        Assert.Equal(bytes, message.ToBytes());
    }

    [Fact]
    public void LibloReadsWhatIsWritten()
    {
        using ToolProcess dump = Liblo.Dump(out int port);
        using var sender = new UdpClient();
        var all = new OscMessage("/all", OscArgument.Of(-3), OscArgument.Of(0.5f), OscArgument.Of("two words"), OscArgument.OfBytes(new byte[] { 1, 2, 3, 4, 5 }), OscArgument.Of(true), OscArgument.Of(false),
            OscArgument.OfBits('N', 0), OscArgument.OfBits('I', 0), OscArgument.OfBits('h', 1L << 40), OscArgument.OfBits('d', BitConverter.DoubleToInt64Bits(-0.25)), OscArgument.OfBits('t', (5L << 32) | 7));
        var bundle = new OscBundle(1, [all, new OscBundle(1, [new OscMessage("/inner", OscArgument.Of(1))]), new OscMessage("/last")]);
        sender.Send(bundle.ToBytes(), new IPEndPoint(IPAddress.Loopback, port));
        JackServer.Until(() => dump.Text.Contains("/last", StringComparison.Ordinal), "for the bundle");
        Assert.Contains("/all ifsbTFNIhdt -3 0.500000 \"two words\" [5b 0x1 0x2 0x3 0x4 0x5] #T #F Nil Infinitum 1099511627776 -0.250000 00000005.00000007", dump.Text);
        Assert.Contains("/inner i 1", dump.Text);
    }

    [Fact]
    public void EveryTruncationAndEveryLengthThatLiesIsRefused()
    {
        byte[] good = new OscBundle(1, [new OscMessage("/a", OscArgument.Of("text"), OscArgument.OfBytes(new byte[] { 1, 2, 3 })), new OscMessage("/b", OscArgument.Of(1))]).ToBytes();
        int[] whole = [16, 16 + 4 + 24, good.Length];      // no packet, one, both
        for (int length = 0; length <= good.Length; length++) Assert.Equal(whole.Contains(length), OscPacket.TryRead(good.AsSpan(0, length), out _));

        foreach (byte lie in new byte[] { 0x7F, 0x80, 0xFF })
        {
            byte[] size = [.. good], blob = [.. good];
            size[16] = lie;
            blob[36] = lie;
            Assert.Equal(0, good[36]);
            Assert.False(OscPacket.TryRead(size, out _));
            Assert.False(OscPacket.TryRead(blob, out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0\0\0,\0\0\0")]                  // no slash
    [InlineData("/a\0x,\0\0\0")]                    // padding that is none
    [InlineData("/a b\0\0\0\0,\0\0\0")]             // a blank
    [InlineData("/abc")]                            // no end
    [InlineData("/a\0\0i\0\0\0")]                   // no comma
    [InlineData("/a\0\0,i\0\0")]                    // no value
    [InlineData("/a\0\0,[i]\0\0\0\0\0\0\0\u0001")]  // an array
    [InlineData("/a\0\0,\0\0\0\0\0\0\0")]           // too much
    [InlineData("#bundle\0")]
    public void WhatIsNoOscIsRefused(string bytes) => Assert.False(OscPacket.TryRead(System.Text.Encoding.Latin1.GetBytes(bytes), out _));

    [Fact]
    public void OldProgramsLeaveTheTypesOut() => Assert.Equal(new OscMessage("/abc"), Read("/abc\0\0\0\0"u8));

    [Fact]
    public void BundlesLieSoDeepAndNoDeeper()
    {
        OscPacket packet = new OscMessage("/deep");
        for (int i = 0; i < OscPacket.DeepestBundle; i++) packet = new OscBundle(1, [packet]);
        Assert.True(OscPacket.TryRead(packet.ToBytes(), out OscPacket? read));
        Assert.Equal("/deep", Assert.Single(read.Messages()).Address);
        Assert.False(OscPacket.TryRead(new OscBundle(1, [packet]).ToBytes(), out _));
    }

    [Fact]
    public void NoBytesThrowAndWhatIsReadStaysAsItIs()
    {
        var random = new Random(1);
        int read = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] bytes = Sample(random, i);
            for (int changes = random.Next(6); changes > 0 && bytes.Length > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(i % 2 == 0 ? 256 : 8);
            if (!OscPacket.TryRead(bytes, out OscPacket? packet)) continue;

            read++;
            Assert.True(OscPacket.TryRead(packet.ToBytes(), out OscPacket? again));
            Assert.Equal(packet, again);
        }

        Assert.InRange(read, 20_000, 180_000);      // both ways were taken
    }

    private static byte[] Sample(Random random, int i)
    {
        if (i % 10 == 0)
        {
            var noise = new byte[random.Next(200) & (i % 3 == 0 ? ~0 : ~3)];
            random.NextBytes(noise);
            return noise;
        }

        var message = new OscMessage("/a/b", OscArgument.Of(1), OscArgument.Of("text"), OscArgument.OfBytes(new byte[random.Next(9)]), OscArgument.Of(true), OscArgument.OfBits('h', 5));
        return (i % 2 == 0 ? message : (OscPacket)new OscBundle(1, [message, new OscBundle(2, [message])])).ToBytes();
    }

    private static Gen<OscPacket> Within(int depth) => depth == 0 ? Messages : Gen.Frequency(
        (2, Messages),
        (1, from tag in ArbMap.Default.GeneratorFor<ulong>()
            from packets in Within(depth - 1).ArrayOf()
            select (OscPacket)new OscBundle(tag, packets[..Math.Min(packets.Length, 4)])));

    private static Gen<string> Texts() => Gen.Elements("", "duet", "Eb", "C Eb G", "abc", "abcd", "ä€𝄞", ",", "/").ArrayOf().Select(words => string.Concat(words));

    private static OscMessage Read(ReadOnlySpan<byte> bytes)
    {
        Assert.True(OscPacket.TryRead(bytes, out OscPacket? packet));
        return Assert.IsType<OscMessage>(packet);
    }
}
