/**
 * What LAUNCH_START and RECEIVE_START share: certificate, wrapped keys, a new guest context. Source:
 * docs/reference/sev-firmware-api.md sections 4.3 to 4.5.
 */
@NullMarked
package dev.sevsim.psp.command.session;

import org.jspecify.annotations.NullMarked;
