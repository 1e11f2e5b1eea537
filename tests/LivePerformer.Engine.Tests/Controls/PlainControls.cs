using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>What Controls should do with bindings that never change, told as slowly and as plainly as possible: all that was
/// ever heard is kept, and looked through each time.</summary>
internal sealed class PlainControls(IReadOnlyList<Binding> bindings)
{
    private readonly List<HeardEvent> past = [];

    public (bool IsSign, StageCommand Command) Hear(HeardEvent heard)
    {
        Binding? bound = bindings.Where(binding => binding.Sign.Is(heard.Message, heard.Port)).Cast<Binding?>().FirstOrDefault();
        StageCommand command = default;
        if (bound is Binding binding && !heard.Message.IsNoteOff)
        {
            byte position = heard.Message.Data2;
            if (binding.Sign.Kind != SignKind.Controller) command = new(binding.Command, binding.Value);
            else if (!binding.IsFader && position >= 64 && IsUp(binding)) command = new(binding.Command, binding.Value);
            else if (binding.IsFader && Last(binding) != position) command = new(binding.Command, binding.From + ((binding.To - binding.From) * position / 127));
        }

        past.Add(heard);
        return (bound is not null, command);
    }

    private int? Last(Binding binding) =>
        past.FindLast(old => binding.Sign.Is(old.Message, old.Port)) is { Message.Status: > 0 } last ? last.Message.Data2 : null;

    /// <summary>Since it last went down from 64 upwards it has been under 56, or its source has gone.</summary>
    private bool IsUp(Binding binding)
    {
        int down = past.FindLastIndex(old => binding.Sign.Is(old.Message, old.Port) && old.Message.Data2 >= 64);
        return down < 0 || past.Skip(down).Any(later => later.Message.Status == MidiMessage.SourceGone
            ? binding.Sign.Port is not int port || port == later.Port
            : binding.Sign.Is(later.Message, later.Port) && later.Message.Data2 < 56);
    }
}
