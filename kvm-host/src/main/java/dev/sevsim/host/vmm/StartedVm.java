package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import java.util.List;
import java.util.Optional;

/** A VM after LAUNCH_START whose contents are not measured yet. */
public final class StartedVm extends GuestVm {
    private final List<VcpuRegisters> registers;

    /** Receives the steps of a measurement as they are completed. */
    public interface Steps {
        /** Ignores them. */
        Steps NONE = new Steps() {};

        /** The OVMF image of {@code bytes} bytes was encrypted and measured. */
        default void firmwareEncrypted(int bytes) {}

        /** The table of kernel hashes of {@code bytes} bytes was measured. */
        default void kernelHashesAdded(int bytes) {}

        /** The registers of {@code vcpus} vCPUs were encrypted and measured. */
        default void stateEncrypted(int vcpus) {}
    }

    StartedVm(Parts parts, List<VcpuRegisters> registers) {
        super(parts);
        this.registers = List.copyOf(registers);
    }

    /**
     * Steps 10 to 13: encrypts and measures the image, the kernel hashes and the registers, and fetches the measurement.
     *
     * @throws VmmException when the host or the firmware refuses a step
     */
    public MeasuredVm measure(Steps steps) {
        encryptContents(steps);
        return fetchMeasurement();
    }

    /** Steps 10 to 12. */
    void encryptContents(Steps steps) {
        Optional<ResetVector> vector = encryptFirmware();
        steps.firmwareEncrypted(parts().config().firmware().length());
        if (addKernelHashes()) {
            steps.kernelHashesAdded(KernelHashes.PADDED_SIZE);
        }
        if (vector.isPresent()) {
            encryptState(vector.get());
            steps.stateEncrypted(registers.size());
        }
    }

    /**
     * Step 10: encrypts and measures the whole image in place.
     *
     * @return the start address of the other vCPUs, for a guest with encrypted state
     */
    Optional<ResetVector> encryptFirmware() {
        Optional<ResetVector> vector = parts().sev().encryptedState()
                ? Optional.of(ResetVector.of(parts().config().firmware(), parts().table()))
                : Optional.empty();
        GuestMemory.Block flash = parts().memory().flash();
        parts().sev().update(flash.user().value(), (int) flash.size());
        return vector;
    }

    /** Step 11: builds the kernel-hashes table in guest memory and measures it; false without a kernel or when off. */
    boolean addKernelHashes() {
        Optional<DirectBoot> files = parts().config()
                .directBoot()
                .filter(boot -> parts().config().sev().kernelHashes() == KernelHashing.ON);
        files.ifPresent(this::addKernelHashes);
        return files.isPresent();
    }

    private void addKernelHashes(DirectBoot files) {
        OvmfTable.Area area = parts().table()
                .hashTableArea()
                .orElseThrow(
                        () -> new VmmException("SEV: kernel specified but guest firmware has no hashes table GUID"));
        if (area.base() == 0 || area.size() < KernelHashes.PADDED_SIZE) {
            throw new VmmException("SEV: guest firmware hashes table area is invalid (base=0x"
                    + Long.toHexString(area.base()) + " size=0x" + Long.toHexString(area.size()) + ")");
        }
        Bytes hashes = KernelHashes.of(
                        files.kernel(),
                        files.initrd().orElse(Bytes.EMPTY),
                        files.append().orElse(""))
                .encode();
        GuestPhysical target = new GuestPhysical(area.base());
        HostVirtual user = parts().memory()
                .toUser(target, hashes.length())
                .filter(address -> parts().memory().write(target, hashes))
                .orElseThrow(() -> new VmmException("SEV: cannot map hashes table guest memory area"));
        parts().sev().update(user.value(), hashes.length());
    }

    /** Step 12: sets the start address of the other vCPUs, then encrypts and measures the registers of every vCPU. */
    void encryptState(ResetVector vector) {
        registers.stream().skip(1).forEach(vcpu -> vcpu.startAt(vector));
        parts().sev().updateSaveAreas();
    }

    /** Step 13: closes the digest and fetches the measurement. */
    MeasuredVm fetchMeasurement() {
        return new MeasuredVm(parts(), parts().sev().measure());
    }
}
