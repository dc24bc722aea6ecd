package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.host.ccp.FirmwareReply;

/**
 * KVM_SEV_LAUNCH_MEASURE: length 0 asks for the length, which comes back together with EIO.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevLaunchMeasureIoctl extends SevIoctl {
    SevLaunchMeasureIoctl() {
        super(KvmSevCommandId.LAUNCH_MEASURE, KvmSevLaunchMeasure.LAYOUT);
    }

    @Override
    void run(SevCall call) {
        call.vm().requireActive();
        Bytes raw = call.copyIn(KvmSevLaunchMeasure.SIZE);
        KvmSevLaunchMeasure user = KvmSevLaunchMeasure.decode(raw);
        new BlobAnswer(call, KvmSevLaunchMeasure.LAYOUT, raw, new Firmware(call)).run(user.address(), user.length());
    }

    private record Firmware(SevCall call) implements BlobAnswer.Firmware {
        @Override
        public FirmwareReply ask(long physicalAddress, int length) {
            LaunchMeasure request = new LaunchMeasure(call.vm().handle(), physicalAddress, length);
            return call.issue(CommandId.LAUNCH_MEASURE, request.encode());
        }

        @Override
        public int length(Bytes buffer) {
            return LaunchMeasure.decode(buffer).measureLength();
        }
    }
}
