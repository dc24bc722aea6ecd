package dev.sevsim.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The kind of machine that a run was on, without anything that names the one machine. */
final class MachineClass {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final List<String> FAMILIES = List.of("EPYC", "Ryzen", "Xeon", "Core", "Neoverse");

    private MachineClass() {}

    static String describe() {
        String cpu = cpuInfo();
        String architecture = System.getProperty("os.arch").replace("amd64", "x86-64");
        Optional<String> family = FAMILIES.stream().filter(cpu::contains).findFirst();
        return Runtime.getRuntime().availableProcessors() + "-core " + architecture
                + family.map(name -> " " + name).orElse("")
                + (cpu.contains(" hypervisor ") ? " virtual machine" : " machine");
    }

    static String jdk() {
        return "JDK " + Runtime.version().feature() + " (" + System.getProperty("java.vm.name") + ")";
    }

    private static String cpuInfo() {
        try {
            return Files.isReadable(CPU_INFO) ? Files.readString(CPU_INFO) : "";
        } catch (IOException e) {
            return ""; // a machine that does not say what it is
        }
    }
}
