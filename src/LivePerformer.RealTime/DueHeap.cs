using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>What is due next: a binary heap of planned messages, by frame and then in order of arrival.</summary>
/// <remarks>Audio thread. All memory is taken in the constructor.</remarks>
internal sealed class DueHeap(int capacity)
{
    private readonly record struct Entry(DueEvent Due, long Arrival, byte Slot)
    {
        public bool IsBefore(in Entry other) =>
            Due.Frame != other.Due.Frame ? Due.Frame < other.Due.Frame : Arrival < other.Arrival;
    }

    private readonly Entry[] entries = new Entry[capacity];
    private readonly int[] bySlot = new int[Stage.Slots];
    private long arrivals;

    public int Count { get; private set; }

    public DueEvent Next => entries[0].Due;

    /// <summary>The slot that plays the next one.</summary>
    public byte NextSlot => entries[0].Slot;

    public DueEvent this[int index] => entries[index].Due;

    public byte SlotOf(int index) => entries[index].Slot;

    /// <summary>How many wait for the slot.</summary>
    public int CountOf(int slot) => bySlot[slot];

    /// <param name="slot">That plays it when it is due.</param>
    public bool TryAdd(in DueEvent due, byte slot)
    {
        if (Count == entries.Length) return false;

        bySlot[slot]++;
        entries[Count] = new(due, arrivals++, slot);
        Rise(Count++);
        return true;
    }

    public void RemoveNext()
    {
        bySlot[entries[0].Slot]--;
        entries[0] = entries[--Count];
        Sink(0);
    }

    /// <summary>Keeps only what belongs to this epoch or a later one.</summary>
    public void RemoveBefore(int epoch)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (entries[i].Due.Epoch >= epoch) entries[kept++] = entries[i];
            else bySlot[entries[i].Slot]--;
        }

        Restore(kept);
    }

    /// <summary>Keeps of the music only what sounds before this frame.</summary>
    public void RemoveFrom(long frame)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (entries[i].Due.SoundFrame < frame || !entries[i].Due.IsMusic) entries[kept++] = entries[i];
            else bySlot[entries[i].Slot]--;
        }

        Restore(kept);
    }

    /// <summary>Keeps of the music only what another slot plays.</summary>
    public void RemoveOf(int slot)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (entries[i].Slot != slot || !entries[i].Due.IsMusic) entries[kept++] = entries[i];
            else bySlot[slot]--;
        }

        Restore(kept);
    }

    public void Clear()
    {
        Array.Clear(bySlot);
        Count = 0;
    }

    private void Restore(int kept)
    {
        Count = kept;
        for (int i = (Count / 2) - 1; i >= 0; i--) Sink(i);
    }

    private void Rise(int at)
    {
        Entry entry = entries[at];
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!entry.IsBefore(entries[parent])) break;
            entries[at] = entries[parent];
            at = parent;
        }

        entries[at] = entry;
    }

    private void Sink(int at)
    {
        if (at >= Count) return;
        Entry entry = entries[at];
        for (int child = (2 * at) + 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && entries[child + 1].IsBefore(entries[child])) child++;
            if (!entries[child].IsBefore(entry)) break;
            entries[at] = entries[child];
            at = child;
        }

        entries[at] = entry;
    }
}
