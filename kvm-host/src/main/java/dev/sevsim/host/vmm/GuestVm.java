package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import java.util.Optional;

/**
 * A VM after LAUNCH_START, at any stage of its launch.
 *
 * <p>Closing it ends the VM; all stages of one launch are the same VM. Source: docs/reference/kvm-host.md section 5.2.
 */
public abstract sealed class GuestVm implements AutoCloseable permits StartedVm, MeasuredVm, RunningVm {
    private final Parts parts;

    /**
     * The pieces of a VM, which pass from stage to stage.
     *
     * @param config command line of the VMM
     * @param table GUIDed table of the OVMF image
     * @param sev the {@code sev-guest} object
     * @param memory guest memory
     * @param board devices
     * @param resources descriptors and memory to release
     */
    record Parts(
            VmmConfig config, OvmfTable table, SevGuest sev, GuestMemory memory, Board board, VmResources resources) {}

    GuestVm(Parts parts) {
        this.parts = parts;
    }

    final Parts parts() {
        return parts;
    }

    /** Descriptor of the VM in the process of its VMM. */
    public final int descriptor() {
        return parts.sev().vm().fd();
    }

    /** The launch as {@code query-sev} shows it. */
    public final SevInfo sevInfo() {
        return parts.sev().info();
    }

    /** Whether the guest has encrypted state. */
    final boolean encryptedState() {
        return parts.sev().encryptedState();
    }

    /** State of the launch as QEMU names it. */
    public final SevState state() {
        return parts.sev().state();
    }

    /** MEASURE and MNONCE, 48 bytes; empty until they have been fetched. */
    public final Optional<Bytes> launchMeasurement() {
        return parts.sev().measurement();
    }

    /** The attestation report for a nonce of 16 bytes. */
    public final Bytes attestationReport(Bytes mnonce) {
        return parts.sev().attestationReport(mnonce);
    }

    /** Secret area of the OVMF image. */
    public final Optional<OvmfTable.Area> secretArea() {
        return parts.table().secretArea();
    }

    /** The GUIDed table of the OVMF image. */
    public final OvmfTable table() {
        return parts.table();
    }

    /** The page at a guest address as the host reads it, 4096 bytes, ciphertext where it is private; empty without memory there. */
    public final Optional<Bytes> hostView(GuestPhysical page) {
        return parts.memory().read(page.pageBase(), Page.SIZE);
    }

    /** Address in the VMM of a byte of the guest's memory; empty without memory there. */
    public final Optional<HostVirtual> userAddress(GuestPhysical address) {
        return parts.memory().toUser(address, 1);
    }

    /** What an item of fw_cfg holds: {@code setup}, {@code kernel}, {@code initrd}, {@code cmdline} or a file by its name. */
    public final Optional<Bytes> firmwareConfiguration(String item) {
        return parts.board().firmwareConfiguration(item);
    }

    /**
     * Gives an item of fw_cfg another content, which the guest reads from its next selection on; for a malicious host.
     *
     * @return whether there is such an item
     */
    public final boolean replaceFirmwareConfiguration(String item, Bytes content) {
        return parts.board().replaceFirmwareConfiguration(item, content);
    }

    /** Ends the VM: its descriptors are closed, with which KVM destroys it, and its memory is released. */
    @Override
    public final void close() {
        parts.resources().close();
    }

    /**
     * Injects a secret at {@code gpa}, or at the secret area of the image, as far as the state of the launch allows.
     *
     * <p>An image whose secret area is empty (base and size 0) is handled as one without: QEMU would inject at address 0,
     * where no OVMF looks for it.
     */
    final void injectSecret(LaunchSecretPacket packet, Optional<GuestPhysical> gpa) {
        GuestPhysical target = gpa.or(
                        () -> secretArea().filter(area -> !area.isAbsent()).map(area -> new GuestPhysical(area.base())))
                .orElseThrow(() -> new VmmException("SEV: no secret area found in OVMF, gpa must be specified."));
        if (state() != SevState.LAUNCH_SECRET) {
            throw new VmmException("SEV: Not in correct state. (LSECRET) " + Integer.toHexString(state().code()));
        }
        if (packet.header().isEmpty()) {
            throw new VmmException("SEV: Failed to decode sequence header");
        }
        if (packet.payload().isEmpty()) {
            throw new VmmException("SEV: Failed to decode data");
        }
        HostVirtual user = parts.memory()
                .toUser(target, packet.payload().length())
                .orElseThrow(() -> new VmmException(
                        "SEV: Failed to calculate guest address: No memory is mapped at address " + target));
        parts.sev().inject(user.value(), packet);
    }

    final void pressPowerButton() {
        parts.board().power().pressPowerButton();
    }

    /** LAUNCH_FINISH; the firmware refuses it when the launch was not measured. */
    final RunningVm finishLaunch() {
        parts.sev().finish();
        return new RunningVm(parts);
    }
}
