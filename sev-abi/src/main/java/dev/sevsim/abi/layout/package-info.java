/** The machinery that places the fields of wire structures; offsets are written down once, here. */
@NullMarked
package dev.sevsim.abi.layout;

import org.jspecify.annotations.NullMarked;
