/** Sockets of the real machine on which the VMM listens: addresses, listening, and the guest's serial port on one. */
@NullMarked
package dev.sevsim.host.socket;

import org.jspecify.annotations.NullMarked;
