using Microsoft.Playwright;

namespace LivePerformer.Page.Tests;

/// <summary>Pedals and knobs that are bound on the page.</summary>
public sealed class LearningTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task PedalIsLearnedObeyedAndForgotten()
    {
        Visit visit = await Open(Perform(), script: FakeMidi.Script);
        await visit.Page.EvaluateAsync("fakeMidi.plug('Pedals')");
        await visit.Play();
        await visit.View("setup");
        await visit["#learn-what"].SelectOptionAsync("stop");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Learn", Exact = true }).ClickAsync();
        await visit.Until("!document.getElementById('learning').hidden && document.getElementById('learning-what').textContent.includes('stop')", "that it waits for a control");
        await Press(visit);
        await visit.Until("document.getElementById('learning').hidden && document.querySelector('.bindings').textContent.includes('67')", "for the binding");
        await visit.Until("(document.querySelector('[data-learn=\"stop\"]')?.dataset.bound ?? document.querySelector('.bindings').textContent).includes('67')", "for its mark");
        if (await visit.Is("document.body.dataset.turn === 'stopped'"))
        {
            await visit.View("stage");
            await visit["#stop"].ClickAsync();
            await visit.Until("document.body.dataset.turn !== 'stopped'", "that it plays again");
            await visit.View("setup");
        }

        await Press(visit);
        await visit.Until("document.body.dataset.turn === 'stopped'", "that the pedal stops the AI");
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Unbind .*67") }).ClickAsync();
        await visit.Until("document.querySelector('.bindings').textContent.includes('Nothing is bound yet')", "that it is forgotten");
    }

    private static async Task Press(Visit visit) =>
        await visit.Page.EvaluateAsync("fakeMidi.play('Pedals', 0xB0, 67, 127); setTimeout(() => fakeMidi.play('Pedals', 0xB0, 67, 0), 50)");
}
