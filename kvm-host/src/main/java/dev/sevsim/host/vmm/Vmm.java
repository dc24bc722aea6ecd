package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.host.HostProfile;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.vmm.SystemCalls.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The VMM: one VM from its first ioctl to its last, step by step so that an owner can be asked in between.
 *
 * <p>Source: kvm-host.md section 5.2.
 */
public final class Vmm implements AutoCloseable {
    private static final int MAX_FLASH = 16 << 20;

    private final SystemCalls calls;
    private final HostProfile hostCpu;
    private final VmmConfig config;
    private final Workers workers;
    private final OvmfTable table;
    private final List<Integer> descriptors = new ArrayList<>();
    private final List<VcpuRegisters> registers = new ArrayList<>();
    private final List<VcpuLoop> vcpus = new ArrayList<>();
    private final AtomicBoolean attention = new AtomicBoolean();
    private @Nullable ResetVector resetVector;
    private @Nullable SevGuest guest;
    private @Nullable GuestMemory memory;
    private @Nullable Machine machine;

    /**
     * A VMM that has not done anything yet.
     *
     * @param host the link to the host that answers for {@code process}
     * @param process the process that this VMM runs in
     * @param hostCpu what CPUID says when the VMM executes it on the host
     * @param config what the VM is made of
     */
    public Vmm(Endpoint host, HostProcess process, HostProfile hostCpu, VmmConfig config) {
        this(host, process, hostCpu, config, Workers.direct());
    }

    /** As above; {@code workers} load the images into guest memory while the VMM goes on. */
    public Vmm(Endpoint host, HostProcess process, HostProfile hostCpu, VmmConfig config, Workers workers) {
        this.workers = workers;
        this.calls = new SystemCalls(host, process);
        this.hostCpu = hostCpu;
        this.config = config;
        checkFlash("firmware image", config.firmware().length());
        config.nvram().ifPresent(nvram -> checkFlash("NVRAM image", nvram.length()));
        this.table = OvmfTable.read(config.firmware());
    }

    /** PDH and chain through /dev/sev; needs no VM. The chain's upper end (ASK, ARK) is not on the host. */
    public PlatformCertificates platformCertificates() {
        int fd = openSev();
        try {
            return new SevPlatformQueries(calls, fd).certificates();
        } finally {
            calls.close(fd);
        }
    }

    /** Steps 1 to 9 without an owner: the firmware makes the keys and nobody can verify anything. */
    public void start() {
        start(new LaunchBundle(config.policy(), Bytes.EMPTY, Bytes.EMPTY));
    }

    /** Steps 1 to 9: devices, VM, SEV, launch, memory, vCPUs. */
    public void start(LaunchBundle bundle) {
        if (guest != null) {
            throw new IllegalStateException("the VM was started before");
        }
        int kvm = keep(openKvm());
        boolean legacy = config.legacyVmType() != LegacyVmType.OFF;
        int vm = keep(createVm(kvm, SevGuest.vmType(config.legacyVmType(), bundle.policy())));
        checkAddressBits();
        int sev = keep(openSev());
        SevUserDataStatus status = new SevPlatformQueries(calls, sev).status();
        SevGuest started =
                new SevGuest(calls, new SevGuest.Vm(kvm, vm, sev, legacy), status, bundle.policy(), config.handle());
        started.initialise();
        guest = started;
        memory = new GuestMemory(calls.process().memory(), config, workers);
        started.start(bundle);
        memory.awaitFlash();
        addSlots(vm, memory);
        memory.blocks().forEach(started::registerRegion);
        if (started.encryptedState()) {
            int unused = checked("KVM_CREATE_IRQCHIP", calls.ioctl(vm, Ioctl.KVM_CREATE_IRQCHIP, 0));
        }
        machine = new Machine(config, memory);
        MemoryMappedSpace space = new MemoryMappedSpace(memory);
        for (int index = 0; index < config.vcpus(); index++) {
            int fd = keep(checked("KVM_CREATE_VCPU", calls.ioctl(vm, Ioctl.KVM_CREATE_VCPU, index)));
            registers.add(new VcpuRegisters(calls, fd));
            vcpus.add(new VcpuLoop(calls, fd, machine.ports(), machine.power(), space));
        }
    }

    /** Step 10: encrypts and measures the whole image in place; a guest with encrypted state needs its reset block. */
    public void encryptFirmware() {
        if (guest().encryptedState()) {
            resetVector = ResetVector.of(config.firmware(), table);
        }
        GuestMemory.Block flash = memory().flash();
        guest().update(flash.user().value(), (int) flash.size());
    }

    /** Step 11: builds the kernel-hashes table in guest memory and measures it; nothing without a kernel or when off. */
    public void addKernelHashes() {
        if (config.kernel().isEmpty() || config.kernelHashing() == KernelHashing.OFF) {
            return;
        }
        OvmfTable.Area area = table.hashTableArea()
                .orElseThrow(
                        () -> new VmmException("SEV: kernel specified but guest firmware has no hashes table GUID"));
        if (area.base() == 0 || area.size() < KernelHashes.PADDED_SIZE) {
            throw new VmmException("SEV: guest firmware hashes table area is invalid (base=0x"
                    + Long.toHexString(area.base()) + " size=0x" + Long.toHexString(area.size()) + ")");
        }
        Bytes hashes = KernelHashes.of(
                        config.kernel().get(),
                        config.initrd().orElse(Bytes.EMPTY),
                        config.append().orElse(""))
                .encode();
        HostVirtual target = memory().toUser(new GuestPhysical(area.base()), hashes.length())
                .orElseThrow(() -> new VmmException("SEV: cannot map hashes table guest memory area"));
        calls.process().memory().write(target, hashes);
        guest().update(target.value(), hashes.length());
    }

    /**
     * Step 12: lets the application processors start where the image wants them to, then encrypts and measures every
     * vCPU's registers. Nothing for a guest without encrypted state.
     */
    public void encryptState() {
        if (!guest().encryptedState()) {
            return;
        }
        ResetVector vector = resetVector;
        if (vector == null) {
            throw new IllegalStateException("the image was not encrypted yet");
        }
        registers.stream().skip(1).forEach(vcpu -> vcpu.startAt(vector));
        guest().updateSaveAreas();
    }

    /** Step 13: closes the digest and fetches the measurement. */
    public LaunchMeasurement measure() {
        return guest().measure();
    }

    /** The image's secret area, with its size; the VMM itself does not hold a secret against it. */
    public Optional<OvmfTable.Area> secretArea() {
        return table.secretArea();
    }

    /**
     * Step 14: injects a secret at {@code gpa}, or at the image's secret area.
     *
     * <p>An image whose secret area is empty (base and size 0) counts as one without: QEMU would inject at address 0,
     * where no firmware ever looks.
     */
    public void inject(LaunchSecretPacket packet, Optional<GuestPhysical> gpa) {
        if (guest == null) {
            throw new VmmException("SEV not enabled for guest");
        }
        GuestPhysical target = gpa.or(() ->
                        table.secretArea().filter(area -> !area.isAbsent()).map(area -> new GuestPhysical(area.base())))
                .orElseThrow(() -> new VmmException("SEV: no secret area found in OVMF, gpa must be specified."));
        SevState state = guest().state();
        if (state != SevState.LAUNCH_SECRET) {
            throw new VmmException("SEV: Not in correct state. (LSECRET) " + Integer.toHexString(state.code()));
        }
        if (packet.header().isEmpty()) {
            throw new VmmException("SEV: Failed to decode sequence header");
        }
        if (packet.payload().isEmpty()) {
            throw new VmmException("SEV: Failed to decode data");
        }
        HostVirtual user = memory().toUser(target, packet.payload().length())
                .orElseThrow(() -> new VmmException(
                        "SEV: Failed to calculate guest address: No memory is mapped at address " + target));
        guest().inject(user.value(), packet);
    }

    /** Step 15: ends the launch; the vCPUs may run. */
    public void finishAndResume() {
        guest().finish();
    }

    /**
     * Step 16: runs the boot vCPU until it stops or waits for input that does not come, and the others, in their order,
     * whenever it has sent them an interrupt.
     */
    public RunResult run(ConsoleSession session) {
        Machine board = machine();
        board.connect(session);
        return vcpus.get(0).run(board::inputWaits, () -> attention.getAndSet(false), this::runOthers);
    }

    /** Lets every other vCPU that may run come to its next rest; the first end that is none ends the VM. */
    private Optional<RunResult> runOthers() {
        return vcpus.stream()
                .skip(1)
                .map(VcpuLoop::runToRest)
                .filter(result -> result.outcome() != RunResult.Outcome.IDLE)
                .findFirst();
    }

    /**
     * Makes {@link #run} come back at the guest's next exit, or the next call of it soon after it began.
     *
     * <p>Any thread may call this; everything else belongs to the thread that runs the VM.
     */
    public void interrupt() {
        attention.set(true);
    }

    /** Presses the guest's power button; it notices when it runs again. */
    public void systemPowerdown() {
        machine().power().pressPowerButton();
    }

    /** The launch as a monitor shows it; a VM that was not started has no SEV. */
    public SevInfo sevInfo() {
        return guest == null ? SevInfo.NONE : guest.info();
    }

    /** MEASURE and MNONCE, 48 bytes; empty until they have been fetched. */
    public Optional<Bytes> launchMeasurement() {
        return guest == null ? Optional.empty() : guest.measurement();
    }

    /** The attestation report for a nonce of 16 bytes. */
    public Bytes attestationReport(Bytes mnonce) {
        if (guest == null) {
            throw new VmmException("SEV is not enabled");
        }
        return guest.attestationReport(mnonce);
    }

    /** What this host offers; needs no guest with SEV. */
    public SevCapabilities sevCapabilities() {
        probeSev();
        int fd = openSev();
        try {
            SevPlatformQueries platform = new SevPlatformQueries(calls, fd);
            PlatformCertificates certificates = platform.certificates();
            return new SevCapabilities(
                    certificates.pdh(),
                    certificates.chain(),
                    platform.chipId(),
                    hostCpu.cBitPosition(),
                    SevCapabilities.REDUCED_PHYSICAL_BITS);
        } finally {
            calls.close(fd);
        }
    }

    /** Where the launch stands. */
    public SevState state() {
        return guest == null ? SevState.UNINIT : guest.state();
    }

    /** What the host sees at a guest page: raw bytes, ciphertext where the page is private. Empty without memory there. */
    public Optional<Bytes> hostView(GuestPhysical page) {
        return memory == null ? Optional.empty() : memory.read(page.pageBase(), MemoryPort.PAGE_SIZE);
    }

    /** Ends the process' part in the VM: its descriptors, with which KVM destroys it, and its memory. */
    @Override
    public void close() {
        vcpus.forEach(VcpuLoop::unmap);
        vcpus.clear();
        registers.clear();
        for (int i = descriptors.size() - 1; i >= 0; i--) {
            calls.close(descriptors.get(i));
        }
        descriptors.clear();
        if (memory != null) {
            memory.unmap();
            memory = null;
        }
    }

    private static void checkFlash(String what, int size) {
        if (size == 0) {
            throw new VmmException(what + " is empty");
        }
        if (size % MemoryPort.PAGE_SIZE != 0 || size > MAX_FLASH) {
            throw new VmmException(what + " is " + size + " bytes, expected a multiple of " + MemoryPort.PAGE_SIZE
                    + " up to " + MAX_FLASH);
        }
    }

    private void checkAddressBits() {
        if (config.cBitPosition() != hostCpu.cBitPosition()) {
            throw new VmmException("sev_common_kvm_init: cbitpos check failed, host '" + hostCpu.cBitPosition()
                    + "' requested '" + config.cBitPosition() + "'");
        }
        if (config.reducedPhysicalBits() < 1 || config.reducedPhysicalBits() > 63) {
            throw new VmmException("sev_common_kvm_init: reduced_phys_bits check failed, it should be in the range of"
                    + " 1 to 63, requested '" + config.reducedPhysicalBits() + "'");
        }
    }

    /** KVM says whether it has SEV when it is asked to do nothing; needs a VM, if only for the question. */
    private void probeSev() {
        CallResult kvm = new CallResult(calls.open(DevicePath.DEV_KVM), 0);
        if (!kvm.succeeded()) {
            throw new VmmException("KVM not enabled", kvm);
        }
        try {
            int vm = createVm((int) kvm.value(), 0);
            CallResult answer = new CallResult(calls.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, 0), 0);
            calls.close(vm);
            if (!answer.succeeded()) {
                throw new VmmException("SEV is not enabled in KVM", answer);
            }
        } finally {
            calls.close((int) kvm.value());
        }
    }

    private int createVm(int kvm, long type) {
        return checked("KVM_CREATE_VM", calls.ioctl(kvm, Ioctl.KVM_CREATE_VM, type));
    }

    private void addSlots(int vm, GuestMemory of) {
        int slot = 0;
        for (GuestMemory.Block block : of.blocks()) {
            KvmUserspaceMemoryRegion region = new KvmUserspaceMemoryRegion(
                    slot++, 0, block.base(), block.size(), block.user().value());
            try (Argument argument = calls.argument(region.encode())) {
                checked(
                        "KVM_SET_USER_MEMORY_REGION",
                        calls.ioctl(vm, Ioctl.KVM_SET_USER_MEMORY_REGION, argument.address()));
            }
        }
    }

    private int openKvm() {
        CallResult result = new CallResult(calls.open(DevicePath.DEV_KVM), 0);
        if (!result.succeeded()) {
            throw new VmmException("Could not access KVM kernel module: " + result.errnoText(), result);
        }
        return (int) result.value();
    }

    private int openSev() {
        CallResult result = new CallResult(calls.open(config.sevDevice()), 0);
        if (!result.succeeded()) {
            throw new VmmException("Could not open '" + config.sevDevice() + "': " + result.errnoText(), result);
        }
        return (int) result.value();
    }

    private int keep(int fd) {
        descriptors.add(fd);
        return fd;
    }

    private static int checked(String name, long value) {
        CallResult result = new CallResult(value, 0);
        if (!result.succeeded()) {
            throw new VmmException("ioctl(" + name + ") failed: " + -value + " " + result.errnoText(), result);
        }
        return (int) value;
    }

    private SevGuest guest() {
        if (guest == null) {
            throw new IllegalStateException("the VM was not started");
        }
        return guest;
    }

    private GuestMemory memory() {
        if (memory == null) {
            throw new IllegalStateException("the VM has no memory: not started or closed");
        }
        return memory;
    }

    private Machine machine() {
        if (machine == null) {
            throw new IllegalStateException("the VM was not started");
        }
        return machine;
    }
}
