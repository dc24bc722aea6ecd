package dev.sevsim.abi.layout;

/** Who fills a field in: the caller, the firmware, or both in turn. */
public enum Direction {
    IN,
    OUT,
    IN_OUT
}
