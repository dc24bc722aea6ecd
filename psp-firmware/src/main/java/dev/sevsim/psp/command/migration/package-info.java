/**
 * Commands that send a guest to another platform and receive one. Source: docs/reference/sev-firmware-api.md sections
 * 4.4 and 4.5.
 */
@NullMarked
package dev.sevsim.psp.command.migration;

import org.jspecify.annotations.NullMarked;
