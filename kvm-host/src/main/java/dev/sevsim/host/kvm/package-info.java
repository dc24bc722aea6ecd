/** KVM: VMs, memory slots, nested page tables and the vCPU run loop. */
@NullMarked
package dev.sevsim.host.kvm;

import org.jspecify.annotations.NullMarked;
