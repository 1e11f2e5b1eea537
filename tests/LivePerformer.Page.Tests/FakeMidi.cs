namespace LivePerformer.Page.Tests;

/// <summary>MIDI keyboards of the browser that are played by the test: they take the place of navigator.requestMIDIAccess.</summary>
internal static class FakeMidi
{
    /// <summary>To run before the page's own scripts; then `fakeMidi.plug(name)`, `pull(name)` and `play(name, ...bytes)`.</summary>
    public const string Script = """
        (() => {
          const access = { inputs: new Map(), outputs: new Map(), sysexEnabled: false, onstatechange: null };
          const change = port => access.onstatechange?.({ port });
          window.fakeMidi = {
            plug(name) {
              const port = access.inputs.get(name) ?? { id: name, name, type: 'input', onmidimessage: null };
              port.state = 'connected';
              access.inputs.set(name, port);
              change(port);
            },
            pull(name) {
              const port = access.inputs.get(name);
              port.state = 'disconnected';
              access.inputs.delete(name);
              change(port);
            },
            play(name, ...bytes) { access.inputs.get(name).onmidimessage?.({ data: new Uint8Array(bytes) }); },
          };
          Object.defineProperty(navigator, 'requestMIDIAccess', { value: async () => access });
        })();
        """;
}
