namespace LivePerformer.Page.Tests;

/// <summary>What the canvas of the roll shows, in the page's words.</summary>
internal static class Pixels
{
    /// <summary>Whether there is a patch in the orange of the AI's notes: much red, some green, hardly any blue.</summary>
    public const string OfTheAi = """
        (() => {
          const canvas = document.getElementById('roll');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) if (data[i] > 90 && data[i + 1] > 0.5 * data[i] && data[i + 1] < 0.8 * data[i] && data[i + 2] < 0.45 * data[i]) count++;
          return count > 60;
        })()
        """;
}
