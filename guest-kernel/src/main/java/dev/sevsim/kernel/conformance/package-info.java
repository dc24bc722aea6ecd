/**
 * Recorded answers of a real kernel, given again to a guest of this simulator and compared.
 *
 * <p>The form of the recordings is in {@code vectors/efi-secret/system-calls.md} of the tests.
 */
@NullMarked
package dev.sevsim.kernel.conformance;

import org.jspecify.annotations.NullMarked;
