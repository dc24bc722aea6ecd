/** Addresses that a user names and the server sockets behind them: Unix sockets, and TCP on loopback. */
@NullMarked
package dev.sevsim.io.socket;

import org.jspecify.annotations.NullMarked;
