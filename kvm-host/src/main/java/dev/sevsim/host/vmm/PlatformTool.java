package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.abi.uapi.SevUserDataGetId2;
import dev.sevsim.abi.uapi.SevUserDataPekCertImport;
import dev.sevsim.abi.uapi.SevUserDataPekCsr;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.vmm.SystemCalls.Argument;

/**
 * A program with which a platform's administrator works on /dev/sev; what the device refuses is a {@link VmmException}.
 *
 * <p>Source: docs/reference/kvm-host.md sections 1.2 and 1.3; docs/reference/guest-owner-tools.md section 3 for what
 * such tools do.
 */
public final class PlatformTool implements AutoCloseable {
    private final SystemCalls calls;
    private final int device;
    private final SevPlatformQueries queries;

    /**
     * Opens /dev/sev for reading and writing.
     *
     * @param host the link to the host that answers for {@code process}
     * @param process the process that this program runs in
     */
    public PlatformTool(Endpoint host, HostProcess process) {
        calls = new SystemCalls(host, process);
        long opened = calls.open(DevicePath.DEV_SEV);
        if (opened < 0) {
            CallResult result = new CallResult(opened, 0);
            throw new VmmException("open " + DevicePath.DEV_SEV.path() + ": " + result.errnoText(), result);
        }
        device = (int) opened;
        queries = new SevPlatformQueries(calls, device);
    }

    /** SEV_PLATFORM_STATUS. */
    public SevUserDataStatus status() {
        try (Argument status = calls.argument(Bytes.zeros(SevUserDataStatus.SIZE))) {
            issue(SevDeviceCommand.PLATFORM_STATUS, status.address());
            return SevUserDataStatus.decode(status.content());
        }
    }

    /** SEV_PDH_CERT_EXPORT: the CEK has no signature yet. */
    public PlatformCertificates certificates() {
        return queries.certificates();
    }

    /** SEV_FACTORY_RESET: takes the platform down. */
    public void reset() {
        issue(SevDeviceCommand.FACTORY_RESET, 0);
    }

    /** SEV_PEK_GEN. */
    public void generatePek() {
        issue(SevDeviceCommand.PEK_GEN, 0);
    }

    /** SEV_PDH_GEN. */
    public void generatePdh() {
        issue(SevDeviceCommand.PDH_GEN, 0);
    }

    /** SEV_PEK_CSR: the length first, then the request. */
    public Bytes certificateRequest() {
        int length;
        try (Argument query = calls.argument(new SevUserDataPekCsr(0, 0).encode())) {
            ask(SevDeviceCommand.PEK_CSR, query.address());
            length = SevUserDataPekCsr.decode(query.content()).length();
        }
        try (Argument csr = calls.argument(Bytes.zeros(length));
                Argument request = calls.argument(new SevUserDataPekCsr(csr.address(), length).encode())) {
            issue(SevDeviceCommand.PEK_CSR, request.address());
            return csr.content()
                    .slice(0, SevUserDataPekCsr.decode(request.content()).length());
        }
    }

    /** SEV_PEK_CERT_IMPORT. */
    public void importCertificates(Bytes pek, Bytes oca) {
        try (Argument pekArgument = calls.argument(pek);
                Argument ocaArgument = calls.argument(oca);
                Argument request = calls.argument(new SevUserDataPekCertImport(
                                pekArgument.address(), pek.length(), ocaArgument.address(), oca.length())
                        .encode())) {
            issue(SevDeviceCommand.PEK_CERT_IMPORT, request.address());
        }
    }

    /** SEV_GET_ID2: the length first, then the id. */
    public Bytes chipId() {
        int length;
        try (Argument query = calls.argument(new SevUserDataGetId2(0, 0).encode())) {
            ask(SevDeviceCommand.GET_ID2, query.address());
            length = SevUserDataGetId2.decode(query.content()).length();
        }
        try (Argument id = calls.argument(Bytes.zeros(length));
                Argument request = calls.argument(new SevUserDataGetId2(id.address(), length).encode())) {
            issue(SevDeviceCommand.GET_ID2, request.address());
            return id.content()
                    .slice(0, SevUserDataGetId2.decode(request.content()).length());
        }
    }

    @Override
    public void close() {
        calls.close(device);
    }

    private void issue(SevDeviceCommand command, long data) {
        CallResult result = call(command, data);
        if (!result.succeeded()) {
            throw failure(command, result);
        }
    }

    /** A question for a length, which succeeds by failing. */
    private void ask(SevDeviceCommand command, long data) {
        CallResult result = call(command, data);
        if (!result.calledFirmware() || result.firmwareError() != SevStatus.INVALID_LENGTH.code()) {
            throw failure(command, result);
        }
    }

    private CallResult call(SevDeviceCommand command, long data) {
        try (Argument header = calls.argument(new SevIssueCmd(command.code(), data, 0).encode())) {
            long value = calls.ioctl(device, Ioctl.SEV_ISSUE_CMD, header.address());
            return new CallResult(value, SevIssueCmd.decode(header.content()).error());
        }
    }

    private static VmmException failure(SevDeviceCommand command, CallResult result) {
        String firmware = result.calledFirmware() ? " (" + FirmwareText.of(result.firmwareError()) + ")" : "";
        return new VmmException("SEV_" + command + ": " + result.errnoText() + firmware, result);
    }
}
