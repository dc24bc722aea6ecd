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
import dev.sevsim.host.process.UserProcess;
import dev.sevsim.host.vmm.SystemCalls.Argument;
import java.util.function.ToIntFunction;

/**
 * The program of a platform's administrator for /dev/sev; an error of the device is a {@link VmmException}.
 *
 * <p>Source: docs/reference/kvm-host.md sections 1.2 and 1.3; docs/reference/guest-owner-tools.md section 3 for such tools.
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
    public PlatformTool(Endpoint host, UserProcess process) {
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
            return SevUserDataStatus.CODEC.decode(status.content());
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

    /** SEV_PEK_CSR: the certificate signing request of the PEK. */
    public Bytes certificateRequest() {
        return blob(
                SevDeviceCommand.PEK_CSR,
                (address, length) -> new SevUserDataPekCsr(address, length).encode(),
                structure -> SevUserDataPekCsr.CODEC.decode(structure).length());
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

    /** SEV_GET_ID2: the identities of the chips. */
    public Bytes chipId() {
        return blob(
                SevDeviceCommand.GET_ID2,
                (address, length) -> new SevUserDataGetId2(address, length).encode(),
                structure -> SevUserDataGetId2.CODEC.decode(structure).length());
    }

    @Override
    public void close() {
        calls.close(device);
    }

    /** A structure of the address and the length of a buffer. */
    private interface BufferStructure {
        Bytes encode(long address, int length);
    }

    /** Asks for the length of an answer, then for the answer. */
    private Bytes blob(SevDeviceCommand command, BufferStructure structure, ToIntFunction<Bytes> lengthIn) {
        int length;
        try (Argument query = calls.argument(structure.encode(0, 0))) {
            ask(command, query.address());
            length = lengthIn.applyAsInt(query.content());
        }
        try (Argument answer = calls.argument(Bytes.zeros(length));
                Argument request = calls.argument(structure.encode(answer.address(), length))) {
            issue(command, request.address());
            return answer.content().slice(0, lengthIn.applyAsInt(request.content()));
        }
    }

    private void issue(SevDeviceCommand command, long data) {
        CallResult result = call(command, data);
        if (!result.succeeded()) {
            throw failure(command, result);
        }
    }

    /** Asks for a length: the answer comes with INVALID_LENGTH. */
    private void ask(SevDeviceCommand command, long data) {
        CallResult result = call(command, data);
        if (!result.calledFirmware() || result.firmwareError() != SevStatus.INVALID_LENGTH.code()) {
            throw failure(command, result);
        }
    }

    private CallResult call(SevDeviceCommand command, long data) {
        try (Argument header = calls.argument(new SevIssueCmd(command.code(), data, 0).encode())) {
            long value = calls.ioctl(device, Ioctl.SEV_ISSUE_CMD, header.address());
            return new CallResult(
                    value, SevIssueCmd.CODEC.decode(header.content()).error());
        }
    }

    private static VmmException failure(SevDeviceCommand command, CallResult result) {
        String firmware = result.calledFirmware() ? " (" + FirmwareText.of(result.firmwareError()) + ")" : "";
        return new VmmException("SEV_" + command + ": " + result.errnoText() + firmware, result);
    }
}
