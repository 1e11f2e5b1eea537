namespace LivePerformer.Host;

/// <summary>Hears what happens in one performance after another.</summary>
/// <remarks>On the hub's thread or that of who begins and ends performances, one at a time; it must not wait.</remarks>
internal interface ILiveListener
{
    /// <param name="hello">All there is to know at the beginning.</param>
    void Begin(HelloMessage hello);

    /// <summary>Thirty times a second.</summary>
    /// <param name="news">Only now: the list is filled anew. The clock is always the first.</param>
    void Hear(IReadOnlyList<LiveMessage> news);

    void End();
}
