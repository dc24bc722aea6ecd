/** What a host that does not play fair can do beyond its system calls. */
@NullMarked
package dev.sevsim.host.hostile;

import org.jspecify.annotations.NullMarked;
