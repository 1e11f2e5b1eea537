using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>One performance after another, as long as somebody at the page wants one.</summary>
internal sealed class Evening(Installation home, PerformOptions options)
{
    /// <exception cref="LivePerformerException">Something that the user can mend.</exception>
    public void Run()
    {
        using var stop = new StopSignal();
        using Page? page = options.Page is null ? null : new Page(options.Page, home, options.Record);
        if (page is not null) Show(page);
        PerformOptions plays = options, before = options;
        while (true)
        {
            try
            {
                new LivePerformance(home, plays, stop, page).Run();
            }
            catch (LivePerformerException fault) when (plays != before)
            {
                Terminal.Complain($"{fault.Message} Going on as before.");
                plays = before;
                continue;
            }

            if (page?.TakeWanted() is not { } wanted) return;

            before = plays;
            plays = options with { Preset = wanted.Preset ?? options.Preset, SetList = wanted.SetList, Report = null };
        }
    }

    private void Show(Page page)
    {
        Terminal.Say($"The page: {page.Address}");
        if (page.Others is not null) Terminal.Say($"For others: {page.Others}#{page.Code}  or without what is behind the #, and then the pairing code {page.Code}");
        if (options.Page!.OpensBrowser) Open(page.Address);
    }

    /// <summary>Where there is a browser to see it with.</summary>
    private static void Open(Uri address)
    {
        if (OperatingSystem.IsLinux() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"))) return;

        try
        {
            ProcessStartInfo start = OperatingSystem.IsWindows() ? new(address.ToString()) { UseShellExecute = true }
                : new(OperatingSystem.IsMacOS() ? "open" : "xdg-open", address.ToString()) { RedirectStandardError = true, RedirectStandardOutput = true };
            using Process? browser = Process.Start(start);
        }
        catch (Exception none) when (none is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            // the address stands on the terminal
        }
    }
}
