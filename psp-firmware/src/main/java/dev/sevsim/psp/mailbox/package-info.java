/** The mailbox registers, the set of commands, and the dispatch from a command id to its command. */
@NullMarked
package dev.sevsim.psp.mailbox;

import org.jspecify.annotations.NullMarked;
