package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_sev_cmd}: the argument of KVM_MEMORY_ENCRYPT_OP.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.2.
 *
 * @param id sub-command, see {@link KvmSevCommandId}
 * @param data user address of the sub-command's structure
 * @param error firmware status
 * @param sevFd file descriptor of /dev/sev
 */
public record KvmSevCmd(int id, long data, int error, int sevFd) {
    private static final StructLayout L = new StructLayout("KvmSevCmd");
    private static final Field ID = L.u32(0x00, "id", IN);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field DATA = L.u64(0x08, "data", IN);
    private static final Field ERROR = L.u32(0x10, "error", OUT);
    private static final Field SEV_FD = L.u32(0x14, "sev_fd", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSevCmd decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSevCmd(ID.getU32(b), DATA.getU64(b), ERROR.getU32(b), SEV_FD.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        ID.putU32(b, id);
        DATA.putU64(b, data);
        ERROR.putU32(b, error);
        SEV_FD.putU32(b, sevFd);
        return LAYOUT.finish(b);
    }
}
