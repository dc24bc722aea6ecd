package dev.sevsim.host;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.GetId;
import dev.sevsim.abi.firmware.GuestStatus;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.InitEx;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.PdhCertExport;
import dev.sevsim.abi.firmware.PekCsr;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.memory.MemoryPort;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Firmware with scripted statuses: it fills in the answers of successful commands and keeps all commands.
 *
 * <p>It checks the lengths of queries alone.
 */
public final class ScriptedFirmware implements RequestHandler {
    public static final Bytes PDH = Bytes.copyOf(filled(0x824, 0x11));
    public static final Bytes CHAIN = Bytes.copyOf(filled(0x186C, 0x22));
    public static final Bytes CSR = Bytes.copyOf(filled(0x824, 0x44));
    public static final Bytes CHIP_ID = Bytes.copyOf(filled(0x40, 0x55));
    public static final Bytes MEASUREMENT = Bytes.copyOf(filled(48, 0x33));

    public static final Bytes SESSION = Bytes.copyOf(filled(0x80, 0x44));
    public static final Bytes HEADER = Bytes.copyOf(filled(0x34, 0x55));
    public static final Bytes REPORT = Bytes.copyOf(filled(0xD0, 0x77));
    public static final Bytes ERASED_STORE = Bytes.copyOf(filled(0x8000, 0xFF));
    public static final int SENT_POLICY = 0x0A0B0C0D;

    private final MemoryPort memory;
    private final List<String> log;
    private final Map<CommandId, Deque<SevStatus>> script = new EnumMap<>(CommandId.class);
    private final Set<CommandId> silent = new TreeSet<>();
    private final List<Call> calls = new ArrayList<>();
    private final ByteArrayOutputStream measured = new ByteArrayOutputStream();
    private final List<Bytes> saveAreas = new ArrayList<>();
    private final List<Bytes> storesFound = new ArrayList<>();
    private ApiVersion version = new ApiVersion(1, 55);
    private int platformState;
    private int config;
    private int nextHandle = 1;

    /** A command that arrived, with its buffer. */
    public record Call(CommandId command, Bytes buffer) {}

    public ScriptedFirmware(MemoryPort memory, List<String> log) {
        this.memory = memory;
        this.log = log;
    }

    /** The next answer to a command that was not scripted before is success. */
    public void answer(CommandId command, SevStatus... statuses) {
        script.computeIfAbsent(command, c -> new ArrayDeque<>()).addAll(List.of(statuses));
    }

    public void neverAnswer(CommandId command) {
        silent.add(command);
    }

    public void platformState(int state) {
        platformState = state;
    }

    public void version(ApiVersion running) {
        version = running;
    }

    public List<Call> calls() {
        return calls;
    }

    /** The store as each INIT_EX found it, in order. */
    public List<Bytes> storesFound() {
        return storesFound;
    }

    /** Every page that LAUNCH_UPDATE_VMSA was pointed at, in order. */
    public List<Bytes> saveAreas() {
        return saveAreas;
    }

    /** Everything that LAUNCH_UPDATE_DATA was pointed at, in order. */
    public Bytes measured() {
        return Bytes.copyOf(measured.toByteArray());
    }

    public Bytes lastBuffer(CommandId command) {
        return calls.stream()
                .filter(c -> c.command() == command)
                .reduce((a, b) -> b)
                .orElseThrow()
                .buffer();
    }

    @Override
    public Optional<Frame> handle(Frame frame) {
        MailboxCommand request = (MailboxCommand) frame;
        if ((request.commandRegister() & 0xFFFF) != 1) {
            throw new AssertionError("interrupt bit or reserved bits: " + request);
        }
        CommandId command = CommandId.fromCode(request.commandRegister() >>> 16).orElseThrow();
        if ((command.bufferSize() == 0) != (request.bufferAddress() == 0)) {
            throw new AssertionError("buffer address of " + command + ": " + request);
        }
        Bytes buffer = command.bufferSize() == 0
                ? Bytes.EMPTY
                : memory.read(new SystemPhysical(request.bufferAddress()), command.bufferSize());
        calls.add(new Call(command, buffer));
        log.add(command.name());
        if (silent.contains(command)) {
            return Optional.empty();
        }
        SevStatus status = status(command);
        if (command == CommandId.INIT_EX) {
            openStore(InitEx.CODEC.decode(buffer).nvAddress(), status);
        }
        if (status == SevStatus.SUCCESS) {
            status = perform(command, buffer, request.bufferAddress());
        }
        return Optional.of(new MailboxResponse(1 << 31 | status.code()));
    }

    /** A store that fails its check is erased. */
    private void openStore(long address, SevStatus status) {
        storesFound.add(memory.read(new SystemPhysical(address), ERASED_STORE.length()));
        if (status == SevStatus.SECURE_DATA_INVALID) {
            put(address, ERASED_STORE);
        }
    }

    private SevStatus status(CommandId command) {
        Deque<SevStatus> waiting = script.get(command);
        return waiting == null || waiting.isEmpty() ? SevStatus.SUCCESS : waiting.remove();
    }

    private SevStatus perform(CommandId command, Bytes buffer, long address) {
        switch (command) {
            case PLATFORM_STATUS ->
                put(
                        address,
                        new PlatformStatus(version.major(), version.minor(), platformState, 0, config, 24, 3).encode());
            case INIT -> {
                platformState = 1;
                config = Init.CODEC.decode(buffer).options() & 1;
            }
            case INIT_EX -> {
                platformState = 1;
                config = InitEx.CODEC.decode(buffer).options() & 1;
            }
            case SHUTDOWN, PLATFORM_RESET -> platformState = 0;
            case PEK_CSR -> {
                PekCsr in = PekCsr.CODEC.decode(buffer);
                put(address, new PekCsr(in.csrAddress(), CSR.length()).encode());
                return blob(in.csrAddress(), in.csrLength(), CSR);
            }
            case GET_ID -> {
                GetId in = GetId.CODEC.decode(buffer);
                put(address, new GetId(in.idAddress(), CHIP_ID.length()).encode());
                return blob(in.idAddress(), in.idLength(), CHIP_ID);
            }
            case PDH_CERT_EXPORT -> {
                return export(PdhCertExport.CODEC.decode(buffer), address);
            }
            default -> {
                return performForGuest(command, buffer, address);
            }
        }
        return SevStatus.SUCCESS;
    }

    private SevStatus performForGuest(CommandId command, Bytes buffer, long address) {
        switch (command) {
            case LAUNCH_START -> put(address, Bytes.concat(Bytes.u32Le(nextHandle++), buffer.from(4)));
            case RECEIVE_START -> put(address, Bytes.concat(Bytes.u32Le(nextHandle++), buffer.from(4)));
            case LAUNCH_UPDATE_VMSA -> {
                LaunchUpdate in = LaunchUpdate.CODEC.decode(buffer);
                saveAreas.add(memory.read(new SystemPhysical(in.address()), in.length()));
            }
            case DBG_DECRYPT, DBG_ENCRYPT -> {
                DebugTransfer in = DebugTransfer.CODEC.decode(buffer);
                Bytes moved = memory.read(new SystemPhysical(in.sourceAddress()), in.length());
                put(in.destinationAddress(), moved);
            }
            case SEND_START -> {
                return sendStart(SendStart.CODEC.decode(buffer), buffer, address);
            }
            case SEND_UPDATE_DATA -> {
                return sendUpdate(SendUpdate.CODEC.decode(buffer), buffer, address);
            }
            case ATTESTATION -> {
                return attest(Attestation.CODEC.decode(buffer), buffer, address);
            }
            case GUEST_STATUS ->
                put(address, new GuestStatus(GuestStatus.CODEC.decode(buffer).handle(), 0x0102, 7, 3).encode());
            case LAUNCH_UPDATE_DATA -> {
                LaunchUpdate in = LaunchUpdate.CODEC.decode(buffer);
                measured.writeBytes(memory.read(new SystemPhysical(in.address()), in.length())
                        .toArray());
            }
            case LAUNCH_MEASURE -> {
                return measure(LaunchMeasure.CODEC.decode(buffer), address);
            }
            default -> {}
        }
        return SevStatus.SUCCESS;
    }

    private SevStatus measure(LaunchMeasure in, long address) {
        if (in.measureLength() < MEASUREMENT.length()) {
            put(address, new LaunchMeasure(in.handle(), in.measureAddress(), MEASUREMENT.length()).encode());
            return SevStatus.INVALID_LENGTH;
        }
        put(in.measureAddress(), MEASUREMENT);
        return SevStatus.SUCCESS;
    }

    private SevStatus sendStart(SendStart in, Bytes buffer, long address) {
        boolean fits = in.sessionLength() == SESSION.length();
        Bytes answer = Bytes.concat(buffer.slice(0, 4), Bytes.u32Le(SENT_POLICY), buffer.slice(8, 0x40));
        put(address, Bytes.concat(fits ? answer : buffer.slice(0, 0x40), Bytes.u32Le(SESSION.length())));
        if (!fits) {
            return SevStatus.INVALID_LENGTH;
        }
        put(in.sessionAddress(), SESSION);
        return SevStatus.SUCCESS;
    }

    private SevStatus sendUpdate(SendUpdate in, Bytes buffer, long address) {
        if (in.headerLength() < HEADER.length()) {
            put(address, Bytes.concat(buffer.slice(0, 0x10), Bytes.u32Le(HEADER.length()), buffer.from(0x14)));
            return SevStatus.INVALID_LENGTH;
        }
        put(in.headerAddress(), HEADER);
        put(in.transportAddress(), Bytes.copyOf(filled(in.guestLength(), 0x66)));
        return SevStatus.SUCCESS;
    }

    private SevStatus attest(Attestation in, Bytes buffer, long address) {
        put(address, Bytes.concat(buffer.slice(0, 0x20), Bytes.u32Le(REPORT.length())));
        if (in.length() < REPORT.length()) {
            return SevStatus.INVALID_LENGTH;
        }
        put(in.address(), REPORT);
        return SevStatus.SUCCESS;
    }

    private SevStatus blob(long address, int length, Bytes content) {
        if (length < content.length()) {
            return SevStatus.INVALID_LENGTH;
        }
        put(address, content);
        return SevStatus.SUCCESS;
    }

    private SevStatus export(PdhCertExport in, long address) {
        boolean fits = in.pdhCertLength() >= PDH.length() && in.certsLength() >= CHAIN.length();
        put(address, new PdhCertExport(in.pdhCertAddress(), PDH.length(), in.certsAddress(), CHAIN.length()).encode());
        if (!fits) {
            return SevStatus.INVALID_LENGTH;
        }
        put(in.pdhCertAddress(), PDH);
        put(in.certsAddress(), CHAIN);
        return SevStatus.SUCCESS;
    }

    private void put(long address, Bytes content) {
        memory.write(new SystemPhysical(address), content);
    }

    private static byte[] filled(int length, int value) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) value);
        return content;
    }
}
