package dev.sevsim.host.kvm.sev;

/** Kind of an encrypted guest, chosen by its init sub-command. */
public enum SevKind {
    SEV,
    SEV_ES
}
