/** The typed frames that travel on links, each with its little-endian codec. */
@NullMarked
package dev.sevsim.bus.frame;

import org.jspecify.annotations.NullMarked;
