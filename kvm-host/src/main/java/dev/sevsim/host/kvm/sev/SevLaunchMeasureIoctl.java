package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.host.ccp.FirmwareReply;

/**
 * KVM_SEV_LAUNCH_MEASURE: length 0 queries the length, which is written back together with EIO.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevLaunchMeasureIoctl extends SevStructureIoctl<KvmSevLaunchMeasure> {
    SevLaunchMeasureIoctl() {
        super(KvmSevCommandId.LAUNCH_MEASURE, KvmSevLaunchMeasure.CODEC);
    }

    @Override
    void run(SevCall call, KvmSevLaunchMeasure user) {
        new BlobAnswer(call, new Firmware(call)).run(user.address(), user.length());
    }

    private record Firmware(SevCall call) implements BlobAnswer.Firmware {
        @Override
        public FirmwareReply ask(long physicalAddress, int length) {
            LaunchMeasure request = new LaunchMeasure(call.vm().handle(), physicalAddress, length);
            return call.issue(CommandId.LAUNCH_MEASURE, request.encode());
        }

        @Override
        public int length(Bytes buffer) {
            return LaunchMeasure.CODEC.decode(buffer).measureLength();
        }
    }
}
