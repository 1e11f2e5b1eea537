namespace LivePerformer.Host;

/// <summary>How far a job is.</summary>
internal enum JobState
{
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}
