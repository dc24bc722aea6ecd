/**
 * The files of a running guest through {@code java.nio.file}: every operation is system calls of a process in the
 * guest, and fails with the exception that a real mount gives.
 *
 * <p>Start at {@link dev.sevsim.kernel.nio.GuestFiles}.
 */
@NullMarked
package dev.sevsim.kernel.nio;

import org.jspecify.annotations.NullMarked;
