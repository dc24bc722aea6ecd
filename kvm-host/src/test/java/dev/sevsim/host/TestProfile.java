package dev.sevsim.host;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.Asids;
import dev.sevsim.host.profile.HostProfile.CacheCoherency;
import dev.sevsim.host.profile.HostProfile.Cpu;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.HostProfile.Kernel;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A host for a test, changed one setting at a time.
 *
 * @param profile the host
 */
public record TestProfile(HostProfile profile) {
    /** A Milan without coherent caches, so that the driver's flushes show, under Linux 6.1 without SEV-ES and limits. */
    public static TestProfile milan() {
        Cpu milan = Cpu.of(ChipGeneration.MILAN);
        return new TestProfile(new HostProfile(
                new Cpu(milan.signature(), milan.addressBits(), milan.asids(), CacheCoherency.SOFTWARE),
                new Kernel(
                        KernelProfile.LINUX_6_1,
                        EncryptedState.OFF,
                        Long.MAX_VALUE,
                        MiscLimits.NONE,
                        Optional.empty())));
    }

    /** With this CPUID 1 EAX. */
    public TestProfile withSignature(int signature) {
        return with(new Cpu(signature, cpu().addressBits(), cpu().asids(), cpu().coherency()));
    }

    /** With this range of ASIDs; without SEV for a highest of 0. */
    public TestProfile withAsids(int minSev, int max) {
        return with(new Cpu(cpu().signature(), cpu().addressBits(), new Asids(minSev, max), cpu().coherency()));
    }

    /** With this kernel version. */
    public TestProfile withKernel(KernelProfile version) {
        return with(new Kernel(
                version,
                kernel().encryptedState(),
                kernel().memoryLockLimit(),
                kernel().miscLimits(),
                kernel().initExPath()));
    }

    /** With SEV-ES on or off at the start of the driver. */
    public TestProfile withEncryptedState(EncryptedState state) {
        return with(new Kernel(
                kernel().version(), state, kernel().memoryLockLimit(), kernel().miscLimits(), kernel().initExPath()));
    }

    /** With this RLIMIT_MEMLOCK in bytes. */
    public TestProfile withMemoryLockLimit(long bytes) {
        return with(new Kernel(
                kernel().version(), kernel().encryptedState(), bytes, kernel().miscLimits(), kernel().initExPath()));
    }

    /** With these limits of the misc control group. */
    public TestProfile withMiscLimits(MiscLimits limits) {
        return with(new Kernel(
                kernel().version(),
                kernel().encryptedState(),
                kernel().memoryLockLimit(),
                limits,
                kernel().initExPath()));
    }

    /** Whose driver keeps the firmware's store in this file. */
    public TestProfile withInitExPath(Path file) {
        return with(new Kernel(
                kernel().version(),
                kernel().encryptedState(),
                kernel().memoryLockLimit(),
                kernel().miscLimits(),
                Optional.of(file)));
    }

    private Cpu cpu() {
        return profile.cpu();
    }

    private Kernel kernel() {
        return profile.kernel();
    }

    private TestProfile with(Cpu other) {
        return new TestProfile(new HostProfile(other, profile.kernel()));
    }

    private TestProfile with(Kernel other) {
        return new TestProfile(new HostProfile(profile.cpu(), other));
    }
}
