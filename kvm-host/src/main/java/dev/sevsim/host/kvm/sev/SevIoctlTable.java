package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.RfcSevCommandId;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.profile.KernelProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which sub-commands a kernel has, by number.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.2, 2.3 and 7.
 */
final class SevIoctlTable {
    /** A mirror shares the context of its owner, whose launch it cannot change. */
    private static final Set<Integer> FOR_MIRRORS = Set.of(
            KvmSevCommandId.LAUNCH_UPDATE_VMSA.code(),
            KvmSevCommandId.GUEST_STATUS.code(),
            KvmSevCommandId.DBG_DECRYPT.code(),
            KvmSevCommandId.DBG_ENCRYPT.code());

    private final Map<Integer, SevIoctl> ioctls = new HashMap<>();

    private SevIoctlTable() {}

    static SevIoctlTable of(KernelProfile kernel) {
        SevIoctlTable table = new SevIoctlTable();
        if (kernel == KernelProfile.RFC_V2) {
            table.addFirst();
        } else {
            table.addToday();
        }
        if (kernel == KernelProfile.NEWEST) {
            table.put(KvmSevCommandId.INIT2.code(), new SevInit2Ioctl());
        }
        return table;
    }

    /** The sub-command, after those refusals that come without a copy of the header. */
    Optional<SevIoctl> find(int id, SevVm vm, SevPlatform platform) {
        if (vm.isMirror() && !FOR_MIRRORS.contains(id)) {
            throw new ErrnoException(Errno.EINVAL, "not for a mirror");
        }
        Optional<SevIoctl> found = Optional.ofNullable(ioctls.get(id));
        if (found.filter(ioctl -> ioctl.id() == KvmSevCommandId.ES_INIT).isPresent()
                && !platform.serves(SevKind.SEV_ES)) {
            throw new ErrnoException(Errno.ENOTTY, "SEV-ES is off");
        }
        return found;
    }

    /** The sub-commands of the merged interface, by the numbers of the uapi header. */
    private void addToday() {
        List<SevIoctl> today = List.of(
                new SevInitIoctl(KvmSevCommandId.INIT, SevKind.SEV),
                new SevInitIoctl(KvmSevCommandId.ES_INIT, SevKind.SEV_ES),
                new SevLaunchStartIoctl(),
                new SevLaunchUpdateDataIoctl(),
                new SevLaunchUpdateVmsaIoctl(),
                new SevLaunchSecretIoctl(),
                new SevLaunchMeasureIoctl(),
                new SevLaunchFinishIoctl(),
                new SevSendStartIoctl(),
                new SevSendUpdateDataIoctl(),
                new SevSendFinishIoctl(),
                new SevReceiveStartIoctl(),
                new SevReceiveUpdateDataIoctl(),
                new SevReceiveFinishIoctl(),
                new SevGuestStatusIoctl(),
                SevDebugIoctl.decrypt(),
                SevDebugIoctl.encrypt(),
                new SevAttestationReportIoctl(),
                new SevSendCancelIoctl());
        today.forEach(ioctl -> put(ioctl.id().code(), ioctl));
    }

    /** Those of the second posting of 2017, which has numbers of its own and, in part, other structures. */
    private void addFirst() {
        put(RfcSevCommandId.LAUNCH_START.code(), new RfcLaunchStartIoctl());
        put(RfcSevCommandId.LAUNCH_UPDATE_DATA.code(), new RfcLaunchUpdateDataIoctl());
        put(RfcSevCommandId.LAUNCH_MEASURE.code(), new SevLaunchMeasureIoctl());
        put(RfcSevCommandId.LAUNCH_FINISH.code(), new SevLaunchFinishIoctl());
        put(RfcSevCommandId.GUEST_STATUS.code(), new SevGuestStatusIoctl());
        put(RfcSevCommandId.DBG_DECRYPT.code(), SevDebugIoctl.decrypt());
        put(RfcSevCommandId.DBG_ENCRYPT.code(), SevDebugIoctl.encrypt());
    }

    private void put(int code, SevIoctl ioctl) {
        if (ioctls.put(code, ioctl) != null) {
            throw new IllegalStateException("sub-command " + code + ": two classes, expected one");
        }
    }
}
