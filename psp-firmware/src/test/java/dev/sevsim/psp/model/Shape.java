package dev.sevsim.psp.model;

import dev.sevsim.abi.firmware.CommandId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where the fields of a command buffer lie, typed from docs/reference/sev-firmware-api.md sections 1.4 and 4; not the
 * firmware's layouts.
 */
record Shape(int size, List<Place> places) {
    record Place(String name, int offset, int width) {}

    private static final String LAUNCH_START =
            "HANDLE 0 4, POLICY 4 4, CERT 8 8, CERT_LEN 10 4, RESERVED 14 4, SESSION 18 8, SESSION_LEN 20 4";
    private static final String UPDATE = "HANDLE 0 4, RESERVED 4 4, PADDR 8 8, LENGTH 10 4";
    private static final String PACKET = "HANDLE 0 4, RESERVED 4 4, HDR 8 8, HDR_LEN 10 4, RESERVED2 14 4, GUEST 18 8,"
            + " GUEST_LEN 20 4, RESERVED3 24 4, TRANS 28 8, TRANS_LEN 30 4";
    private static final String SEND_START = "HANDLE 0 4, POLICY 4 4, PDH 8 8, PDH_LEN 10 4, RESERVED 14 4, PLAT 18 8,"
            + " PLAT_LEN 20 4, RESERVED2 24 4, AMD 28 8, AMD_LEN 30 4, RESERVED3 34 4, SESSION 38 8, SESSION_LEN 40 4";
    private static final String DEBUG = "HANDLE 0 4, RESERVED 4 4, SRC 8 8, DST 10 8, LENGTH 18 4";
    private static final String SWAP = "HANDLE 0 4, BITS 4 4, SRC 8 8, DST 10 8, MDATA 18 8";
    private static final String HANDLE = "HANDLE 0 4";

    private static final Map<CommandId, Shape> ALL = new EnumMap<>(CommandId.class);

    static {
        put(0x14, "OPTIONS 0 4, RESERVED 4 4, TMR 8 8, TMR_LEN 10 4", CommandId.INIT);
        put(
                0x24,
                "EX_LEN 0 4, OPTIONS 4 4, TMR 8 8, TMR_LEN 10 4, RESERVED 14 4, NV 18 8, NV_LEN 20 4",
                CommandId.INIT_EX);
        put(
                0x0C,
                "API 0 2, STATE 2 1, OWNER 3 1, CONFIG 4 2, ZERO 6 1, BUILD 7 1, GUESTS 8 4",
                CommandId.PLATFORM_STATUS);
        put(0x0C, "CSR 0 8, CSR_LEN 8 4", CommandId.PEK_CSR);
        put(0x1C, "PEK 0 8, PEK_LEN 8 4, RESERVED C 4, OCA 10 8, OCA_LEN 18 4", CommandId.PEK_CERT_IMPORT);
        put(0x1C, "PDH 0 8, PDH_LEN 8 4, RESERVED C 4, CERTS 10 8, CERTS_LEN 18 4", CommandId.PDH_CERT_EXPORT);
        put(0x0C, "FW 0 8, FW_LEN 8 4", CommandId.DOWNLOAD_FIRMWARE);
        put(0x0C, "ID 0 8, ID_LEN 8 4", CommandId.GET_ID);
        put(
                0x28,
                "LOW_CMD 0 8, LOW_STATUS 8 8, HIGH_CMD 10 8, HIGH_STATUS 18 8, LOW_SIZE 20 1, HIGH_SIZE 21 1,"
                        + " LOW_THRESHOLD 22 2, HIGH_THRESHOLD 24 2, FLAGS 26 2",
                CommandId.RING_BUFFER);
        put(
                4,
                HANDLE,
                CommandId.DECOMMISSION,
                CommandId.DEACTIVATE,
                CommandId.LAUNCH_FINISH,
                CommandId.SEND_FINISH,
                CommandId.SEND_CANCEL,
                CommandId.RECEIVE_FINISH);
        put(8, "HANDLE 0 4, ASID 4 4", CommandId.ACTIVATE);
        put(0x0D, "HANDLE 0 4, POLICY 4 4, ASID 8 4, STATE C 1", CommandId.GUEST_STATUS);
        put(0x18, "HANDLE 0 4, LENGTH 4 4, SRC 8 8, DST 10 8", CommandId.COPY);
        put(0x18, "EX_LEN 0 4, HANDLE 4 4, ASID 8 4, NUM_IDS C 4, IDS 10 8", CommandId.ACTIVATE_EX);
        put(0x24, LAUNCH_START, CommandId.LAUNCH_START, CommandId.RECEIVE_START);
        put(0x14, UPDATE, CommandId.LAUNCH_UPDATE_DATA, CommandId.LAUNCH_UPDATE_VMSA, CommandId.LAUNCH_MEASURE);
        put(
                0x34,
                PACKET,
                CommandId.LAUNCH_SECRET,
                CommandId.SEND_UPDATE_DATA,
                CommandId.SEND_UPDATE_VMSA,
                CommandId.RECEIVE_UPDATE_DATA,
                CommandId.RECEIVE_UPDATE_VMSA);
        put(0x24, "HANDLE 0 4, RESERVED 4 4, PADDR 8 8, NONCE 10 8, NONCE2 18 8, LENGTH 20 4", CommandId.ATTESTATION);
        put(0x44, SEND_START, CommandId.SEND_START);
        put(0x1C, DEBUG, CommandId.DBG_DECRYPT, CommandId.DBG_ENCRYPT);
        put(0x28, SWAP + ", SOFTWARE 20 8", CommandId.SWAP_OUT);
        put(0x20, SWAP, CommandId.SWAP_IN);
        for (CommandId id : CommandId.values()) {
            ALL.putIfAbsent(id, new Shape(0, List.of()));
        }
    }

    /** A buffer of this size, for one or more commands; {@code text} has name, offset in hexadecimal and width of each field. */
    private static void put(int size, String text, CommandId... ids) {
        List<Place> places = new ArrayList<>();
        for (String part : text.split(", *", -1)) {
            String[] words = part.split(" ", -1);
            places.add(new Place(words[0], Integer.parseInt(words[1], 16), Integer.parseInt(words[2])));
        }
        for (CommandId id : ids) {
            ALL.put(id, new Shape(size, List.copyOf(places)));
        }
    }

    static Shape of(CommandId id) {
        Shape shape = ALL.get(id);
        if (shape == null) {
            throw new IllegalStateException("no shape of " + id);
        }
        return shape;
    }

    int indexOf(String name) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no field " + name);
    }

    boolean has(String name) {
        return places.stream().anyMatch(place -> place.name().equals(name));
    }

    /** The values as they lie in memory, least significant byte first. */
    byte[] encode(List<Long> values) {
        byte[] raw = new byte[size];
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            for (int k = 0; k < place.width(); k++) {
                raw[place.offset() + k] = (byte) (values.get(i) >>> (8 * k));
            }
        }
        return raw;
    }

    /** The value cut to the width of its field. */
    long fit(int index, long value) {
        int width = places.get(index).width();
        return width == Long.BYTES ? value : value & ((1L << (8 * width)) - 1);
    }
}
