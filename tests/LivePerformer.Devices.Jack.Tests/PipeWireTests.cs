namespace LivePerformer.Devices.Jack.Tests;

/// <summary>The JACK tests once more, on PipeWire: in a second process, for a process has but one libjack.</summary>
public sealed class PipeWireTests
{
    [Theory]
    [InlineData(typeof(ManagedDeviceTests), nameof(JackDeviceTests.WhatComesInGoesOutWithItsSpacingKeptToTheFrame))]
    [InlineData(typeof(ManagedDeviceTests), nameof(JackDeviceTests.DueEventsLeaveExactlyAsFarApartAsPlanned))]
    [InlineData(typeof(ManagedDeviceTests), nameof(JackDeviceTests.StoppingEndsTheNotesOnTheWire))]
    [InlineData(typeof(NativeDeviceTests), nameof(JackDeviceTests.WhatComesInGoesOutWithItsSpacingKeptToTheFrame))]
    [InlineData(typeof(NativeDeviceTests), nameof(JackDeviceTests.DueEventsLeaveExactlyAsFarApartAsPlanned))]
    [InlineData(typeof(NativeDeviceTests), nameof(JackDeviceTests.StoppingEndsTheNotesOnTheWire))]
    [InlineData(typeof(ManagedPortsTests), nameof(JackPortsTests.RuleConnectsWhatIsThereAndWhatAppearsLater))]
    [InlineData(typeof(ManagedPortsTests), nameof(JackPortsTests.SourceThatDiesIsHeardToGoAndOnlyItsNamesakeTakesItsPlace))]
    [InlineData(typeof(NativePortsTests), nameof(JackPortsTests.WhatAHandTakesOffStaysOffAndWhatAHandPutsOnIsKept))]
    [InlineData(typeof(NativePortsTests), nameof(JackPortsTests.WhatWePlayIsNotHeardAsTheHumanWhateverWayItComesBack))]
    [InlineData(typeof(JackGraphTests), nameof(JackGraphTests.UnknownPortIsNamedWithThoseThatExist))]
    [InlineData(typeof(JackGraphTests), nameof(JackGraphTests.PortsAreListed))]
    public void OnPipeWire(Type tests, string test)
    {
        if (JackServer.OnPipeWire) Assert.Skip("this is the process inside");
        Requires.Tool("jack_midiseq", "jackd2");
        using var session = new PipeWireSession();
        ToolProcess inside = session.Start(
            Path.Combine(AppContext.BaseDirectory, typeof(PipeWireTests).Assembly.GetName().Name!),
            "-noColor", "-method", $"{tests.FullName}.{test}");

        Assert.True(inside.WaitForExit() == 0, inside.Text);
        Assert.Matches(@"Total: [1-9].* Failed: 0", inside.Text);
        Assert.DoesNotMatch(@"Total: (\d+),.*Skipped: \1,", inside.Text);
    }
}
