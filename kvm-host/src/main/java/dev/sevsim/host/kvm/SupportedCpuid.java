package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.KvmCpuidEntry;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.host.kvm.sev.SevKind;
import dev.sevsim.host.kvm.sev.SevPlatform;
import dev.sevsim.host.profile.HostProfile;
import java.util.List;
import java.util.stream.Stream;

/**
 * KVM_GET_SUPPORTED_CPUID: the leaves of {@link GuestCpuid}, with what VMMs look for in a processor of the Zen family and modelled guests
 * do not use, and the bits of SEV and SEV-ES by the guests that this host can make.
 *
 * <p>Source: AMD APM volume 3, appendix E, for the bits; KVM's leaf: Linux {@code Documentation/virt/kvm/x86/cpuid.rst}.
 */
final class SupportedCpuid {
    /** KVM_CPUID_FLAG_SIGNIFCANT_INDEX. */
    private static final int INDEXED = 1;

    /** PCLMULQDQ, FMA, CMPXCHG16B, x2APIC, MOVBE, POPCNT, TSC deadline, AES, XSAVE, AVX, F16C. */
    private static final int FEATURES_ECX =
            1 << 1 | 1 << 12 | 1 << 13 | 1 << 21 | 1 << 22 | 1 << 23 | 1 << 24 | 1 << 25 | 1 << 26 | 1 << 28 | 1 << 29;

    /** FSGSBASE, BMI1, AVX2, SMEP, BMI2, RDSEED, ADX, SMAP, CLFLUSHOPT, SHA. */
    private static final int STRUCTURED_EBX =
            1 | 1 << 3 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 18 | 1 << 19 | 1 << 20 | 1 << 23 | 1 << 29;

    /** LAHF, CR8 legacy, ABM, SSE4A, misaligned SSE, prefetch, OSVW. */
    private static final int EXTENDED_ECX = 1 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 9;

    /** SYSCALL, MMX extensions, FXSAVE optimisation. */
    private static final int EXTENDED_EDX = 1 << 11 | 1 << 22 | 1 << 25;

    /** Old clock, no I/O delay, asynchronous page faults, steal time, end of interrupt. */
    private static final int PARAVIRTUAL_EAX = 1 | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6;

    private static final int STRUCTURED_FEATURES = 7;
    private static final int STATE = 0xD;

    /** x87, SSE and AVX in XCR0, and the bytes of their XSAVE area. */
    private static final int XCR0 = 7;

    private static final int XSAVE_BYTES = 0x340;

    /** XSAVEOPT, XSAVEC, XGETBV with ECX 1. */
    private static final int XSAVE_FEATURES = 7;

    private static final int EXTENDED_FEATURES = 0x8000_0001;

    private SupportedCpuid() {}

    /** The leaves. */
    static List<KvmCpuidEntry> entries(HostProfile.Cpu model, SevPlatform sev) {
        return new GuestCpuid(model)
                .entries().stream()
                        .flatMap(leaf -> leaf.function() == CpuidLeaf.FEATURES
                                ? Stream.concat(Stream.of(with(leaf, sev)), others())
                                : Stream.of(with(leaf, sev)))
                        .toList();
    }

    private static Stream<KvmCpuidEntry> others() {
        return Stream.of(
                new KvmCpuidEntry(STRUCTURED_FEATURES, 0, INDEXED, 0, STRUCTURED_EBX, 0, 0),
                new KvmCpuidEntry(STATE, 0, INDEXED, XCR0, XSAVE_BYTES, XSAVE_BYTES, 0),
                new KvmCpuidEntry(STATE, 1, INDEXED, XSAVE_FEATURES, 0, 0, 0));
    }

    private static KvmCpuidEntry with(KvmCpuidEntry leaf, SevPlatform sev) {
        return switch (leaf.function()) {
            case CpuidLeaf.FEATURES -> adding(leaf, 0, FEATURES_ECX, 0);
            case CpuidLeaf.KVM_FEATURES -> adding(leaf, PARAVIRTUAL_EAX, 0, 0);
            case EXTENDED_FEATURES -> adding(leaf, 0, EXTENDED_ECX, EXTENDED_EDX);
            case CpuidLeaf.ENCRYPTION ->
                leaf.withEax((sev.serves(SevKind.SEV) ? CpuidLeaf.SEV : 0)
                        | (sev.serves(SevKind.SEV_ES) ? CpuidLeaf.SEV_ES : 0));
            default -> leaf;
        };
    }

    private static KvmCpuidEntry adding(KvmCpuidEntry leaf, int eax, int ecx, int edx) {
        return new KvmCpuidEntry(
                leaf.function(),
                leaf.index(),
                leaf.flags(),
                leaf.eax() | eax,
                leaf.ebx(),
                leaf.ecx() | ecx,
                leaf.edx() | edx);
    }
}
