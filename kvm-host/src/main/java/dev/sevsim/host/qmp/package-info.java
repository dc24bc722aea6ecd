/** The monitor protocol: what outside clients say to the VMM. It decides nothing about SEV; the VMM does. */
@NullMarked
package dev.sevsim.host.qmp;

import org.jspecify.annotations.NullMarked;
