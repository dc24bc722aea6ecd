/** Published weaknesses of SEV firmware, to be switched on one by one; knows no state. */
@NullMarked
package dev.sevsim.psp.flaw;

import org.jspecify.annotations.NullMarked;
