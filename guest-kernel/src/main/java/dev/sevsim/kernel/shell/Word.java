package dev.sevsim.kernel.shell;

/**
 * A word of a command line after quotes are gone.
 *
 * @param text characters
 * @param pattern the same with a backslash before every character that was quoted, for matching names
 * @param hasPattern whether an unquoted {@code *} or {@code ?} is in it
 */
record Word(String text, String pattern, boolean hasPattern) {}
