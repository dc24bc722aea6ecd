package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.ccp.FirmwareReply;

/**
 * KVM_SEV_GET_ATTESTATION_REPORT: as LAUNCH_MEASURE, with a nonce of the caller that the report contains.
 *
 * <p>A query of the length passes zeros as the nonce. Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevAttestationReportIoctl extends SevStructureIoctl<KvmSevAttestationReport> {
    private static final Bytes NO_NONCE = Bytes.zeros(16);

    SevAttestationReportIoctl() {
        super(KvmSevCommandId.GET_ATTESTATION_REPORT, KvmSevAttestationReport.CODEC);
    }

    @Override
    void run(SevCall call, KvmSevAttestationReport user) {
        new BlobAnswer(call, new Firmware(call, user.mnonce())).run(user.address(), user.length());
    }

    private record Firmware(SevCall call, Bytes nonce) implements BlobAnswer.Firmware {
        @Override
        public FirmwareReply ask(long physicalAddress, int length) {
            Attestation request = new Attestation(
                    call.vm().handle(), physicalAddress, physicalAddress == 0 ? NO_NONCE : nonce, length);
            return call.issue(CommandId.ATTESTATION, request.encode());
        }

        @Override
        public int length(Bytes buffer) {
            return Attestation.CODEC.decode(buffer).length();
        }
    }
}
