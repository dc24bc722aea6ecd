package dev.sevsim.ovmf.sec;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.memory.Encryption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Guest memory as OVMF's page tables map it: private unless a method is named shared.
 *
 * @param privatePages the C-bit of the default mapping: set under SEV, clear without it
 */
public record GuestMemory(GuestCpu cpu, Encryption privatePages) {
    private static final int CHUNK = 1 << 20;

    public Bytes read(long address, int length) {
        return cpu.read(new GuestPhysical(address), privatePages, length);
    }

    public void read(long address, byte[] target, int length) {
        cpu.read(new GuestPhysical(address), privatePages, target, 0, length);
    }

    public void write(long address, Bytes content) {
        write(address, content.toArray());
    }

    public void write(long address, byte[] content) {
        write(address, content, content.length);
    }

    public void write(long address, byte[] content, int length) {
        cpu.write(new GuestPhysical(address), privatePages, content, 0, length);
    }

    public int u32(long address) {
        return littleEndian(read(address, 4).toArray()).getInt();
    }

    public long u64(long address) {
        return littleEndian(read(address, 8).toArray()).getLong();
    }

    public void putU32(long address, int value) {
        write(address, Bytes.u32Le(value));
    }

    public void putU64(long address, long value) {
        byte[] raw = new byte[8];
        littleEndian(raw).putLong(value);
        write(address, raw);
    }

    public void zero(long address, long length) {
        byte[] zeros = new byte[(int) Math.min(length, CHUNK)];
        for (long done = 0; done < length; done += zeros.length) {
            write(address + done, zeros, (int) Math.min(zeros.length, length - done));
        }
    }

    /** Copies between private ranges that do not overlap. */
    public void copy(long from, long to, long length) {
        byte[] buffer = new byte[(int) Math.min(length, CHUNK)];
        for (long done = 0; done < length; done += buffer.length) {
            int part = (int) Math.min(buffer.length, length - done);
            read(from + done, buffer, part);
            write(to + done, buffer, part);
        }
    }

    public Bytes readShared(long address, int length) {
        return cpu.read(new GuestPhysical(address), Encryption.PLAIN, length);
    }

    public void writeShared(long address, Bytes content) {
        cpu.write(new GuestPhysical(address), Encryption.PLAIN, content);
    }

    public void zeroShared(long address, long length) {
        Bytes zeros = Bytes.zeros((int) Math.min(length, CHUNK));
        for (long done = 0; done < length; done += zeros.length()) {
            writeShared(address + done, zeros.slice(0, (int) Math.min(zeros.length(), length - done)));
        }
    }

    public static ByteBuffer littleEndian(byte[] raw) {
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    }
}
