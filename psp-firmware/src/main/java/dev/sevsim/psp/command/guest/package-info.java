/** Guest management commands: ASIDs, status, copies. Source: docs/reference/sev-firmware-api.md section 4.2. */
@NullMarked
package dev.sevsim.psp.command.guest;

import org.jspecify.annotations.NullMarked;
