using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Where takes are kept where nobody names a folder.</summary>
internal static class TakesPlace
{
    /// <exception cref="LivePerformerException">Nobody says where the user's files lie.</exception>
    public static string Usual() => Path.Combine(
        UserFolder.FindData() ?? throw new LivePerformerException($"{UserFolder.NobodySays}, or name a folder with --record, or keep no take with --no-record."), "takes");
}
