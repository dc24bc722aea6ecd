/**
 * Checks of the certificates and firmware images that a host hands over: SEV certificates, the chain of AMD,
 * DOWNLOAD_FIRMWARE.
 */
@NullMarked
package dev.sevsim.psp.cert;

import org.jspecify.annotations.NullMarked;
