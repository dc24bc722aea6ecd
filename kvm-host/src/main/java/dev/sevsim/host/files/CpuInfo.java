package dev.sevsim.host.files;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.KernelProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code /proc/cpuinfo}.
 *
 * <p>Source: Linux {@code Documentation/arch/x86/cpuinfo.rst} and the form of the file on real machines; the width of addresses is without
 * the bits that encryption takes (docs/reference/kvm-host.md section 3.1).
 */
final class CpuInfo {
    private static final int SME = 1;
    private static final int SEV = 1 << 1;
    private static final int SEV_ES = 1 << 3;

    private CpuInfo() {}

    /** The text for so many cores. */
    static String of(HostProfile profile, int cores) {
        HostProfile.Cpu cpu = profile.cpu();
        ProcessorModel model = ProcessorModel.of(cpu);
        ChipGeneration chip = ProcessorModel.generation(cpu);
        int reduction = cpu.hasSev() ? chip.encryption().addressReduction() : 0;
        StringBuilder text = new StringBuilder();
        for (int core = 0; core < cores; core++) {
            text.append(String.format(
                    Locale.ROOT,
                    """
                    processor\t: %1$d
                    vendor_id\t: AuthenticAMD
                    cpu family\t: %2$d
                    model\t\t: %3$d
                    model name\t: %4$s
                    stepping\t: %5$d
                    microcode\t: 0x%6$x
                    cpu MHz\t\t: %7$d.000
                    cache size\t: %8$d KB
                    physical id\t: 0
                    siblings\t: %9$d
                    core id\t\t: %1$d
                    cpu cores\t: %9$d
                    apicid\t\t: %1$d
                    initial apicid\t: %1$d
                    fpu\t\t: yes
                    fpu_exception\t: yes
                    cpuid level\t: %10$d
                    wp\t\t: yes
                    flags\t\t: %11$s
                    bugs\t\t: %12$s
                    bogomips\t: %13$d.00
                    TLB size\t: %14$d 4K pages
                    clflush size\t: 64
                    cache_alignment\t: 64
                    address sizes\t: %15$d bits physical, 48 bits virtual
                    power management: ts ttp tm hwpstate cpb eff_freq_ro [13] [14]

                    """,
                    core,
                    family(cpu.signature()),
                    modelNumber(cpu.signature()),
                    model.name(),
                    cpu.signature() & 0xF,
                    model.microcode(),
                    model.megahertz(),
                    model.cacheKibibytes(),
                    cores,
                    model.level(),
                    String.join(" ", flags(profile, model)),
                    model.bugs(),
                    2 * model.megahertz(),
                    model.tlbPages(),
                    cpu.addressBits().physical() - reduction));
        }
        return text.toString();
    }

    /** A kernel without SEV in it shows no flag of it. */
    private static List<String> flags(HostProfile profile, ProcessorModel model) {
        List<String> flags = new ArrayList<>(model.flags());
        if (profile.cpu().hasSev() && profile.kernel().version() != KernelProfile.RFC_V2) {
            int features = ProcessorModel.generation(profile.cpu()).cpu().features();
            add(flags, features, SME, "sme");
            add(flags, features, SEV, "sev");
            add(flags, features, SEV_ES, "sev_es");
        }
        return flags;
    }

    private static void add(List<String> flags, int features, int bit, String name) {
        if ((features & bit) != 0) {
            flags.add(name);
        }
    }

    /** Base family plus extended family. Source: AMD APM volume 3, CPUID Fn0000_0001 EAX. */
    private static int family(int signature) {
        return (signature >>> 8 & 0xF) + (signature >>> 20 & 0xFF);
    }

    /** Extended model and base model. */
    private static int modelNumber(int signature) {
        return (signature >>> 12 & 0xF0) | (signature >>> 4 & 0xF);
    }
}
