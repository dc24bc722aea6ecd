/** The client of an attestation service: the owner of a launch that runs elsewhere. */
@NullMarked
package dev.sevsim.service.client;

import org.jspecify.annotations.NullMarked;
