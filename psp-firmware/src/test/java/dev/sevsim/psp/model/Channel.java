package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Transport keys of one session: known ones of an owner, or unknown ones of SEND_START, whose packets are known because they
 * were seen to be made.
 */
final class Channel {
    /** What MACs begin with: docs/reference/sev-firmware-api.md section 5.7. */
    static final int SECRET = 1;

    static final int DATA = 2;

    private final Bytes tek;
    private final Bytes tik;
    private final Map<Bytes, Plain> made = new HashMap<>();

    private Channel(Bytes tek, Bytes tik) {
        this.tek = tek;
        this.tik = tik;
    }

    static Channel of(Bytes tek, Bytes tik) {
        return new Channel(tek, tik);
    }

    /** No session: sixteen zero bytes each. */
    static Channel unowned() {
        return new Channel(Bytes.zeros(16), Bytes.zeros(16));
    }

    static Channel unknown() {
        return new Channel(Bytes.EMPTY, Bytes.EMPTY);
    }

    boolean isKnown() {
        return !tik.isEmpty();
    }

    Bytes tik() {
        return tik;
    }

    void made(Bytes header, Bytes content, Plain plain) {
        made.put(Bytes.concat(header, content), plain);
    }

    /** A packet as an owner with the keys makes it: header, then content. */
    Bytes seal(int context, int flags, Bytes iv, Bytes plaintext, Bytes measure) {
        Bytes content = Crypto.ctr(tek, iv, plaintext);
        Bytes mac = mac(context, Bytes.u32Le(flags), iv, content, measure);
        return Bytes.concat(Bytes.u32Le(flags), iv, mac, content);
    }

    /** Whether the MAC of a packet is right. */
    boolean accepts(int context, Bytes header, Bytes content, Bytes measure) {
        if (!isKnown()) {
            return made.containsKey(Bytes.concat(header, content));
        }
        return header.slice(0x14, 0x34)
                .equals(mac(context, header.slice(0, 4), header.slice(4, 0x14), content, measure));
    }

    /** The plaintext of a packet that {@link #accepts}. */
    Plain open(Bytes header, Bytes content) {
        if (!isKnown()) {
            return made.getOrDefault(Bytes.concat(header, content), Plain.unknown(content.length()));
        }
        return Plain.of(Crypto.ctr(tek, header.slice(4, 0x14), content));
    }

    private Bytes mac(int context, Bytes flags, Bytes iv, Bytes content, Bytes measure) {
        Bytes length = Bytes.u32Le(content.length());
        return Crypto.hmac(tik, Bytes.of(context), flags, iv, length, length, content, measure);
    }
}
