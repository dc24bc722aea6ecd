package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestState;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One guest of the model: docs/reference/sev-firmware-api.md section 3.3. Keys are numbers, except those that a test
 * may read.
 */
final class Vm {
    static final int ES = 4;

    final int handle;
    final long policy;
    final int vek;
    final int swapKey;
    GuestState state;
    Channel channel;
    int asid;
    long swapCounter;
    MessageDigest digest = Crypto.sha256();
    Bytes launchDigest = Bytes.zeros(32);
    Bytes measure = Bytes.EMPTY;
    /** Where save areas were written; some may be overwritten since. */
    final List<Long> saveAreas = new ArrayList<>();
    /** Integrity records by their address: what the save area held below 0xFC0. */
    final Map<Long, Bytes> records = new HashMap<>();

    Vm(int handle, long policy, int vek, int swapKey, GuestState state, Channel channel) {
        this.handle = handle;
        this.policy = policy;
        this.vek = vek;
        this.swapKey = swapKey;
        this.state = state;
        this.channel = channel;
    }

    boolean has(int policyBit) {
        return (policy & policyBit) != 0;
    }

    boolean mayRun() {
        return state == GuestState.RUNNING || state == GuestState.SUPDATE;
    }

    /** Whether the page is a save area of this guest, by its record. */
    boolean isSaveArea(Plain page) {
        Bytes covered = page.knownStart(Records.COVERED);
        if (covered.isEmpty()) {
            return false;
        }
        long pointer = covered.asLittleEndian().getLong(0x388);
        return covered.equals(records.getOrDefault(pointer, Bytes.EMPTY));
    }
}
