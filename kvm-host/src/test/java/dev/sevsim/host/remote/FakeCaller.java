package dev.sevsim.host.remote;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.host.process.RemoteCaller;
import dev.sevsim.host.process.RemoteFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A program with one mapping, which counts what is read and written of it. */
final class FakeCaller implements RemoteCaller {
    static final long BASE = 0x40_0000;

    final byte[] memory;
    final List<String> accesses = new ArrayList<>();
    final Map<Integer, Long> descriptors = new HashMap<>();
    final List<RemoteFile> installed = new ArrayList<>();
    int answerToInstall;

    /** Address of one page that is not mapped. */
    long unmapped = -1;

    FakeCaller(int bytes) {
        memory = new byte[bytes];
    }

    @Override
    public Optional<Bytes> read(long address, int length) {
        accesses.add("read " + Long.toHexString(address - BASE) + "+" + Integer.toHexString(length));
        return isMapped(address, length)
                ? Optional.of(Bytes.copyOf(memory, (int) (address - BASE), length))
                : Optional.empty();
    }

    @Override
    public boolean write(long address, Bytes content) {
        accesses.add("write " + Long.toHexString(address - BASE) + "+" + Integer.toHexString(content.length()));
        if (!isMapped(address, content.length())) {
            return false;
        }
        content.copyTo(memory, (int) (address - BASE));
        return true;
    }

    @Override
    public boolean isMapped(long address, long length) {
        boolean hole = address < unmapped + Page.SIZE && unmapped < address + length;
        return address >= BASE && address + length <= BASE + memory.length && !hole;
    }

    @Override
    public int install(RemoteFile file) {
        installed.add(file);
        return answerToInstall;
    }

    @Override
    public OptionalLong find(int descriptor) {
        Long file = descriptors.get(descriptor);
        return file == null ? OptionalLong.empty() : OptionalLong.of(file);
    }

    @Override
    public Optional<Bytes> readPages(RemoteFile file, int length) {
        return Optional.of(Bytes.zeros(length));
    }

    @Override
    public boolean writePages(RemoteFile file, Bytes content) {
        return true;
    }
}
