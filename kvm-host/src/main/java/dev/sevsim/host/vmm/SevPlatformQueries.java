package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.abi.uapi.SevUserDataGetId2;
import dev.sevsim.abi.uapi.SevUserDataPdhCertExport;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.host.vmm.SystemCalls.Argument;

/**
 * Queries of /dev/sev by the VMM.
 *
 * <p>Source: docs/reference/kvm-host.md sections 5.2 and 5.7.
 */
record SevPlatformQueries(SystemCalls calls, int sevFd) {
    private static final int FAILED = -1;

    SevUserDataStatus status() {
        try (Argument status = calls.argument(Bytes.zeros(SevUserDataStatus.SIZE))) {
            CallResult result = issue(SevDeviceCommand.PLATFORM_STATUS, status.address());
            if (!result.succeeded()) {
                throw new VmmException(
                        "sev_common_kvm_init: failed to get platform status ret=" + FAILED + " fw_error='"
                                + result.firmwareError() + ": " + FirmwareText.of(result.firmwareError()) + "'",
                        result);
            }
            return SevUserDataStatus.CODEC.decode(status.content());
        }
    }

    /** PDH and chain: lengths first, then contents. The host does not have AMD's certificates. */
    PlatformCertificates certificates() {
        SevUserDataPdhCertExport lengths = lengths();
        try (Argument pdh = calls.argument(Bytes.zeros(lengths.pdhCertLength()));
                Argument chain = calls.argument(Bytes.zeros(lengths.certChainLength()));
                Argument export = calls.argument(new SevUserDataPdhCertExport(
                                pdh.address(), lengths.pdhCertLength(), chain.address(), lengths.certChainLength())
                        .encode())) {
            CallResult result = issue(SevDeviceCommand.PDH_CERT_EXPORT, export.address());
            if (!result.succeeded()) {
                throw exportFailure(result);
            }
            SevUserDataPdhCertExport written = SevUserDataPdhCertExport.CODEC.decode(export.content());
            return new PlatformCertificates(
                    pdh.content().slice(0, written.pdhCertLength()),
                    chain.content().slice(0, written.certChainLength()),
                    Bytes.EMPTY);
        }
    }

    /** The identity of the first socket's chip: its length first, then the identity. */
    Bytes chipId() {
        int length = chipIdLength();
        try (Argument id = calls.argument(Bytes.zeros(length));
                Argument request = calls.argument(new SevUserDataGetId2(id.address(), length).encode())) {
            CallResult result = issue(SevDeviceCommand.GET_ID2, request.address());
            if (!result.succeeded()) {
                throw failure("SEV: Failed to get ID", result);
            }
            return id.content();
        }
    }

    private int chipIdLength() {
        try (Argument query = calls.argument(new SevUserDataGetId2(0, 0).encode())) {
            CallResult result = issue(SevDeviceCommand.GET_ID2, query.address());
            if (result.firmwareError() != SevStatus.INVALID_LENGTH.code()) {
                throw failure("SEV: Failed to get ID", result);
            }
            return SevUserDataGetId2.CODEC.decode(query.content()).length();
        }
    }

    private SevUserDataPdhCertExport lengths() {
        try (Argument query = calls.argument(new SevUserDataPdhCertExport(0, 0, 0, 0).encode())) {
            CallResult result = issue(SevDeviceCommand.PDH_CERT_EXPORT, query.address());
            if (result.firmwareError() != SevStatus.INVALID_LENGTH.code()) {
                throw exportFailure(result);
            }
            return SevUserDataPdhCertExport.CODEC.decode(query.content());
        }
    }

    private CallResult issue(SevDeviceCommand command, long data) {
        try (Argument header = calls.argument(new SevIssueCmd(command.code(), data, 0).encode())) {
            long value = calls.ioctl(sevFd, Ioctl.SEV_ISSUE_CMD, header.address());
            return new CallResult(
                    value, SevIssueCmd.CODEC.decode(header.content()).error());
        }
    }

    private static VmmException exportFailure(CallResult result) {
        return failure("SEV: Failed to export PDH cert", result);
    }

    private static VmmException failure(String what, CallResult result) {
        return new VmmException(
                what + " ret=" + (result.succeeded() ? 0 : FAILED) + " fw_err=" + result.firmwareError() + " ("
                        + FirmwareText.of(result.firmwareError()) + ")",
                result);
    }
}
