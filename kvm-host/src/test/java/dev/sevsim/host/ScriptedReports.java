package dev.sevsim.host;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.abi.uapi.SevUserDataGetId2;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.host.kernel.AddressSpace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A host with scripted results of GET_ID2 and GET_ATTESTATION_REPORT. */
public final class ScriptedReports implements RequestHandler {
    public static final Bytes ID = Bytes.fromHex("ab".repeat(64));
    public static final Bytes REPORT = Bytes.fromHex("cd".repeat(208));

    private final RequestHandler host;
    private final AddressSpace memory;
    private final Deque<SevStatus> failures = new ArrayDeque<>();
    private Bytes lastMnonce = Bytes.EMPTY;

    public ScriptedReports(HostFixture fixture) {
        this.host = fixture.host.systemCalls();
        this.memory = fixture.process().memory();
    }

    /** The next calls of either answer these; success means the normal answer. */
    public void answer(SevStatus... statuses) {
        failures.addAll(java.util.List.of(statuses));
    }

    public Bytes lastMnonce() {
        return lastMnonce;
    }

    @Override
    public Optional<Frame> handle(Frame frame) {
        DeviceCall call = (DeviceCall) frame;
        if (call.operation() == DeviceOperation.IOCTL && call.argument() != 0) {
            if (call.request() == Ioctl.SEV_ISSUE_CMD) {
                SevIssueCmd header = SevIssueCmd.CODEC.decode(read(call.argument(), SevIssueCmd.SIZE));
                if (header.command() == SevDeviceCommand.GET_ID2.code()) {
                    SevStatus status = id(header.data());
                    write(call.argument(), new SevIssueCmd(header.command(), header.data(), status.code()).encode());
                    return result(status);
                }
            } else if (call.request() == Ioctl.KVM_MEMORY_ENCRYPT_OP) {
                KvmSevCmd header = KvmSevCmd.CODEC.decode(read(call.argument(), KvmSevCmd.SIZE));
                if (header.id() == KvmSevCommandId.GET_ATTESTATION_REPORT.code()) {
                    SevStatus status = report(header.data());
                    write(
                            call.argument(),
                            new KvmSevCmd(header.id(), header.data(), status.code(), header.sevFd()).encode());
                    return result(status);
                }
            }
        }
        return host.handle(frame);
    }

    private SevStatus id(long data) {
        SevStatus scripted = next();
        SevUserDataGetId2 request = SevUserDataGetId2.CODEC.decode(read(data, SevUserDataGetId2.SIZE));
        if (scripted != SevStatus.SUCCESS) {
            return scripted;
        }
        write(data, new SevUserDataGetId2(request.address(), ID.length()).encode());
        if (request.length() < ID.length()) {
            return SevStatus.INVALID_LENGTH;
        }
        write(request.address(), ID);
        return SevStatus.SUCCESS;
    }

    private SevStatus report(long data) {
        SevStatus scripted = next();
        KvmSevAttestationReport request =
                KvmSevAttestationReport.CODEC.decode(read(data, KvmSevAttestationReport.SIZE));
        if (scripted != SevStatus.SUCCESS) {
            return scripted;
        }
        write(data, new KvmSevAttestationReport(request.mnonce(), request.address(), REPORT.length()).encode());
        if (request.length() < REPORT.length()) {
            return SevStatus.INVALID_LENGTH;
        }
        lastMnonce = request.mnonce();
        write(request.address(), REPORT);
        return SevStatus.SUCCESS;
    }

    private SevStatus next() {
        SevStatus scripted = failures.poll();
        return scripted == null ? SevStatus.SUCCESS : scripted;
    }

    private Bytes read(long at, int length) {
        return memory.read(new HostVirtual(at), length);
    }

    private void write(long at, Bytes content) {
        memory.write(new HostVirtual(at), content);
    }

    private static Optional<Frame> result(SevStatus status) {
        return Optional.of(new DeviceResult(status == SevStatus.SUCCESS ? 0 : -Errno.EIO.code()));
    }
}
