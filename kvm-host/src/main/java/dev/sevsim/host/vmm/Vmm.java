package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.Flash;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.host.process.UserProcess;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.AddressBits;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A VMM process before its VM exists: queries of the host, and the start of a launch.
 *
 * <p>A launch passes through {@link StartedVm}, {@link MeasuredVm} and {@link RunningVm}; each offers what is possible at
 * that stage. Source: docs/reference/kvm-host.md section 5.2.
 */
public final class Vmm {
    private final SystemCalls calls;
    private final AddressBits hostBits;
    private final int cpuSignature;
    private final VmmConfig config;
    private final OvmfTable table;
    private final Workers workers;

    /**
     * Checks the images of the flash units.
     *
     * @param host the link to the host that answers for {@code process}
     * @param process the process that this VMM runs in
     * @param hostProfile the host, for its CPUID
     * @param config the VM
     * @throws VmmException when an image is no flash image
     */
    public Vmm(Endpoint host, UserProcess process, HostProfile hostProfile, VmmConfig config) {
        this(host, process, hostProfile, config, Workers.direct());
    }

    /** As above; {@code workers} load the images into guest memory while the VMM continues. */
    public Vmm(Endpoint host, UserProcess process, HostProfile hostProfile, VmmConfig config, Workers workers) {
        this.calls = new SystemCalls(host, process);
        this.hostBits = hostProfile.cpu().addressBits();
        this.cpuSignature = hostProfile.cpu().signature();
        this.config = config;
        this.workers = workers;
        checkFlash("OVMF image", config.firmware().length());
        config.nvram().ifPresent(nvram -> checkFlash("NVRAM image", nvram.length()));
        this.table = OvmfTable.read(config.firmware());
    }

    /** The command line. */
    VmmConfig config() {
        return config;
    }

    /** CPUID 1 EAX of its vCPUs. */
    int cpuSignature() {
        return cpuSignature;
    }

    /** PDH and chain from /dev/sev; needs no VM. The upper end of the chain (ASK, ARK) is not on the host. */
    public PlatformCertificates platformCertificates() {
        return withSevDevice(fd -> new SevPlatformQueries(calls, fd).certificates());
    }

    /** What {@code query-sev-capabilities} reports; needs no guest with SEV. */
    public SevCapabilities sevCapabilities() {
        probeSev();
        return withSevDevice(fd -> {
            SevPlatformQueries platform = new SevPlatformQueries(calls, fd);
            PlatformCertificates certificates = platform.certificates();
            return new SevCapabilities(
                    certificates.pdh(),
                    certificates.chain(),
                    platform.chipId(),
                    hostBits.cBit(),
                    SevCapabilities.REDUCED_PHYSICAL_BITS);
        });
    }

    /** Secret area of the OVMF image; the VMM itself does not compare a secret's size with it. */
    public Optional<OvmfTable.Area> secretArea() {
        return table.secretArea();
    }

    /** Steps 1 to 9 without an owner: the firmware makes the keys and the launch cannot be verified. */
    public StartedVm start() {
        return start(new LaunchBundle(config.sev().policy().word(), Bytes.EMPTY, Bytes.EMPTY));
    }

    /**
     * Steps 1 to 9: devices, VM, SEV, LAUNCH_START, memory, vCPUs.
     *
     * @throws VmmException when the host or the firmware refuses a step; nothing stays open then
     */
    public StartedVm start(LaunchBundle bundle) {
        return new VmStart(this, calls, config, table, workers, new VmResources(calls)).run(bundle);
    }

    int openKvm() {
        CallResult result = new CallResult(calls.open(DevicePath.DEV_KVM), 0);
        if (!result.succeeded()) {
            throw new VmmException("Could not access KVM kernel module: " + result.errnoText(), result);
        }
        return (int) result.value();
    }

    int openSev() {
        String path = config.sev().sevDevice();
        CallResult result = new CallResult(calls.open(path), 0);
        if (!result.succeeded()) {
            throw new VmmException("Could not open '" + path + "': " + result.errnoText(), result);
        }
        return (int) result.value();
    }

    void checkAddressBits() {
        int cbitpos = config.sev().cbitpos().orElse(hostBits.cBit());
        int reduced = config.sev().reducedPhysBits().orElse(SevCapabilities.REDUCED_PHYSICAL_BITS);
        if (cbitpos != hostBits.cBit()) {
            throw new VmmException("sev_common_kvm_init: cbitpos check failed, host '" + hostBits.cBit()
                    + "' requested '" + cbitpos + "'");
        }
        if (reduced < 1 || reduced > 63) {
            throw new VmmException("sev_common_kvm_init: reduced_phys_bits check failed, it should be in the range of"
                    + " 1 to 63, requested '" + reduced + "'");
        }
    }

    private <T> T withSevDevice(IntFunction<T> query) {
        int fd = openSev();
        try {
            return query.apply(fd);
        } finally {
            calls.close(fd);
        }
    }

    /** Probes SEV support: KVM_MEMORY_ENCRYPT_OP with a null argument, on a VM made for this. */
    private void probeSev() {
        CallResult kvm = new CallResult(calls.open(DevicePath.DEV_KVM), 0);
        if (!kvm.succeeded()) {
            throw new VmmException("KVM not enabled", kvm);
        }
        try {
            int vm = CallResult.checked("KVM_CREATE_VM", calls.ioctl((int) kvm.value(), Ioctl.KVM_CREATE_VM, 0));
            CallResult answer = new CallResult(calls.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, 0), 0);
            calls.close(vm);
            if (!answer.succeeded()) {
                throw new VmmException("SEV is not enabled in KVM", answer);
            }
        } finally {
            calls.close((int) kvm.value());
        }
    }

    private static void checkFlash(String what, int size) {
        if (size == 0) {
            throw new VmmException(what + " is empty");
        }
        if (size % Page.SIZE != 0 || size > Flash.MAX_BYTES) {
            throw new VmmException(
                    what + " is " + size + " bytes, expected a multiple of " + Page.SIZE + " up to " + Flash.MAX_BYTES);
        }
    }
}
