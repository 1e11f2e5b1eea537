using System.Runtime.InteropServices;

namespace LivePerformer.Synth;

/// <summary>Numbers where no collector looks: filling memory with recordings makes none run.</summary>
/// <remarks>Whoever reads through the pointer keeps a reference to this, so that it is not finalized meanwhile.</remarks>
internal sealed unsafe class UnmanagedArray<T> : IDisposable
    where T : unmanaged
{
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public UnmanagedArray(int length)
    {
        Pointer = (T*)NativeMemory.Alloc((nuint)length, (nuint)sizeof(T));
        Length = length;
    }

    ~UnmanagedArray() => Free();

    /// <summary>0 once it is disposed.</summary>
    public int Length { get; private set; }

    public long Bytes => (long)Length * sizeof(T);

    public T* Pointer { get; private set; }

    public Span<T> Span => new(Pointer, Length);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        T* memory = Pointer;
        Pointer = null;
        Length = 0;
        NativeMemory.Free(memory);
    }
}
