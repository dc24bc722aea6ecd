package dev.sevsim.machine.act;

/**
 * Undoes swap-pages, alias-page or hide-page for a guest page.
 *
 * <p>A short redirection is hardest to notice.
 */
@Describe("Undoes swap-pages, alias-page or hide-page for a guest page.")
record RestorePage(@Describe("page") PageName page) implements Act {

    @Override
    public void perform(HostileHost host, Event event) {
        host.pages().restore(host.address(page));
    }
}
