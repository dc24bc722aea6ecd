package dev.sevsim.host.process;

/** Order of the frames behind a mapping in system physical memory. */
public enum FrameOrder {
    /** One run, as with huge pages after a start of the host. */
    CONTIGUOUS,
    /** Single frames from all of memory, as on a host with fragmented memory. */
    SCATTERED
}
