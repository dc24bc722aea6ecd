/** A user process of the host as a program in it sees it. System calls travel over the bus. */
@NullMarked
package dev.sevsim.host.process;

import org.jspecify.annotations.NullMarked;
