package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.KernelMemory;
import dev.sevsim.host.process.StructFields;
import dev.sevsim.host.process.UserBlob;
import java.util.Optional;

/**
 * KVM_SEV_LAUNCH_MEASURE: length 0 asks for the length, which comes back together with EIO.
 *
 * <p>Source: kvm-host.md section 2.7.
 */
final class SevLaunchMeasureIoctl implements SevIoctl {
    @Override
    public KvmSevCommandId id() {
        return KvmSevCommandId.LAUNCH_MEASURE;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.of(KvmSevLaunchMeasure.LAYOUT);
    }

    @Override
    public void run(SevCall call) {
        call.vm().requireActive();
        Bytes raw = call.copyIn(KvmSevLaunchMeasure.SIZE);
        KvmSevLaunchMeasure user = KvmSevLaunchMeasure.decode(raw);
        if (user.length() == 0) {
            FirmwareReply reply = measure(call, 0, 0);
            writeBack(call, raw, reply);
            reply.requireSuccess();
        } else if (user.address() == 0) {
            writeBack(call, raw, measure(call, 0, 0).requireSuccess());
        } else {
            fetch(call, raw, user);
        }
    }

    private static void fetch(SevCall call, Bytes raw, KvmSevLaunchMeasure user) {
        if (Integer.compareUnsigned(user.length(), UserBlob.MAX_SIZE) > 0) {
            throw new ErrnoException(Errno.EINVAL, Integer.toUnsignedString(user.length()) + " bytes offered");
        }
        try (KernelMemory.Buffer blob = call.kernel().allocate(user.length())) {
            FirmwareReply reply =
                    measure(call, blob.address().value(), user.length()).requireSuccess();
            call.process().copyOut(user.address(), blob.read(user.length()));
            writeBack(call, raw, reply);
        }
    }

    private static FirmwareReply measure(SevCall call, long address, int length) {
        LaunchMeasure request = new LaunchMeasure(call.vm().handle(), address, length);
        return call.issue(CommandId.LAUNCH_MEASURE, request.encode());
    }

    private static void writeBack(SevCall call, Bytes raw, FirmwareReply reply) {
        int length = LaunchMeasure.decode(reply.buffer()).measureLength();
        call.copyOut(StructFields.withU32(KvmSevLaunchMeasure.LAYOUT, raw, "len", length));
    }
}
