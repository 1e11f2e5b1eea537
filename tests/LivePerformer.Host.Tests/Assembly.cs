// Most of these tests wait for a program that plays in real time; four at once leave two processor cores idle half the time.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
