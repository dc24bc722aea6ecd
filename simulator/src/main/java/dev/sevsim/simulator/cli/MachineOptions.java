package dev.sevsim.simulator.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.ovmf.image.OvmfRelease;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.simulator.GuestVariant;
import dev.sevsim.simulator.GuestVariant.VmType;
import dev.sevsim.simulator.InputException;
import dev.sevsim.simulator.InputFile;
import dev.sevsim.simulator.Launch;
import dev.sevsim.simulator.LaunchRequest.DirectBoot;
import dev.sevsim.simulator.LaunchRequest.GivenSession;
import dev.sevsim.simulator.LibvirtSocket;
import dev.sevsim.simulator.Seed;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a machine and its guest are made of: the options that every verb with a guest shares. */
final class MachineOptions {
    private static final int MAX_FIRMWARE = 16 << 20;
    private static final int MAX_BOOT_FILE = 256 << 20;
    private static final int MAX_VCPUS = 255;
    private static final int MAX_DATA_DISK = 256 << 20;

    @Option(names = "--firmware", paramLabel = "FILE", description = "OVMF image (default: the embedded one)")
    private @Nullable Path firmware;

    @Option(
            names = "--firmware-release",
            paramLabel = "TAG",
            description =
                    "edk2 release, such as 202202: how the embedded image is made, and what any image behaves like"
                            + " (default: 202511, and what fits with --firmware)")
    private @Nullable String firmwareRelease;

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description =
                    "Kernel for measured direct boot (default: the embedded one with the embedded image, none with"
                            + " --firmware)")
    private @Nullable Path kernel;

    @Option(names = "--initrd", paramLabel = "FILE", description = "Initrd for --kernel")
    private @Nullable Path initrd;

    @Option(names = "--append", paramLabel = "TEXT", description = "Kernel command line for --kernel")
    private @Nullable String append;

    @Option(
            names = "--era",
            paramLabel = "ERA",
            description = "Secret interface of the embedded guest kernel: v2, v7 or final (default: ${DEFAULT-VALUE})")
    private String era = "final";

    @Option(names = "--vcpus", paramLabel = "N", description = "Virtual CPUs (default: ${DEFAULT-VALUE})")
    private int vcpus = 1;

    @Option(
            names = "--policy",
            paramLabel = "HEX",
            description = "Guest policy, hexadecimal (default: 0x1, no debugging)")
    private String policy = "0x1";

    @Option(names = "--sev-es", description = "Launch an SEV-ES guest; the same as policy bit 2")
    private boolean encryptedState;

    @Option(
            names = "--legacy-vm-type",
            paramLabel = "on|off",
            description = "off: a VM with a type on the newest kernel, whose SEV-ES measurement differs (default: on)")
    private String legacyVmType = "on";

    @Option(names = "--data-disk", paramLabel = "FILE", description = "A second disk, /dev/sdb in the guest, read-only")
    private @Nullable Path dataDisk;

    @Option(names = "--dh-cert", paramLabel = "FILE", description = "The owner's certificate, from another tool")
    private @Nullable Path dhCert;

    @Option(names = "--session", paramLabel = "FILE", description = "The owner's session, from another tool")
    private @Nullable Path session;

    @Option(names = "--state", paramLabel = "DIR", description = "Keep the platform's identity here between runs")
    private @Nullable Path state;

    @Option(names = "--seed", paramLabel = "N", description = "Repeat the run with this seed (default: a fresh one)")
    private @Nullable String seed;

    @Option(names = "--trace", paramLabel = "FILE", description = "Write everything that happens here, JSON Lines")
    private @Nullable Path trace;

    @Option(
            names = "--reveal-secrets-in-trace",
            description = "Teaching view: the trace also holds what the guest prints, plain secrets included")
    private boolean revealSecrets;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before anybody asks
    private VmPropertyOptions vm;

    /** Made by picocli. */
    MachineOptions() {}

    /** Refuses what makes no sense. */
    void check() {
        Era unusedEra = era();
        VmType unusedType = vmType();
        if (vcpus < 1 || vcpus > MAX_VCPUS) {
            throw new InputException("--vcpus " + vcpus + " is out of range, expected 1 to " + MAX_VCPUS);
        }
    }

    /** The era of the embedded kernel; a kernel that is given says itself what it is. */
    Era era() {
        Era chosen = Era.fromLabel(era)
                .orElseThrow(() -> new InputException("--era " + era + " is unknown, expected: v2, v7 or final"));
        if (kernel != null && chosen != Era.FINAL) {
            throw new InputException("--era " + era + " chooses an embedded kernel, --kernel brings another one");
        }
        return chosen;
    }

    GuestPolicy policy() {
        GuestPolicy given = Arguments.policy(policy);
        return encryptedState ? given.withEncryptedState() : given;
    }

    /** The kind of VM; QEMU's {@code auto} behaves as {@code on}. */
    VmType vmType() {
        return switch (legacyVmType) {
            case "on", "auto" -> VmType.LEGACY;
            case "off" -> VmType.TYPED;
            default ->
                throw new InputException("--legacy-vm-type " + legacyVmType + " is unknown, expected: on or off");
        };
    }

    GuestVariant variant(GuestVariant.Disk disk) {
        return new GuestVariant(release(), disk, era(), vmType(), vm.properties(), dataDisk());
    }

    private Optional<Bytes> dataDisk() {
        return Optional.ofNullable(dataDisk).map(file -> InputFile.read("data disk", file, MAX_DATA_DISK));
    }

    int vcpus() {
        return vcpus;
    }

    Launch.Options surroundings() {
        return new Launch.Options(
                seed == null ? Seed.fresh() : Seed.parse(seed),
                Optional.ofNullable(state),
                Optional.ofNullable(trace),
                revealSecrets);
    }

    Optional<Bytes> firmware(Console console) {
        return Optional.ofNullable(firmware).map(f -> readShowingProgress(console, "firmware image", f, MAX_FIRMWARE));
    }

    Optional<OvmfRelease> release() {
        return Optional.ofNullable(firmwareRelease).map(Arguments::release);
    }

    Optional<DirectBoot> directBoot(Console console) {
        if (kernel == null) {
            if (initrd != null || append != null) {
                throw new InputException((initrd != null ? "--initrd" : "--append") + " needs --kernel");
            }
            return Optional.empty();
        }
        return Optional.of(new DirectBoot(
                readShowingProgress(console, "kernel", kernel, MAX_BOOT_FILE),
                Optional.ofNullable(initrd).map(f -> readShowingProgress(console, "initrd", f, MAX_BOOT_FILE)),
                Optional.ofNullable(append)));
    }

    /** The session that another tool made, with its keys where this side may act for the owner. */
    Optional<GivenSession> session(Optional<TransportKeys> keys) {
        if (dhCert == null && session == null) {
            return Optional.empty();
        }
        if (dhCert == null || session == null) {
            throw new InputException(
                    dhCert == null
                            ? "--session needs the owner's certificate, give --dh-cert too"
                            : "--dh-cert needs the session that was made with it, give --session too");
        }
        Bytes godh = OwnerFiles.readBinary(dhCert, "owner's certificate", SevCertificate.SIZE);
        Bytes blob = OwnerFiles.readBinary(session, "session buffer", LaunchSession.SIZE);
        return Optional.of(new GivenSession(godh, blob, keys));
    }

    /** The guest's files by the names that were typed. */
    LibvirtSocket.Files files() {
        return new LibvirtSocket.Files(
                Optional.ofNullable(firmware).map(Path::toString),
                Optional.ofNullable(kernel).map(Path::toString),
                Optional.ofNullable(initrd).map(Path::toString));
    }

    /** Whether one of the session's files was named. */
    boolean namesSession() {
        return dhCert != null || session != null;
    }

    private static Bytes readShowingProgress(Console console, String what, Path file, long maximum) {
        try (Progress progress = console.progress("reading " + what, Arguments.size(file))) {
            return InputFile.read(what, file, maximum, progress::done);
        }
    }
}
