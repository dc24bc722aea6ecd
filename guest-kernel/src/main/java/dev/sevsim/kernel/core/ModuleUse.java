package dev.sevsim.kernel.core;

/** Counts who holds a module in place, for instance its open files. */
public final class ModuleUse {
    private int count;

    /** No user. */
    public ModuleUse() {}

    public void acquire() {
        count++;
    }

    public void release() {
        if (count == 0) {
            throw new IllegalStateException("module released more often than acquired");
        }
        count--;
    }

    public int count() {
        return count;
    }
}
