/** Command buffers, status codes, states and policy of the SEV firmware API. */
@NullMarked
package dev.sevsim.abi.firmware;

import org.jspecify.annotations.NullMarked;
