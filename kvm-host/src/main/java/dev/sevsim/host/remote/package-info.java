/** The kernel's side of processes whose memory and descriptors are outside of the simulator. */
@NullMarked
package dev.sevsim.host.remote;

import org.jspecify.annotations.NullMarked;
