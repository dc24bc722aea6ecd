/** A second, small firmware written from the specification alone, and random command sequences that compare it with the first. */
@NullMarked
package dev.sevsim.psp.model;

import org.jspecify.annotations.NullMarked;
