using System.Net;

namespace LivePerformer.Host;

/// <summary>How the page is served.</summary>
/// <param name="Port">Null: the usual one, or the next that is free; 0: any.</param>
/// <param name="Listen">An address of this machine on which others may come in who know the code; null: nobody else.</param>
/// <param name="OpensBrowser">The page is shown where there is a browser.</param>
internal sealed record PageOptions(int? Port = null, IPAddress? Listen = null, bool OpensBrowser = true)
{
    public const int UsualPort = 7420;

    /// <summary>So many ports are tried where nobody names one.</summary>
    public const int MostTries = 20;
}
