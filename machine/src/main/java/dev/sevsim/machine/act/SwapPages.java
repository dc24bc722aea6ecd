package dev.sevsim.machine.act;

import dev.sevsim.abi.SystemPhysical;

/**
 * Exchanges the frames of two guest pages in the nested page table.
 *
 * <p>Each page keeps its frame's tweak and decrypts well, at the wrong guest address: section 8, row 3.
 */
@Describe("Exchanges the frames of two guest pages in the nested page table.")
record SwapPages(
        @Describe("page") PageName first,
        @Describe("other page") PageName second) implements Act {

    @Override
    public void perform(HostileHost host, Event event) {
        SystemPhysical one = host.frame(first);
        SystemPhysical other = host.frame(second);
        host.pages().remap(host.address(first), other);
        host.pages().remap(host.address(second), one);
    }
}
