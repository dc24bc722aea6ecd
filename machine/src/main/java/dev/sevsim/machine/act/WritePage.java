package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;

/**
 * Writes bytes over a page in DRAM.
 *
 * <p>Through the guest's key the bytes are noise, unless the page is shared.
 */
@Describe("Writes bytes over a page in DRAM.")
record WritePage(
        @Describe("first byte") PageName page,
        @Describe("hexadecimal digits") Bytes content) implements Act {

    @Override
    public void perform(HostileHost host, Event event) {
        host.write(page, content);
    }
}
