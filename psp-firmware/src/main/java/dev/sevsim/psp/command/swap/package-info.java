/** Commands that move guest pages out of memory and back. Source: docs/reference/sev-firmware-api.md section 4.6. */
@NullMarked
package dev.sevsim.psp.command.swap;

import org.jspecify.annotations.NullMarked;
