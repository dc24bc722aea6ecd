/**
 * Platform management commands: life cycle, identity, firmware. Source: docs/reference/sev-firmware-api.md section 4.1.
 */
@NullMarked
package dev.sevsim.psp.command.platform;

import org.jspecify.annotations.NullMarked;
