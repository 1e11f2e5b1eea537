namespace LivePerformer.Devices.Jack.Tests;

/// <summary>The JACK tests once more, on PipeWire: in a second process, for a process has but one libjack.</summary>
public sealed class PipeWireTests
{
    [Theory]
    [InlineData(nameof(JackDeviceTests.WhatComesInGoesOutWithItsSpacingKeptToTheFrame))]
    [InlineData(nameof(JackDeviceTests.DueEventsLeaveExactlyAsFarApartAsPlanned))]
    [InlineData(nameof(JackDeviceTests.StoppingEndsTheNotesOnTheWire))]
    [InlineData(nameof(JackDeviceTests.UnknownPortIsNamedWithThoseThatExist))]
    [InlineData(nameof(JackDeviceTests.PortsAreListed))]
    public void OnPipeWire(string test)
    {
        if (JackServer.OnPipeWire) Assert.Skip("this is the process inside");
        Requires.Tool("jack_midiseq", "jackd2");
        using var session = new PipeWireSession();
        ToolProcess inside = session.Start(
            Path.Combine(AppContext.BaseDirectory, typeof(PipeWireTests).Assembly.GetName().Name!),
            "-noColor", "-method", $"{typeof(JackDeviceTests).FullName}.{test}");

        Assert.True(inside.WaitForExit() == 0, inside.Text);
        Assert.Matches(@"Total: [1-9].* Failed: 0", inside.Text);
        Assert.DoesNotMatch(@"Total: (\d+),.*Skipped: \1,", inside.Text);
    }
}
