package dev.sevsim.host.files;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.profile.HostProfile;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Linux shows of a processor beside the figures of {@link ChipGeneration}.
 *
 * <p>Flags: Linux {@code arch/x86/include/asm/cpufeatures.h} for the names, AMD's processor programming references of family 17h and 19h
 * for which generation has them. The model of a generation, its clock and its microcode are our choice; the names are those of products.
 *
 * @param name CPUID 0x80000002 to 0x80000004
 * @param microcode version of the microcode
 * @param megahertz base clock
 * @param level CPUID 0 EAX
 * @param cacheKibibytes second-level cache of a core
 * @param tlbPages entries of the second-level TLB for data
 * @param flags names of the features without those of memory encryption
 * @param bugs names that Linux has for its weaknesses
 */
record ProcessorModel(
        String name,
        int microcode,
        int megahertz,
        int level,
        int cacheKibibytes,
        int tlbPages,
        List<String> flags,
        String bugs) {
    private static final String COMMON =
            "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse"
                    + " sse2 ht syscall nx mmxext fxsr_opt pdpe1gb rdtscp lm constant_tsc rep_good nopl nonstop_tsc cpuid extd_apicid"
                    + " aperfmperf rapl pni pclmulqdq monitor ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand lahf_lm"
                    + " cmp_legacy svm extapic cr8_legacy abm sse4a misalignsse 3dnowprefetch osvw skinit wdt tce topoext perfctr_core"
                    + " perfctr_nb bpext perfctr_llc mwaitx cpb hw_pstate ssbd ibpb vmmcall fsgsbase bmi1 avx2 smep bmi2 rdseed adx smap"
                    + " clflushopt sha_ni xsaveopt xsavec xgetbv1 clzero irperf xsaveerptr arat npt lbrv svm_lock nrip_save tsc_scale"
                    + " vmcb_clean flushbyasid decodeassists pausefilter pfthreshold v_vmsave_vmload vgif overflow_recov succor smca";

    private static final String SINCE_ROME =
            " ibs cat_l3 cdp_l3 ibrs stibp cqm rdt_a clwb cqm_llc cqm_occup_llc cqm_mbm_total"
                    + " cqm_mbm_local rdpru wbnoinvd umip rdpid mba";

    private static final String SINCE_MILAN = " pcid invpcid pku ospke vaes vpclmulqdq fsrm v_spec_ctrl";

    private static final String SINCE_GENOA =
            " avx512f avx512dq avx512ifma avx512cd avx512bw avx512vl avx512_bf16 avx512vbmi avx512_vbmi2 gfni avx512_vnni"
                    + " avx512_bitalg avx512_vpopcntdq la57 x2avic";

    private static final String BUGS = "sysret_ss_attrs spectre_v1 spectre_v2 spec_store_bypass";

    /** The model of a host's processor. */
    static ProcessorModel of(HostProfile.Cpu cpu) {
        return switch (generation(cpu)) {
            case NAPLES ->
                new ProcessorModel(
                        "AMD EPYC 7251 8-Core Processor", 0x0800_1250, 2100, 13, 512, 2560, words(COMMON), BUGS);
            case ROME ->
                new ProcessorModel(
                        "AMD EPYC 7262 8-Core Processor",
                        0x0830_107A,
                        3200,
                        16,
                        512,
                        3072,
                        words(COMMON + SINCE_ROME),
                        BUGS + " retbleed smt_rsb");
            case MILAN ->
                new ProcessorModel(
                        "AMD EPYC 72F3 8-Core Processor",
                        0x0A00_11D1,
                        3700,
                        16,
                        512,
                        2560,
                        words(COMMON + SINCE_ROME + SINCE_MILAN),
                        BUGS);
            case GENOA ->
                new ProcessorModel(
                        "AMD EPYC 9124 16-Core Processor",
                        0x0A10_1148,
                        3000,
                        16,
                        1024,
                        3584,
                        words(COMMON + SINCE_ROME + SINCE_MILAN + SINCE_GENOA),
                        BUGS);
        };
    }

    /** The generation that has the processor's signature. */
    static ChipGeneration generation(HostProfile.Cpu cpu) {
        return Stream.of(ChipGeneration.values())
                .filter(each -> each.cpu().signature() == cpu.signature())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no generation has the signature 0x" + Integer.toHexString(cpu.signature())));
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }
}
