package dev.sevsim.host.vmm;

/**
 * The {@code legacy-vm-type} property: whether the VM is one without a type, initialised by KVM_SEV_INIT or
 * KVM_SEV_ES_INIT, or a typed one, initialised by KVM_SEV_INIT2.
 *
 * <p>An SEV-ES launch measures state of the FPU and SSE only for a typed VM, so its digest depends on this.
 *
 * <p>Source: docs/reference/kvm-host.md sections 5.1 and 5.6.
 */
public enum LegacyVmType {
    ON,
    OFF,
    /** As {@link #ON}, today. */
    AUTO
}
