package dev.sevsim.kernel.shell;

/**
 * A field of an expanded word.
 *
 * @param text characters
 * @param pattern the same with a backslash before every character that was quoted, for matching names
 * @param hasPattern whether an unquoted {@code *}, {@code ?} or {@code [} is in it
 */
record Field(String text, String pattern, boolean hasPattern) {}
