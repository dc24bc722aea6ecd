package dev.sevsim.host.process;

/** How the frames behind a mapping lie in system physical memory. */
public enum FrameOrder {
    /** One run, as with huge pages on a freshly started host. */
    CONTIGUOUS,
    /** Page by page from all over memory, as on a host that has been up for months. */
    SCATTERED
}
