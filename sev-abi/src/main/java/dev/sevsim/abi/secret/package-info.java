/** The GUIDed table of launch secrets. */
@NullMarked
package dev.sevsim.abi.secret;

import org.jspecify.annotations.NullMarked;
