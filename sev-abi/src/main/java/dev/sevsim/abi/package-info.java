/** Bytes, addresses, GUIDs and error numbers that every party shares. */
@NullMarked
package dev.sevsim.abi;

import org.jspecify.annotations.NullMarked;
