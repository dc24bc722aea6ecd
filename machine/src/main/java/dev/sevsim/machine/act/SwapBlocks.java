package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;

/**
 * Exchanges two blocks of 16 bytes of a page in DRAM.
 *
 * <p>The tweak depends on the address of the block, so that both decrypt to noise: section 8, rows 2 and 7 show what a weak tweak
 * gives a host.
 */
@Describe("Exchanges two blocks of 16 bytes of a page in DRAM.")
record SwapBlocks(
        @Describe("page") PageName page,
        @Describe("number of a block, 0 to 255") long first,
        @Describe("number of the other block") long second)
        implements Act {

    private static final int BLOCK = 16;
    private static final int BLOCKS = Page.SIZE / BLOCK;

    /** Checks the numbers. */
    SwapBlocks {
        if (first < 0 || first >= BLOCKS || second < 0 || second >= BLOCKS) {
            throw new IllegalArgumentException(
                    "act swap-blocks " + first + " and " + second + ", expected numbers from 0 to " + (BLOCKS - 1));
        }
    }

    @Override
    public void perform(HostileHost host, Event event) {
        byte[] content = host.read(page).toArray();
        for (int i = 0; i < BLOCK; i++) {
            int a = (int) first * BLOCK + i;
            int b = (int) second * BLOCK + i;
            byte kept = content[a];
            content[a] = content[b];
            content[b] = kept;
        }
        host.writePage(page, Bytes.copyOf(content));
    }
}
