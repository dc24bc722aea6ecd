/**
 * What the firmware keeps: platform, guests, ASIDs, and its careful view of the host's memory. No command is known
 * here.
 */
@NullMarked
package dev.sevsim.psp.platform;

import org.jspecify.annotations.NullMarked;
