/** Commands of a launch and the report on it. Source: docs/reference/sev-firmware-api.md section 4.3. */
@NullMarked
package dev.sevsim.psp.command.launch;

import org.jspecify.annotations.NullMarked;
