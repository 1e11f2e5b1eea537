namespace LivePerformer.Host;

/// <summary>A shelf from which something can be deleted and come back.</summary>
internal interface IUndoes
{
    /// <returns>The name of what is back; null where the token is not of this shelf.</returns>
    /// <exception cref="Core.LivePerformerException">Its place is taken, or the folder cannot be written.</exception>
    string? Undo(string token);
}
