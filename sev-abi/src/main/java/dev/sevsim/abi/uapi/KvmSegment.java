package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_segment}.
 *
 * <p>Source: Linux uapi {@code asm/kvm.h}.
 *
 * @param base 64 bits
 * @param limit bytes less one
 * @param selector 16 bits
 * @param type 4 bits
 * @param present 1 bit
 * @param privilege descriptor privilege level
 * @param big D/B bit
 * @param code S bit: code or data
 * @param longMode L bit
 * @param granularity G bit
 * @param available AVL bit
 * @param unusable not loaded
 */
public record KvmSegment(
        long base,
        int limit,
        int selector,
        int type,
        int present,
        int privilege,
        int big,
        int code,
        int longMode,
        int granularity,
        int available,
        int unusable) {
    private static final StructLayout L = new StructLayout("KvmSegment");
    private static final Field BASE = L.u64(0x00, "base", IN_OUT);
    private static final Field LIMIT = L.u32(0x08, "limit", IN_OUT);
    private static final Field SELECTOR = L.u16(0x0C, "selector", IN_OUT);
    private static final Field TYPE = L.u8(0x0E, "type", IN_OUT);
    private static final Field PRESENT = L.u8(0x0F, "present", IN_OUT);
    private static final Field PRIVILEGE = L.u8(0x10, "dpl", IN_OUT);
    private static final Field BIG = L.u8(0x11, "db", IN_OUT);
    private static final Field CODE = L.u8(0x12, "s", IN_OUT);
    private static final Field LONG_MODE = L.u8(0x13, "l", IN_OUT);
    private static final Field GRANULARITY = L.u8(0x14, "g", IN_OUT);
    private static final Field AVAILABLE = L.u8(0x15, "avl", IN_OUT);
    private static final Field UNUSABLE = L.u8(0x16, "unusable", IN_OUT);

    static {
        L.reserved(0x17, 1);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSegment decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSegment(
                BASE.getU64(b),
                LIMIT.getU32(b),
                SELECTOR.getU16(b),
                TYPE.getU8(b),
                PRESENT.getU8(b),
                PRIVILEGE.getU8(b),
                BIG.getU8(b),
                CODE.getU8(b),
                LONG_MODE.getU8(b),
                GRANULARITY.getU8(b),
                AVAILABLE.getU8(b),
                UNUSABLE.getU8(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        BASE.putU64(b, base);
        LIMIT.putU32(b, limit);
        SELECTOR.putU16(b, selector);
        TYPE.putU8(b, type);
        PRESENT.putU8(b, present);
        PRIVILEGE.putU8(b, privilege);
        BIG.putU8(b, big);
        CODE.putU8(b, code);
        LONG_MODE.putU8(b, longMode);
        GRANULARITY.putU8(b, granularity);
        AVAILABLE.putU8(b, available);
        UNUSABLE.putU8(b, unusable);
        return LAYOUT.finish(b);
    }

    /** The attributes as a save area has them: descriptor bits 40 to 47 and 52 to 55. */
    public int attributes() {
        return (type & 0xF)
                | (code & 1) << 4
                | (privilege & 3) << 5
                | (present & 1) << 7
                | (available & 1) << 8
                | (longMode & 1) << 9
                | (big & 1) << 10
                | (granularity & 1) << 11;
    }

    /** From the four parts that a save area has. */
    public static KvmSegment of(int selector, int attributes, int limit, long base) {
        int present = attributes >>> 7 & 1;
        return new KvmSegment(
                base,
                limit,
                selector,
                attributes & 0xF,
                present,
                attributes >>> 5 & 3,
                attributes >>> 10 & 1,
                attributes >>> 4 & 1,
                attributes >>> 9 & 1,
                attributes >>> 11 & 1,
                attributes >>> 8 & 1,
                1 - present);
    }
}
