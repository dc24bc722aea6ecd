package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;

/**
 * One piece of what a launch measures.
 *
 * @param name what it is
 * @param size bytes
 * @param sha256 of the piece alone
 */
public record MeasuredRegion(String name, long size, Bytes sha256) {}
