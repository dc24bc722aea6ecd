/** Addresses named by a user, and their server sockets: Unix sockets, and TCP on loopback. */
@NullMarked
package dev.sevsim.io.socket;

import org.jspecify.annotations.NullMarked;
