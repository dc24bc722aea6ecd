package dev.sevsim.machine.act;

/**
 * Maps a guest page to a frame of zeros that the guest has never written.
 *
 * <p>A page that a guest takes for missing or empty: the checks of OVMF decide what follows.
 */
@Describe("Maps a guest page to a frame of zeros that the guest has never written.")
record HidePage(@Describe("page") PageName page) implements Act {

    @Override
    public void perform(HostileHost host, Event event) {
        var unused = host.frame(page);
        host.pages().remap(host.address(page), host.takeFrame());
    }
}
