using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Where the performer finds the scene that it shall enter.</summary>
/// <remarks>Performer thread.</remarks>
public interface IScenes
{
    /// <summary>The scene that was loaded for this entrance; null where it is no longer wanted.</summary>
    Scene? Find(in StageCommand entrance);

    /// <summary>The scene was found, but before it could play another was asked for: nobody enters it any more.</summary>
    /// <param name="isHeard">The human plays in it already, until the other is entered.</param>
    void PassedOver(Scene scene, bool isHeard);

    /// <summary>The scene plays now, and the one before plays no more.</summary>
    void Entered(Scene scene, Scene? left);
}
