package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A machine, and for each command a request that only a state can be wrong with. */
final class StateTableMachine implements AutoCloseable {
    /** ES and nothing else: may be debugged and sent, and has save areas. */
    private static final long POLICY = 4;

    private static final long SAVE_AREA = Layout.DATA + 0x4000;
    private static final long PAGE = Layout.DATA + 0x5000;
    private static final int ASID = 3;
    private static final int SEALED_SLOT = 1;
    private static final int SAVE_AREA_SLOT = 2;

    private final FirmwareMachine machine;
    private final Channel channel = Channel.unowned();
    private int handle = 9;
    private boolean bound;
    private Bytes measure = Bytes.EMPTY;

    StateTableMachine() {
        this(event -> {});
    }

    StateTableMachine(Consumer<TraceEvent> observer) {
        machine = new FirmwareMachine(observer);
        Genuine.prepare(machine);
    }

    FirmwareMachine inner() {
        return machine;
    }

    StateTableMachine initialised() {
        must(CommandId.INIT);
        for (int core = 0; core < Asids.CORES; core++) {
            machine.writeBackInvalidate(core);
        }
        must(CommandId.DF_FLUSH);
        return this;
    }

    /** One guest, but not the one that requests name. */
    StateTableMachine working() {
        must(CommandId.LAUNCH_START);
        return this;
    }

    StateTableMachine withGuest(GuestState state) {
        start(CommandId.LAUNCH_START, ASID);
        must(CommandId.LAUNCH_UPDATE_VMSA);
        if (state != GuestState.LUPDATE) {
            must(CommandId.LAUNCH_MEASURE);
            measure = read(Layout.OUTPUT, 0x20);
        }
        if (state.compareTo(GuestState.LSECRET) > 0) {
            must(CommandId.LAUNCH_FINISH);
        }
        if (state.compareTo(GuestState.RUNNING) > 0) {
            must(CommandId.SEND_START);
            must(CommandId.SEND_UPDATE_DATA);
            must(CommandId.SEND_UPDATE_VMSA);
        }
        if (state == GuestState.SENT) {
            must(CommandId.SEND_FINISH);
        }
        if (state == GuestState.RUPDATE) {
            start(CommandId.RECEIVE_START, ASID + 1);
        }
        must(CommandId.SWAP_OUT);
        return this;
    }

    private void start(CommandId id, int asid) {
        Map<String, Long> request = request(id);
        if (id == CommandId.RECEIVE_START) {
            request.put("POLICY", POLICY);
            request.put("CERT", Layout.PDH);
            request.put("SESSION", Layout.SENT_SESSIONS);
        }
        must(id, request);
        handle = word(Layout.BUFFER);
        Map<String, Long> activate = request(CommandId.ACTIVATE);
        activate.put("ASID", (long) asid);
        must(CommandId.ACTIVATE, activate);
        bound = true;
    }

    void choose(int other) {
        handle = other;
    }

    /** Sends the command's request; a bound guest is unbound first where the command is for others. */
    SevStatus run(CommandId id) {
        boolean forUnbound = id == CommandId.ACTIVATE || id == CommandId.ACTIVATE_EX || id == CommandId.DECOMMISSION;
        if (bound && forUnbound) {
            must(CommandId.DEACTIVATE, request(CommandId.DEACTIVATE));
        }
        if (id == CommandId.LAUNCH_SECRET) {
            put(0, channel.seal(Channel.SECRET, 0, Bytes.zeros(16), Bytes.zeros(32), measure));
        }
        return send(id, request(id));
    }

    GuestState guestState() {
        must(CommandId.GUEST_STATUS);
        return GuestState.fromCode(read(Layout.BUFFER + 0xC, 1).u8(0)).orElseThrow();
    }

    int platformState() {
        must(CommandId.PLATFORM_STATUS);
        return read(Layout.BUFFER + 2, 1).u8(0);
    }

    private void must(CommandId id) {
        must(id, request(id));
    }

    private void must(CommandId id, Map<String, Long> request) {
        SevStatus status = send(id, request);
        if (status != SevStatus.SUCCESS) {
            throw new IllegalStateException(id + " " + request + ": " + status);
        }
    }

    private SevStatus send(CommandId id, Map<String, Long> request) {
        Shape shape = Shape.of(id);
        List<Long> values = shape.places().stream()
                .map(place -> request.getOrDefault(place.name(), 0L))
                .toList();
        machine.write(Layout.BUFFER, shape.encode(values));
        int response = machine.ring(id.code() << 16, shape.size() == 0 ? 0 : Layout.BUFFER);
        return SevStatus.fromCode(response & 0xFFFF).orElseThrow();
    }

    private Map<String, Long> request(CommandId id) {
        Map<String, Long> all = new HashMap<>();
        all.put("HANDLE", (long) handle);
        switch (id) {
            case INIT -> put(all, "OPTIONS", 1, "TMR", Layout.TRUSTED, "TMR_LEN", 0x100000);
            case INIT_EX -> put(all, "EX_LEN", 0x24, "OPTIONS", 1, "TMR", Layout.TRUSTED, "TMR_LEN", 0x100000);
            case PEK_CSR -> put(all, "CSR", Layout.OUTPUT, "CSR_LEN", 0x824);
            case PEK_CERT_IMPORT -> put(all, "PEK", Layout.PDH, "OCA", Layout.PDH);
            case PDH_CERT_EXPORT ->
                put(all, "PDH", 0xC000, "PDH_LEN", 0x824, "CERTS", Layout.OUTPUT, "CERTS_LEN", 0x186C);
            case DOWNLOAD_FIRMWARE -> put(all, "FW", Layout.DATA + 1, "FW_LEN", 0x1000);
            case GET_ID -> put(all, "ID", Layout.OUTPUT, "ID_LEN", 0x40);
            case RING_BUFFER -> put(all, "LOW_CMD", PAGE, "LOW_STATUS", PAGE + 0x1000, "LOW_SIZE", 1);
            case ACTIVATE -> put(all, "ASID", ASID + 2);
            case ACTIVATE_EX -> put(all, "EX_LEN", 0x18, "ASID", ASID + 2, "NUM_IDS", 2, "IDS", Layout.IDS);
            case COPY -> put(all, "LENGTH", 0x1000, "SRC", PAGE, "DST", PAGE + 0x1000);
            case LAUNCH_START -> put(all, "HANDLE", 0, "POLICY", POLICY);
            case RECEIVE_START ->
                put(
                        all,
                        "HANDLE",
                        0,
                        "POLICY",
                        Sessions.ALL.get(0).policy(),
                        "CERT",
                        Layout.SESSIONS,
                        "CERT_LEN",
                        0x824,
                        "SESSION",
                        Layout.SESSIONS + Layout.SESSION_IN_SLOT,
                        "SESSION_LEN",
                        0x80);
            case LAUNCH_UPDATE_DATA -> put(all, "PADDR", PAGE, "LENGTH", 0x10);
            case LAUNCH_UPDATE_VMSA -> put(all, "PADDR", SAVE_AREA, "LENGTH", 0x1000);
            case LAUNCH_MEASURE -> put(all, "PADDR", Layout.OUTPUT, "LENGTH", 0x30);
            case ATTESTATION -> put(all, "PADDR", Layout.OUTPUT, "LENGTH", 0xD0);
            case SEND_START ->
                put(all, "PDH", Layout.PDH, "PDH_LEN", 0x824, "SESSION", Layout.SENT_SESSIONS, "SESSION_LEN", 0x80);
            case LAUNCH_SECRET -> packet(all, 0, PAGE, 0x20);
            case SEND_UPDATE_DATA, RECEIVE_UPDATE_DATA -> packet(all, SEALED_SLOT, PAGE, 0x20);
            case SEND_UPDATE_VMSA, RECEIVE_UPDATE_VMSA -> packet(all, SAVE_AREA_SLOT, SAVE_AREA, 0x1000);
            case DBG_DECRYPT, DBG_ENCRYPT -> put(all, "SRC", PAGE, "DST", PAGE + 0x1000, "LENGTH", 0x10);
            case SWAP_OUT -> put(all, "SRC", PAGE, "DST", Layout.SWAPPED, "MDATA", Layout.METADATA);
            case SWAP_IN -> put(all, "SRC", Layout.SWAPPED, "DST", PAGE, "MDATA", Layout.METADATA);
            default -> {}
        }
        return all;
    }

    private static void packet(Map<String, Long> all, int slot, long address, long length) {
        put(all, "HDR", Layout.HEADERS + 0x40L * slot, "HDR_LEN", 0x34, "GUEST", address, "GUEST_LEN", length);
        put(all, "TRANS", Layout.PACKETS + Layout.PACKET_SLOT * slot, "TRANS_LEN", length);
    }

    private static void put(Map<String, Long> all, Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).longValue());
        }
    }

    private void put(int slot, Bytes packet) {
        machine.write(Layout.HEADERS + 0x40L * slot, packet.slice(0, 0x34).toArray());
        machine.write(
                Layout.PACKETS + Layout.PACKET_SLOT * slot, packet.from(0x34).toArray());
    }

    private Bytes read(long address, int length) {
        return Bytes.copyOf(machine.read(address, length));
    }

    private int word(long address) {
        return read(address, Integer.BYTES).asLittleEndian().getInt();
    }

    @Override
    public void close() {
        machine.close();
    }
}
