package dev.sevsim.host.files;

import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.KernelProfile;
import java.util.ArrayList;
import java.util.List;

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
    private static final int LINEAR_BITS = 48;
    private static final int TAB = 8;

    private final StringBuilder text = new StringBuilder();

    private CpuInfo() {}

    /** The text for so many cores. */
    static String of(HostProfile profile, int cores) {
        CpuInfo info = new CpuInfo();
        for (int core = 0; core < cores; core++) {
            info.core(profile, core, cores);
        }
        return info.text.toString();
    }

    private void core(HostProfile profile, int core, int cores) {
        ProcessorModel model = ProcessorModel.of(profile.cpu());
        int signature = profile.cpu().signature();
        line("processor", core);
        line("vendor_id", "AuthenticAMD");
        line("cpu family", family(signature));
        line("model", modelNumber(signature));
        line("model name", model.name());
        line("stepping", signature & 0xF);
        line("microcode", "0x" + Integer.toHexString(model.microcode()));
        line("cpu MHz", model.megahertz() + ".000");
        line("cache size", model.cacheKibibytes() + " KB");
        line("physical id", 0);
        line("siblings", cores);
        line("core id", core);
        line("cpu cores", cores);
        line("apicid", core);
        line("initial apicid", core);
        line("fpu", "yes");
        line("fpu_exception", "yes");
        line("cpuid level", model.level());
        line("wp", "yes");
        line("flags", String.join(" ", flags(profile, model)));
        line("bugs", model.bugs());
        line("bogomips", 2 * model.megahertz() + ".00");
        line("TLB size", model.tlbPages() + " 4K pages");
        line("clflush size", 64);
        line("cache_alignment", 64);
        line("address sizes", bits(addressBits(profile.cpu()), "physical") + ", " + bits(LINEAR_BITS, "virtual"));
        text.append("power management: ts ttp tm hwpstate cpb eff_freq_ro [13] [14]\n\n");
    }

    /** Names are followed by tabs up to column 16. */
    private void line(String name, Object value) {
        text.append(name)
                .append(name.length() < TAB ? "\t\t: " : "\t: ")
                .append(value)
                .append('\n');
    }

    private static String bits(int count, String what) {
        return count + " bits " + what;
    }

    private static int addressBits(HostProfile.Cpu cpu) {
        int reduction =
                cpu.hasSev() ? ProcessorModel.generation(cpu).encryption().addressReduction() : 0;
        return cpu.addressBits().physical() - reduction;
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
