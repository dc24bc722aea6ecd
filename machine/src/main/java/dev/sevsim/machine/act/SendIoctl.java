package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevDebug;
import dev.sevsim.abi.uapi.KvmSevGuestStatus;
import dev.sevsim.abi.uapi.KvmSevInit;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.abi.uapi.KvmSevLaunchSecret;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.abi.uapi.KvmSevReceiveStart;
import dev.sevsim.abi.uapi.KvmSevReceiveUpdateData;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.abi.uapi.KvmSevSendUpdateData;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevUserDataGetId2;
import dev.sevsim.abi.uapi.SevUserDataPdhCertExport;
import dev.sevsim.abi.uapi.SevUserDataPekCertImport;
import dev.sevsim.abi.uapi.SevUserDataPekCsr;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.io.text.NearMiss;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes an ioctl of the host's own: a sub-command of KVM_MEMORY_ENCRYPT_OP on a VM, another ioctl of a VM, or a command of /dev/sev.
 *
 * <p>Not at a firmware command, during which the driver holds its lock. Source: docs/reference/kvm-host.md sections 1.2 and 2.3.
 */
@Belongs(except = EventKind.FIRMWARE_COMMAND)
@Describe(
        "Makes an ioctl of the host's own: a sub-command KVM_SEV_... or another ioctl of a VM, or a command SEV_... of /dev/sev.")
record SendIoctl(
        @Describe("its name, such as KVM_SEV_LAUNCH_UPDATE_DATA")
        String ioctl,

        @Describe(
                "fields of its structure by the names of the uapi, as NAME:VALUE,NAME:VALUE; argument for an ioctl that takes a number")
        Optional<FieldList> fields,

        @Describe(
                "type of a new VM that it is made on, instead of the guest's: 0 for a plain one, 2 and 3 for SEV and SEV-ES")
        Optional<Long> newVm)
        implements Act {

    /**
     * Structures behind the sub-commands; the others have none.
     *
     * <p>Source: docs/reference/kvm-host.md section 2.4.
     */
    private static final Map<KvmSevCommandId, StructLayout> KVM_STRUCTURES = Map.ofEntries(
            Map.entry(KvmSevCommandId.LAUNCH_START, KvmSevLaunchStart.LAYOUT),
            Map.entry(KvmSevCommandId.LAUNCH_UPDATE_DATA, KvmSevLaunchUpdateData.LAYOUT),
            Map.entry(KvmSevCommandId.LAUNCH_SECRET, KvmSevLaunchSecret.LAYOUT),
            Map.entry(KvmSevCommandId.LAUNCH_MEASURE, KvmSevLaunchMeasure.LAYOUT),
            Map.entry(KvmSevCommandId.SEND_START, KvmSevSendStart.LAYOUT),
            Map.entry(KvmSevCommandId.SEND_UPDATE_DATA, KvmSevSendUpdateData.LAYOUT),
            Map.entry(KvmSevCommandId.RECEIVE_START, KvmSevReceiveStart.LAYOUT),
            Map.entry(KvmSevCommandId.RECEIVE_UPDATE_DATA, KvmSevReceiveUpdateData.LAYOUT),
            Map.entry(KvmSevCommandId.GUEST_STATUS, KvmSevGuestStatus.LAYOUT),
            Map.entry(KvmSevCommandId.DBG_DECRYPT, KvmSevDebug.LAYOUT),
            Map.entry(KvmSevCommandId.DBG_ENCRYPT, KvmSevDebug.LAYOUT),
            Map.entry(KvmSevCommandId.GET_ATTESTATION_REPORT, KvmSevAttestationReport.LAYOUT),
            Map.entry(KvmSevCommandId.INIT2, KvmSevInit.LAYOUT));

    /** Structures of the commands of /dev/sev. Source: docs/reference/kvm-host.md section 1.2. */
    private static final Map<SevDeviceCommand, StructLayout> DEVICE_STRUCTURES = Map.of(
            SevDeviceCommand.PLATFORM_STATUS, SevUserDataStatus.LAYOUT,
            SevDeviceCommand.PEK_CSR, SevUserDataPekCsr.LAYOUT,
            SevDeviceCommand.PDH_CERT_EXPORT, SevUserDataPdhCertExport.LAYOUT,
            SevDeviceCommand.PEK_CERT_IMPORT, SevUserDataPekCertImport.LAYOUT,
            SevDeviceCommand.GET_ID2, SevUserDataGetId2.LAYOUT);

    /**
     * Ioctls of a VM beside KVM_MEMORY_ENCRYPT_OP; empty for one whose argument is a number.
     *
     * <p>Source: docs/reference/kvm-host.md sections 2.1 and 2.8.
     */
    private static final Map<String, Optional<StructLayout>> OF_VM = Map.of(
            "KVM_CREATE_VCPU", Optional.empty(),
            "KVM_CREATE_IRQCHIP", Optional.empty(),
            "KVM_ENABLE_CAP", Optional.of(KvmEnableCap.LAYOUT),
            "KVM_SET_USER_MEMORY_REGION", Optional.of(KvmUserspaceMemoryRegion.LAYOUT),
            "KVM_MEMORY_ENCRYPT_REG_REGION", Optional.of(KvmEncRegion.LAYOUT),
            "KVM_MEMORY_ENCRYPT_UNREG_REGION", Optional.of(KvmEncRegion.LAYOUT));

    /** The field of an ioctl whose argument is a number. */
    private static final String ARGUMENT = "argument";

    /** Checks the name and the fields. */
    SendIoctl {
        Map<String, Optional<StructLayout>> known = structures();
        if (!known.containsKey(ioctl)) {
            throw new IllegalArgumentException("act send-ioctl ioctl '" + ioctl + "' is no sub-command KVM_SEV_...,"
                    + " ioctl of a VM or command SEV_... of /dev/sev" + NearMiss.question(ioctl, known.keySet()));
        }
        Set<String> names = Set.copyOf(known.get(ioctl).stream()
                .flatMap(layout -> layout.fields().stream())
                .filter(EventKind::isNumber)
                .map(EventKind::nameOf)
                .toList());
        if (OF_VM.containsKey(ioctl) && known.get(ioctl).isEmpty()) {
            names = Set.of(ARGUMENT);
        }
        for (String name : fields.orElse(FieldList.NONE).values().keySet()) {
            if (!names.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(ioctl + " has no field " + name + NearMiss.question(name, names));
            }
        }
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        Map<String, Long> values = fields.orElse(FieldList.NONE).resolve(host, page -> userAddress(host, page));
        Bytes data = structures()
                .getOrDefault(ioctl, Optional.empty())
                .map(layout -> HostFirmware.structure(layout, values))
                .orElse(Bytes.EMPTY);
        Optional<KvmSevCommandId> kvm = named(KvmSevCommandId.values(), EventNames::of);
        if (kvm.isPresent()) {
            host.calls().kvmSev(vm(host), kvm.get(), data);
        } else if (OF_VM.containsKey(ioctl)) {
            host.calls().vm(ioctl, vm(host), data, values.getOrDefault(ARGUMENT, 0L));
        } else {
            host.calls()
                    .sevDevice(named(SevDeviceCommand.values(), EventNames::of).orElseThrow(), data);
        }
    }

    @Override
    public List<String> uses() {
        return fields.orElse(FieldList.NONE).guests();
    }

    /** The structure of a sub-command; empty for one without. */
    static Optional<StructLayout> structure(KvmSevCommandId command) {
        return Optional.ofNullable(KVM_STRUCTURES.get(command));
    }

    private int vm(HostileHost host) {
        return newVm.isPresent()
                ? host.calls().createVm(newVm.get())
                : host.guest().vm().descriptor();
    }

    private <T> Optional<T> named(T[] all, Function<T, String> name) {
        return Arrays.stream(all).filter(one -> name.apply(one).equals(ioctl)).findFirst();
    }

    /** The kernel takes pages of the guest by their addresses in the VMM. */
    private static long userAddress(HostileHost host, PageName page) {
        return host.guest()
                .vm()
                .userAddress(host.address(page))
                .orElseThrow(() -> new ActFailure("the guest has no memory at " + page))
                .value();
    }

    /** The structure of each ioctl by its name; empty for one without. */
    private static Map<String, Optional<StructLayout>> structures() {
        Map<String, Optional<StructLayout>> all = new TreeMap<>();
        for (KvmSevCommandId command : KvmSevCommandId.values()) {
            all.put(EventNames.of(command), Optional.ofNullable(KVM_STRUCTURES.get(command)));
        }
        all.putAll(OF_VM);
        for (SevDeviceCommand command : SevDeviceCommand.values()) {
            all.put(EventNames.of(command), Optional.ofNullable(DEVICE_STRUCTURES.get(command)));
        }
        return all;
    }
}
