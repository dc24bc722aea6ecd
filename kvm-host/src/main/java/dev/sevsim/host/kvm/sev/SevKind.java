package dev.sevsim.host.kvm.sev;

/** Which init a VM used; the policy has no say in it. */
public enum SevKind {
    SEV,
    SEV_ES
}
