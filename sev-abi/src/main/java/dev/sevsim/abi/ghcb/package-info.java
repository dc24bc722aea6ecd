/**
 * Requests of a guest with encrypted state to its hypervisor: the shared page, the MSR in place of a page, and the
 * exits.
 */
@NullMarked
package dev.sevsim.abi.ghcb;

import org.jspecify.annotations.NullMarked;
