package dev.sevsim.machine.act;

/**
 * Maps a guest page to the frame of another guest page.
 *
 * <p>Both addresses show the same plaintext afterwards: section 8, row 3.
 */
@Describe("Maps a guest page to the frame of another guest page.")
record AliasPage(
        @Describe("page that is mapped elsewhere") PageName page,
        @Describe("page whose frame it gets") PageName to) implements Act {

    @Override
    public void perform(HostileHost host, Event event) {
        host.pages().remap(host.address(page), host.frame(to));
    }
}
