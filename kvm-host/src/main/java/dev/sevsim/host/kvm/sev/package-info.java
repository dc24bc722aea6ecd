/** KVM's SEV support: ASIDs, pinning, and one class per sub-command of KVM_MEMORY_ENCRYPT_OP. */
@NullMarked
package dev.sevsim.host.kvm.sev;

import org.jspecify.annotations.NullMarked;
