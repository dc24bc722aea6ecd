/**
 * A stand-in for libvirt's daemon: the few remote procedures that an owner's tool calls on a VM.
 *
 * <p>Knows the VM by what {@link dev.sevsim.host.libvirt.LibvirtGuest} shows of it.
 */
@NullMarked
package dev.sevsim.host.libvirt;

import org.jspecify.annotations.NullMarked;
