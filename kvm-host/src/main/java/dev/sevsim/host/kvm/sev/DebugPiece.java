package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.profile.KernelProfile;

/**
 * One piece of a debug transfer. The firmware moves whole blocks of 16 bytes; the kernel handles other addresses and
 * lengths through a bounce buffer.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class DebugPiece {
    private static final int BLOCK = 16;

    private final SevCall call;
    private final Direction direction;
    private final long userSource;
    private final long userDestination;
    private final long source;
    private final long destination;
    private final int length;

    /** Direction of the transfer, as its firmware command. */
    record Direction(CommandId command) {
        boolean decrypts() {
            return command == CommandId.DBG_DECRYPT;
        }
    }

    /**
     * A piece that lies in one page of the source and one of the destination.
     *
     * @param from pinned; its cache lines are flushed here, before the firmware reads the memory behind them
     * @param to pinned and flushed likewise
     * @param length bytes, at most what is left of either page
     */
    DebugPiece(SevCall call, Direction direction, PinnedRange from, PinnedRange to, int length) {
        this.call = call;
        this.direction = direction;
        this.userSource = from.address().value();
        this.userDestination = to.address().value();
        this.source = call.flushedRuns(from).get(0).address();
        this.destination = call.flushedRuns(to).get(0).address();
        this.length = length;
    }

    void run(KernelProfile kernel) {
        switch (kernel) {
            case RFC_V2 -> wholePage();
            case LINUX_6_1 -> olderRules();
            case NEWEST -> newerRules();
        }
    }

    /** Linux 6.1: a destination that is aligned is encrypted from a copy, without reading the guest's blocks first. */
    private void olderRules() {
        boolean aligned = inBlocks(source) && inBlocks(destination) && inBlocks(length);
        if (aligned) {
            issue(direction.command(), source, destination, length);
        } else if (direction.decrypts()) {
            decryptThroughBounce(roundUp(length + inBlock(source)));
        } else if (inBlocks(destination) && inBlocks(length)) {
            encryptFromBounce();
        } else {
            int readBack = roundUp(length + inBlock(destination));
            // as Linux 6.1: the length written back ignores the offset in the first block, so the last block may be
            // lost
            readModifyWrite(readBack, roundUp(length));
        }
    }

    /**
     * Later kernels: whatever is not whole blocks is decrypted, changed and encrypted with the same number of blocks.
     */
    private void newerRules() {
        if (inBlocks(source) && inBlocks(destination) && inBlocks(length)) {
            issue(direction.command(), source, destination, length);
        } else if (direction.decrypts()) {
            decryptThroughBounce(span(source));
        } else {
            readModifyWrite(span(destination), span(destination));
        }
    }

    /** The first interface moved the whole page of the range through a bounce page. */
    private void wholePage() {
        try (KernelMemory.Buffer bounce = call.kernel().allocate(Page.SIZE)) {
            if (direction.decrypts()) {
                issue(CommandId.DBG_DECRYPT, page(source), bounce.address().value(), Page.SIZE);
                int start = (int) (source - page(source));
                call.process().copyOut(userDestination, bounce.read(Page.SIZE).slice(start, start + length));
            } else {
                issue(CommandId.DBG_DECRYPT, page(destination), bounce.address().value(), Page.SIZE);
                overlay(bounce, (int) (destination - page(destination)));
                issue(CommandId.DBG_ENCRYPT, bounce.address().value(), page(destination), Page.SIZE);
            }
        }
    }

    /** Decrypts whole blocks into kernel memory and copies the part that was asked for to user space. */
    private void decryptThroughBounce(int blocks) {
        try (KernelMemory.Buffer bounce = call.kernel().allocate(blocks)) {
            issue(
                    CommandId.DBG_DECRYPT,
                    source - inBlock(source),
                    bounce.address().value(),
                    blocks);
            int start = inBlock(source);
            call.process().copyOut(userDestination, bounce.read(start + length).from(start));
        }
    }

    /**
     * Copies plaintext of user space to kernel memory first: the firmware reads physical addresses without a page walk.
     */
    private void encryptFromBounce() {
        try (KernelMemory.Buffer bounce = call.kernel().copyOf(call.process().copyIn(userSource, length))) {
            issue(CommandId.DBG_ENCRYPT, bounce.address().value(), destination, length);
        }
    }

    /** A block is encrypted as a whole, so the bytes around the piece are read from the guest before. */
    private void readModifyWrite(int readBlocks, int writeBlocks) {
        long start = destination - inBlock(destination);
        try (KernelMemory.Buffer bounce = call.kernel().allocate(readBlocks)) {
            issue(CommandId.DBG_DECRYPT, start, bounce.address().value(), readBlocks);
            overlay(bounce, inBlock(destination));
            issue(CommandId.DBG_ENCRYPT, bounce.address().value(), start, writeBlocks);
        }
    }

    private void overlay(KernelMemory.Buffer bounce, int at) {
        Bytes content = call.process().copyIn(userSource, length);
        bounce.write(at, content);
    }

    /** Both addresses are system physical without the C-bit; the command decides which of them is encrypted memory. */
    private void issue(CommandId command, long from, long to, int bytes) {
        DebugTransfer request = new DebugTransfer(call.vm().handle(), from, to, bytes);
        call.issue(command, request.encode()).requireSuccess();
    }

    /** Bytes of the blocks that the piece covers from this address on. */
    private int span(long address) {
        int rounded = roundUp(length);
        return inBlock(address) + length > rounded ? rounded + BLOCK : rounded;
    }

    private static int roundUp(int bytes) {
        return (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static int inBlock(long address) {
        return (int) (address & (BLOCK - 1));
    }

    private static boolean inBlocks(long addressOrLength) {
        return inBlock(addressOrLength) == 0;
    }

    private static long page(long address) {
        return address & -Page.SIZE;
    }
}
