/**
 * A server for libvirt's remote protocol with the procedures that an owner's tool calls on a VM.
 *
 * <p>The VM is accessed through {@link dev.sevsim.host.libvirt.LibvirtGuest} alone.
 */
@NullMarked
package dev.sevsim.host.libvirt;

import org.jspecify.annotations.NullMarked;
