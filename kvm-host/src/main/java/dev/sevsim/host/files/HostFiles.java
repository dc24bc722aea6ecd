package dev.sevsim.host.files;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.process.HostFile;
import dev.sevsim.host.profile.HostProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The files of a host in which programs look for SEV; they stay the same while it is on. */
public final class HostFiles {
    private static final int DIRECTORY_MODE = 0755;
    private static final int READABLE = 0444;
    private static final int REGISTERS_MODE = 0600;

    private final List<HostFile> files = new ArrayList<>();

    private HostFiles() {}

    /**
     * What the kernel has found out about SEV.
     *
     * @param sev whether SEV guests can be made
     * @param sevEs whether SEV-ES guests can be made
     */
    public record Support(boolean sev, boolean sevEs) {}

    /** The files of a host with so many cores, a directory before what it holds. */
    public static List<HostFile> of(HostProfile profile, int cores, Support support) {
        HostFiles made = new HostFiles();
        made.directory("/sys/module/kvm_amd");
        made.directory(KvmAmdParameters.DIRECTORY);
        KvmAmdParameters.of(profile.kernel().version(), support.sev(), support.sevEs())
                .forEach((name, value) -> made.text(KvmAmdParameters.DIRECTORY + "/" + name, value + "\n"));
        made.text("/proc/cpuinfo", CpuInfo.of(profile, cores));
        made.directory("/dev/cpu");
        Bytes registers = Bytes.ofAscii(lines(CoreRegisters.of(profile)));
        for (int core = 0; core < cores; core++) {
            made.directory("/dev/cpu/" + core);
            made.add(HostFile.Kind.REGISTERS, "/dev/cpu/" + core + "/msr", REGISTERS_MODE, registers);
        }
        String name = ProcessorModel.of(profile.cpu()).name();
        made.add(HostFile.Kind.CPUID, "cpuid", READABLE, Bytes.ofAscii(ProcessorLeaves.of(profile.cpu(), name)));
        return List.copyOf(made.files);
    }

    private static String lines(Map<Integer, Long> registers) {
        return registers.entrySet().stream()
                .map(register -> String.format(Locale.ROOT, "%x %x\n", register.getKey(), register.getValue()))
                .collect(Collectors.joining());
    }

    private void directory(String path) {
        add(HostFile.Kind.DIRECTORY, path, DIRECTORY_MODE, Bytes.EMPTY);
    }

    private void text(String path, String content) {
        add(HostFile.Kind.TEXT, path, READABLE, Bytes.ofAscii(content));
    }

    private void add(HostFile.Kind kind, String path, int mode, Bytes content) {
        files.add(new HostFile(kind, path, mode, content));
    }
}
