using LivePerformer.Page.Tests;

// A browser, a server and their sound share the processor: one test after the other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Chromium))]
