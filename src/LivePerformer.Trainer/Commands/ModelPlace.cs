namespace LivePerformer.Trainer;

/// <summary>Where models lie: in a folder of that name here or above, unless a path says otherwise.</summary>
internal static class ModelPlace
{
    /// <summary>The folder of a model, from its name or its path.</summary>
    public static string Of(string model)
    {
        if (model.AsSpan().ContainsAny('/', '\\')) return model;

        for (DirectoryInfo? folder = new(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            string models = Path.Combine(folder.FullName, "models");
            if (Directory.Exists(models)) return Path.Combine(models, model);
        }
        return Path.Combine("models", model);
    }
}
