package dev.sevsim.bus.trace;

/**
 * Why a party refused: for the person who reads the trace, never on the wire.
 *
 * @param rule the rule that was broken, in one sentence
 * @param found the field and bytes at fault, with the state where it matters
 * @param source where the rule is specified, in the short names of the reference
 */
public record Explanation(String rule, String found, String source) {}
