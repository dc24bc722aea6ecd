/** Puts a Secure Processor together: profile of a generation, memory, keys, commands, mailbox. */
@NullMarked
package dev.sevsim.psp;

import org.jspecify.annotations.NullMarked;
