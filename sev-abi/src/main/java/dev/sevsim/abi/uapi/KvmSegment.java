package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

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
@Struct(size = 0x18, direction = IN_OUT, reserved = @Reserved(at = 0x17, size = 1))
public record KvmSegment(
        @Wire(at = 0x00) long base,
        @Wire(at = 0x08) int limit,
        @Wire(at = 0x0C, size = 2) int selector,
        @Wire(at = 0x0E, size = 1) int type,
        @Wire(at = 0x0F, size = 1) int present,
        @Wire(at = 0x10, size = 1, name = "dpl") int privilege,
        @Wire(at = 0x11, size = 1, name = "db") int big,
        @Wire(at = 0x12, size = 1, name = "s") int code,
        @Wire(at = 0x13, size = 1, name = "l") int longMode,
        @Wire(at = 0x14, size = 1, name = "g") int granularity,
        @Wire(at = 0x15, size = 1, name = "avl") int available,
        @Wire(at = 0x16, size = 1) int unusable)
        implements KvmSegmentWire {
    /**
     * The attributes as a save area has them: descriptor bits 40 to 47 and 52 to 55; a segment that is not usable is not
     * present.
     */
    public int attributes() {
        return (type & 0xF)
                | (code & 1) << 4
                | (privilege & 3) << 5
                | (present & 1 & ~unusable) << 7
                | (available & 1) << 8
                | (longMode & 1) << 9
                | (big & 1) << 10
                | (granularity & 1) << 11;
    }

    /** Returns a copy with these attributes, as {@link #attributes} has them; it is usable where they have it present. */
    public KvmSegment withAttributes(int other) {
        return of(selector, other, limit, base);
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
