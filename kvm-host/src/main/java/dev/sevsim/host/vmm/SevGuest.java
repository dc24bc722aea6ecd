package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmDeviceAttribute;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevInit;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.abi.uapi.KvmSevLaunchSecret;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.host.vmm.SystemCalls.Argument;
import java.util.Optional;

/**
 * The sev-guest object: the launch as a sequence of ioctls, with the messages of each failure.
 *
 * <p>Source: docs/reference/kvm-host.md sections 5.2 and 5.7.
 */
final class SevGuest {
    /** In the flags of the platform status. */
    private static final int CONFIGURED_FOR_ES = 0x100;

    private final Vm vm;
    private final SevUserDataStatus platform;
    private final int policy;
    private int handle;
    private SevState state = SevState.UNINIT;
    private Optional<Bytes> measurement = Optional.empty();

    /** A guest that the VMM has not initialised; see {@link Vm}. */
    SevGuest(Vm vm, SevUserDataStatus platform, int policy, int handle) {
        this.vm = vm;
        this.platform = platform;
        this.policy = policy;
        this.handle = handle;
    }

    /**
     * The descriptors that a launch works with, and the kind of VM.
     *
     * @param calls the VMM's system calls
     * @param kvmFd /dev/kvm
     * @param fd the VM
     * @param sevFd /dev/sev
     * @param legacy whether the VM has no type
     */
    record Vm(SystemCalls calls, int kvmFd, int fd, int sevFd, boolean legacy) {
        /** A sub-command of KVM_MEMORY_ENCRYPT_OP. */
        private CallResult command(KvmSevCommandId id, long data) {
            try (Argument header = calls.argument(new KvmSevCmd(id.code(), data, 0, sevFd).encode())) {
                long value = calls.ioctl(fd, Ioctl.KVM_MEMORY_ENCRYPT_OP, header.address());
                return new CallResult(
                        value, KvmSevCmd.CODEC.decode(header.content()).error());
            }
        }

        /** A sub-command that must not fail; {@code what} begins the message. */
        private void perform(KvmSevCommandId id, long data, String what) {
            CallResult result = command(id, data);
            if (!result.succeeded()) {
                throw failure(what, result.value(), result);
            }
        }
    }

    /** The argument of KVM_CREATE_VM: 0 without a type, else the kind that the policy's ES bit chooses. */
    static long vmType(LegacyVmType legacy, int policy) {
        if (legacy != LegacyVmType.OFF) {
            return KvmVmType.DEFAULT.code();
        }
        return new GuestPolicy(policy).encryptedState() ? KvmVmType.SEV_ES.code() : KvmVmType.SEV.code();
    }

    /** The VM's descriptors. */
    Vm vm() {
        return vm;
    }

    SevState state() {
        return state;
    }

    SevUserDataStatus platform() {
        return platform;
    }

    /** The launch as a monitor shows it. */
    SevInfo info() {
        return new SevInfo(true, platform.apiMajor(), platform.apiMinor(), platform.build(), state, policy, handle);
    }

    /** MEASURE and MNONCE, 48 bytes; kept while the guest runs. */
    Optional<Bytes> measurement() {
        return measurement;
    }

    /** Whether the policy asks for SEV-ES. */
    boolean encryptedState() {
        return new GuestPolicy(policy).encryptedState();
    }

    /** The policy's ES bit chooses the kind of VM, and the platform has to be set up for it. */
    void initialise() {
        if (encryptedState() && (platform.flags() & CONFIGURED_FOR_ES) == 0) {
            throw new VmmException(
                    "sev_common_kvm_init: guest policy requires SEV-ES, but host SEV-ES support unavailable");
        }
        CallResult result = vm.legacy()
                ? vm.command(encryptedState() ? KvmSevCommandId.ES_INIT : KvmSevCommandId.INIT, 0)
                : initialiseTyped();
        if (!result.succeeded()) {
            throw failure("sev_common_kvm_init: failed to initialize", result.value(), result);
        }
    }

    /** Queries the VMSA features and requests none. */
    private CallResult initialiseTyped() {
        try (Argument features = vm.calls().argument(Bytes.zeros(Long.BYTES));
                Argument attribute = vm.calls()
                        .argument(new KvmDeviceAttribute(
                                        0,
                                        KvmDeviceAttribute.SEV_GROUP,
                                        KvmDeviceAttribute.VMSA_FEATURES,
                                        features.address())
                                .encode());
                Argument init = vm.calls().argument(new KvmSevInit(0, 0, 0).encode())) {
            CallResult asked =
                    new CallResult(vm.calls().ioctl(vm.kvmFd(), Ioctl.KVM_GET_DEVICE_ATTR, attribute.address()), 0);
            return asked.succeeded() ? vm.command(KvmSevCommandId.INIT2, init.address()) : asked;
        }
    }

    void start(LaunchBundle bundle) {
        try (Argument dh = vm.calls().argument(bundle.godh());
                Argument session = vm.calls().argument(bundle.session());
                Argument start = vm.calls()
                        .argument(new KvmSevLaunchStart(
                                        handle,
                                        policy,
                                        bundle.godh().isEmpty() ? 0 : dh.address(),
                                        bundle.godh().length(),
                                        bundle.session().isEmpty() ? 0 : session.address(),
                                        bundle.session().length())
                                .encode())) {
            CallResult result = vm.command(KvmSevCommandId.LAUNCH_START, start.address());
            if (!result.succeeded()) {
                throw failure("sev_launch_start: LAUNCH_START", 1, result);
            }
            handle = KvmSevLaunchStart.CODEC.decode(start.content()).handle();
            state = SevState.LAUNCH_UPDATE;
        }
    }

    void registerRegion(GuestMemory.Block block) {
        KvmEncRegion region = new KvmEncRegion(block.user().value(), block.size());
        try (Argument argument = vm.calls().argument(region.encode())) {
            CallResult result = new CallResult(
                    vm.calls().ioctl(vm.fd(), Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, argument.address()), 0);
            if (!result.succeeded()) {
                throw new VmmException(
                        "sev_ram_block_added: failed to register region (" + block.user() + "+0x"
                                + Long.toHexString(block.size()) + ") error '" + result.errnoText() + "'",
                        result);
            }
        }
    }

    /** Encrypts in place; no effect and no error outside the state launch-update. */
    void update(long userAddress, int length) {
        if (state != SevState.LAUNCH_UPDATE) {
            return;
        }
        try (Argument update = vm.calls().argument(new KvmSevLaunchUpdateData(userAddress, length).encode())) {
            vm.perform(KvmSevCommandId.LAUNCH_UPDATE_DATA, update.address(), "sev_launch_update_data: LAUNCH_UPDATE");
        }
    }

    /** Encrypts and measures the save area of every vCPU; only a guest with encrypted state has any. */
    void updateSaveAreas() {
        vm.perform(KvmSevCommandId.LAUNCH_UPDATE_VMSA, 0, "sev_launch_update_vmsa: LAUNCH_UPDATE_VMSA");
    }

    LaunchMeasurement measure() {
        int length = measureLength();
        try (Argument blob = vm.calls().argument(Bytes.zeros(length));
                Argument request = vm.calls().argument(new KvmSevLaunchMeasure(blob.address(), length).encode())) {
            vm.perform(KvmSevCommandId.LAUNCH_MEASURE, request.address(), "sev_launch_get_measure: LAUNCH_MEASURE");
            state = SevState.LAUNCH_SECRET;
            measurement = Optional.of(blob.content());
            return new LaunchMeasurement(
                    blob.content(), platform.apiMajor(), platform.apiMinor(), platform.build(), policy);
        }
    }

    void inject(long userAddress, LaunchSecretPacket packet) {
        try (Argument header = vm.calls().argument(packet.header());
                Argument payload = vm.calls().argument(packet.payload());
                Argument request = vm.calls()
                        .argument(new KvmSevLaunchSecret(
                                        header.address(),
                                        packet.header().length(),
                                        userAddress,
                                        packet.payload().length(),
                                        payload.address(),
                                        packet.payload().length())
                                .encode())) {
            vm.perform(KvmSevCommandId.LAUNCH_SECRET, request.address(), "SEV: failed to inject secret");
        }
    }

    void finish() {
        vm.perform(KvmSevCommandId.LAUNCH_FINISH, 0, "sev_launch_finish: LAUNCH_FINISH");
        state = SevState.RUNNING;
    }

    /** The length query ends in EIO; only a length that stays 0 is a failure. */
    private int measureLength() {
        try (Argument query = vm.calls().argument(new KvmSevLaunchMeasure(0, 0).encode())) {
            CallResult result = vm.command(KvmSevCommandId.LAUNCH_MEASURE, query.address());
            int length = KvmSevLaunchMeasure.CODEC.decode(query.content()).length();
            boolean asked = result.succeeded() || result.firmwareError() == SevStatus.INVALID_LENGTH.code();
            if (length == 0 || !asked) {
                throw failure("sev_launch_get_measure: LAUNCH_MEASURE", result.value(), result);
            }
            return length;
        }
    }

    /** The report for a nonce of 16 bytes; its length is queried first. */
    Bytes attestationReport(Bytes mnonce) {
        int length = reportLength();
        try (Argument report = vm.calls().argument(Bytes.zeros(length));
                Argument request =
                        vm.calls().argument(new KvmSevAttestationReport(mnonce, report.address(), length).encode())) {
            CallResult result = vm.command(KvmSevCommandId.GET_ATTESTATION_REPORT, request.address());
            if (!result.succeeded()) {
                throw new VmmException(
                        reportFailure("SEV: Failed to get attestation report", result) + ": " + result.errnoText(),
                        result);
            }
            return report.content();
        }
    }

    private int reportLength() {
        try (Argument query = vm.calls().argument(new KvmSevAttestationReport(Bytes.zeros(16), 0, 0).encode())) {
            CallResult result = vm.command(KvmSevCommandId.GET_ATTESTATION_REPORT, query.address());
            if (result.firmwareError() != SevStatus.INVALID_LENGTH.code()) {
                throw new VmmException(
                        reportFailure("SEV: Failed to query the attestation report length", result), result);
            }
            return KvmSevAttestationReport.CODEC.decode(query.content()).length();
        }
    }

    private static String reportFailure(String what, CallResult result) {
        return what + " ret=" + result.value() + " fw_err=" + result.firmwareError() + " ("
                + FirmwareText.of(result.firmwareError()) + ")";
    }

    private static VmmException failure(String what, long shownResult, CallResult result) {
        return new VmmException(
                what + " ret=" + shownResult + " fw_error=" + result.firmwareError() + " '"
                        + FirmwareText.of(result.firmwareError()) + "'",
                result);
    }
}
