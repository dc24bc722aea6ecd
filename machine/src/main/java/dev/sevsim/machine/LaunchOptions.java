package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.tap.Fault;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.machine.act.Act;
import dev.sevsim.machine.act.PlannedAct;
import dev.sevsim.machine.act.Point;
import dev.sevsim.ovmf.image.OvmfRelease;
import dev.sevsim.owner.KnownSecret;
import dev.sevsim.owner.TrustedFirmware;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The options of {@code sevsim launch} for guest, host and owner as methods of one builder, each with the name of its option.
 *
 * <p>Files are read at once, and one that cannot be read is an {@link InputException}; {@link GuestSpec.Builder} and {@link
 * OwnerSpec.Builder} take them as bytes. Values that exclude each other are refused when the machine is built.
 *
 * @param <B> the builder
 */
abstract class LaunchOptions<B extends LaunchOptions<B>> {
    private static final int MAX_TABLE = 1 << 20;

    GuestSpec.Builder guest = GuestSpec.builder();
    OwnerSpec.Builder owner = OwnerSpec.builder();
    HostSpec.Builder host = HostSpec.builder();

    LaunchOptions() {}

    abstract B self();

    /** {@code --firmware}: an OVMF image instead of the embedded one, without the embedded kernel. */
    public B firmware(Path file) {
        guest.firmware(file);
        return self();
    }

    /** {@code --firmware-release}: how the embedded image is made, and the behaviour of any image. */
    public B firmwareRelease(OvmfRelease release) {
        guest.firmwareRelease(release);
        return self();
    }

    /** {@code --attestation}. */
    public B attestation(OwnerSpec.Attestation by) {
        owner.attestation(by);
        return self();
    }

    /** {@code --nvram}: contents of the second flash unit, which is neither measured nor encrypted. */
    public B nvram(Path file) {
        guest.nvram(file);
        return self();
    }

    /** {@code --kernel}: a kernel for direct boot instead of the embedded one. */
    public B kernel(Path file) {
        guest.kernel(file);
        return self();
    }

    /** {@code --initrd}; needs a kernel. */
    public B initrd(Path file) {
        guest.initrd(file);
        return self();
    }

    /** {@code --append}: command line of the kernel, also of the embedded one. */
    public B append(String commandLine) {
        guest.append(commandLine);
        return self();
    }

    /** {@code --era}: secret interface of the embedded kernel. */
    public B era(Era era) {
        guest.era(era);
        return self();
    }

    /** {@code --encrypted-disk}: boots from an encrypted disk. */
    public B encryptedDisk() {
        guest.encryptedDisk();
        return self();
    }

    /** {@code --data-disk}: contents of the second disk. */
    public B dataDisk(Path file) {
        guest.dataDisk(file);
        return self();
    }

    /** {@code --vcpus}, 1 to 255. */
    public B vcpus(int count) {
        guest.vcpus(count);
        return self();
    }

    /** {@code --guest-memory}, in bytes, a multiple of 4096. */
    public B guestMemory(long bytes) {
        guest.guestMemory(bytes);
        return self();
    }

    /** {@code --no-reboot}: a served VM ends when the guest resets itself. */
    public B noReboot() {
        guest.noReboot();
        return self();
    }

    /** {@code --run}: lines for the guest's shell; none for a guest that is only shut down. */
    public B run(String... lines) {
        guest.run(lines);
        return self();
    }

    /**
     * {@code --policy}.
     *
     * <p>Source: docs/reference/sev-firmware-api.md section 3.6.
     */
    public B policy(GuestPolicy policy) {
        guest.policy(policy);
        return self();
    }

    /** {@code --policy}, by its bits, such as 0x5 for no debugging and SEV-ES. */
    public B policy(int bits) {
        return policy(new GuestPolicy(bits));
    }

    /** {@code --sev-es}: sets bit 2 of the policy. */
    public B sevEs() {
        guest.sevEs();
        return self();
    }

    /** {@code --kernel-hashes}: whether the hashes of kernel, initrd and command line are measured. */
    public B kernelHashes(KernelHashing hashing) {
        guest.kernelHashes(hashing);
        return self();
    }

    /** {@code --legacy-vm-type}: the kind of VM, by which an SEV-ES launch measures differently. */
    public B legacyVmType(LegacyVmType type) {
        guest.legacyVmType(type);
        return self();
    }

    /** {@code --handle}: property {@code handle} of QEMU's {@code sev-guest} object. */
    public B handle(int number) {
        guest.handle(number);
        return self();
    }

    /** {@code --cbitpos}: the C-bit that the VMM is told; another one than the processor's is refused. */
    public B cbitpos(int position) {
        guest.cbitpos(position);
        return self();
    }

    /** {@code --reduced-phys-bits}: bits of the physical address that memory encryption takes. */
    public B reducedPhysBits(int bits) {
        guest.reducedPhysBits(bits);
        return self();
    }

    /** {@code --sev-device}: path of the device, {@code /dev/sev} without it. */
    public B sevDevice(String path) {
        guest.sevDevice(path);
        return self();
    }

    /** {@code --host-kernel}: the kernel whose ABI and behaviour is modelled. */
    public B hostKernel(KernelProfile profile) {
        host.hostKernel(profile);
        return self();
    }

    /** {@code --host-sev-es}: parameter {@code sev_es} of the {@code kvm_amd} module. */
    public B hostSevEs(EncryptedState state) {
        host.hostSevEs(state);
        return self();
    }

    /** {@code --host-memory}, in bytes, a multiple of 4096. */
    public B hostMemory(long bytes) {
        host.hostMemory(bytes);
        return self();
    }

    /** {@code --host-memlock}: RLIMIT_MEMLOCK of the VMM's process, in bytes. */
    public B hostMemlock(long bytes) {
        host.hostMemlock(bytes);
        return self();
    }

    /** {@code --host-misc-max}: {@code misc.max} of the VMM's control group. */
    public B hostMiscMax(MiscLimits limits) {
        host.hostMiscMax(limits);
        return self();
    }

    /** {@code --host-init-ex-path}: file of the host that holds the firmware's store instead of the flash. */
    public B hostInitExPath(Path file) {
        host.hostInitExPath(file);
        return self();
    }

    /** {@code --state}: directory that keeps the platform between runs. */
    public B state(Path directory) {
        host.state(directory);
        return self();
    }

    /** {@code --fault}: a fault of the bus, beside those given before. */
    public B fault(Fault fault) {
        host.fault(fault);
        return self();
    }

    /**
     * {@code --fault}, in the text form, such as {@code LAUNCH_MEASURE:1:drop}.
     *
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    public B fault(String text) {
        return fault(Fault.parse(text));
    }

    /** {@code --act}: something that the host does at a point of the run, beside what was given before. */
    public B act(Point point, Act act) {
        host.act(point, act);
        return self();
    }

    /**
     * {@code --act}, in the text form, such as {@code before LAUNCH_FINISH: flip-bit page=secrets}.
     *
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    public B act(String text) {
        host.act(PlannedAct.parse(text));
        return self();
    }

    /** {@code --dh-cert} and {@code --session}, with the keys of the session where they are at hand. */
    public B session(GivenSession given) {
        owner.session(given);
        return self();
    }

    /** {@code --secret}: one more secret, a text in UTF-8, in place of the samples. */
    public B secret(Guid guid, String text) {
        owner.secret(guid, text);
        return self();
    }

    /**
     * {@code --secret}, by a GUID or a name such as {@code luks-key}.
     *
     * @throws InputException for another name
     */
    public B secret(String name, String text) {
        Guid guid = KnownSecret.parse(name)
                .orElseThrow(() -> new InputException(
                        "secret '" + name + "' is no GUID, expected 8-4-4-4-12 hexadecimal digits or one of "
                                + String.join(", ", KnownSecret.aliases())));
        return secret(guid, text);
    }

    /** {@code --no-secrets}: injects nothing. */
    public B noSecrets() {
        owner.noSecrets();
        return self();
    }

    /** {@code --secret-table}: a ready-made area. */
    public B secretTable(Path file) {
        Bytes table = InputFile.read("secret table", file, MAX_TABLE);
        owner.secrets(new Secrets(List.of(), Optional.of(table)));
        return self();
    }

    /** {@code --expect-firmware}: the owner's own copy of the OVMF image. */
    public B expectFirmware(Path file) {
        owner.expect(copies -> copies.withFirmware(GuestSpec.Builder.image(file)));
        return self();
    }

    /** {@code --expect-kernel}: the owner's own copy of the kernel. */
    public B expectKernel(Path file) {
        owner.expect(copies -> copies.withKernel(GuestSpec.Builder.bootFile("expected kernel", file)));
        return self();
    }

    /** {@code --expect-initrd}: the owner's own copy of the initrd; an empty file is none. */
    public B expectInitrd(Path file) {
        owner.expect(copies -> copies.withInitrd(GuestSpec.Builder.possiblyEmptyBootFile("expected initrd", file)));
        return self();
    }

    /** {@code --expect-append}: the command line that the owner expects. */
    public B expectAppend(String commandLine) {
        owner.expect(copies -> copies.withAppend(commandLine));
        return self();
    }

    /** {@code --expect-generation}: the owner trusts the root of this generation's chips alone. */
    public B expectGeneration(ChipGeneration generation) {
        owner.expectGeneration(generation);
        return self();
    }

    /** {@code --expect-sev-firmware}: the firmware of processors that the owner trusts. */
    public B expectSevFirmware(TrustedFirmware trusted) {
        owner.expectSevFirmware(trusted);
        return self();
    }

    /** {@code --expect-no-kernel}: the owner expects the OVMF image alone. */
    public B expectNoKernel() {
        owner.expect(OwnerSpec.Copies::withoutAnyKernel);
        return self();
    }
}
