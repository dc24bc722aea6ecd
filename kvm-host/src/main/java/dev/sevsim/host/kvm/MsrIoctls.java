package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmMsrEntry;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kvm.sev.RegisterSet;
import dev.sevsim.host.kvm.sev.SaveArea;
import dev.sevsim.host.kvm.sev.SaveArea.Protection;
import java.util.Optional;

/**
 * KVM_GET_MSRS and KVM_SET_MSRS: go through a list of registers, stop at the first that fails, and return how many
 * succeeded.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.13; Linux {@code Documentation/virt/kvm/api.rst} sections 4.18 and
 * 4.19.
 */
final class MsrIoctls {
    private static final int HEADER_SIZE = 8;
    private static final int LIMIT = 256;

    private final SaveArea area;
    private final boolean newestKernel;
    private final GenericMsrs others = new GenericMsrs();

    MsrIoctls(SaveArea area, boolean newestKernel) {
        this.area = area;
        this.newestKernel = newestKernel;
    }

    long run(HostProcess caller, int request, long argument) {
        int count = caller.copyIn(argument, HEADER_SIZE).asLittleEndian().getInt(0);
        if (Integer.compareUnsigned(count, LIMIT) >= 0) {
            throw new ErrnoException(Errno.E2BIG, Integer.toUnsignedString(count) + " registers");
        }
        Bytes list = caller.copyIn(argument + HEADER_SIZE, count * KvmMsrEntry.SIZE);
        return request == Ioctl.KVM_SET_MSRS ? set(list, count) : get(caller, argument + HEADER_SIZE, list, count);
    }

    private long set(Bytes list, int count) {
        for (int i = 0; i < count; i++) {
            KvmMsrEntry entry = entry(list, i);
            if (isUnreachable(entry.index())) {
                if (area.protection() == Protection.REFUSED) {
                    return i;
                }
                continue;
            }
            Optional<RegisterSet> changed = area.registers().withMsr(entry.index(), entry.data());
            if (changed.isEmpty()) {
                if (others.set(entry.index(), entry.data())) {
                    continue;
                }
                return i;
            }
            area.change(set -> changed.get());
        }
        return count;
    }

    private long get(HostProcess caller, long address, Bytes list, int count) {
        Bytes answer = Bytes.EMPTY;
        int done = 0;
        while (done < count) {
            int index = entry(list, done).index();
            Optional<Long> value = read(index);
            if (value.isEmpty()) {
                break;
            }
            answer = Bytes.concat(answer, new KvmMsrEntry(index, value.get()).encode());
            done++;
        }
        caller.copyOut(address, Bytes.concat(answer, list.from(answer.length())));
        return done;
    }

    private Optional<Long> read(int index) {
        if (isUnreachable(index)) {
            return area.protection() == Protection.REFUSED ? Optional.empty() : Optional.of(0L);
        }
        Optional<Long> modelled = area.registers().msr(index);
        return modelled.isPresent() ? modelled : others.get(index);
    }

    /** Newer kernels do not reach registers that an encrypted save area holds. */
    private boolean isUnreachable(int index) {
        return newestKernel && area.isProtected() && RegisterSet.isPassedThrough(index);
    }

    private static KvmMsrEntry entry(Bytes list, int index) {
        return KvmMsrEntry.CODEC.decode(list.slice(index * KvmMsrEntry.SIZE, (index + 1) * KvmMsrEntry.SIZE));
    }
}
