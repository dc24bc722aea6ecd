package dev.sevsim.machine.act;

/**
 * Keeps what DRAM holds of a page, for replay-page.
 *
 * <p>Ciphertext is bound to its key and its address, not to time.
 */
@Describe("Keeps what DRAM holds of a page, for replay-page.")
record SavePage(
        @Describe("page") PageName page,
        @Describe("name of the copy") String as) implements Act {

    @Override
    public void perform(HostileHost host, Event event) {
        host.save(as, host.read(page));
    }
}
