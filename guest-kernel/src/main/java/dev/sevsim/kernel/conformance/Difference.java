package dev.sevsim.kernel.conformance;

/**
 * A recorded answer that the simulator does not give.
 *
 * @param where the sequence or the pair, and the number of the call in it
 * @param call what was called
 * @param real the recorded answer
 * @param ours the simulator's answer
 */
public record Difference(String where, String call, String real, String ours) {}
