package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.process.ErrnoException;
import java.util.Optional;

/**
 * KVM_SEV_INIT and KVM_SEV_ES_INIT: give the VM an ASID and make sure that the platform is up.
 *
 * <p>Whatever goes wrong with the ASID is reported as EBUSY. Source: kvm-host.md section 2.5.
 */
final class SevInitIoctl implements SevIoctl {
    private final KvmSevCommandId id;
    private final SevKind kind;

    SevInitIoctl(KvmSevCommandId id, SevKind kind) {
        this.id = id;
        this.kind = kind;
    }

    @Override
    public KvmSevCommandId id() {
        return id;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.empty();
    }

    @Override
    public void run(SevCall call) {
        SevVm vm = call.vm();
        if (vm.hasAnyVcpu()) {
            throw new ErrnoException(Errno.EINVAL, "a vCPU exists already");
        }
        if (vm.kind().isPresent()) {
            throw new ErrnoException(Errno.EBUSY, "the VM is initialised already");
        }
        int asid = allocate(vm.platform().asids());
        try {
            vm.platform().driver().initialise(call.error());
        } catch (ErrnoException e) {
            vm.platform().asids().release(asid);
            throw e;
        }
        vm.activate(kind, asid);
    }

    private int allocate(AsidPool asids) {
        try {
            return asids.allocate(kind);
        } catch (ErrnoException e) {
            throw new ErrnoException(Errno.EBUSY, e.why());
        }
    }
}
