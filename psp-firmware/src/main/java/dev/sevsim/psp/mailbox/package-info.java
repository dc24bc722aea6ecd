/** The mailbox registers and the way from a command id to its command; knows no command by name. */
@NullMarked
package dev.sevsim.psp.mailbox;

import org.jspecify.annotations.NullMarked;
