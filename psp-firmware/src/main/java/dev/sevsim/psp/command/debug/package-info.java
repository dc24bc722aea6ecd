/**
 * Commands that read and write the memory of a guest whose policy allows debugging. Source:
 * docs/reference/sev-firmware-api.md section 4.6.
 */
@NullMarked
package dev.sevsim.psp.command.debug;

import org.jspecify.annotations.NullMarked;
