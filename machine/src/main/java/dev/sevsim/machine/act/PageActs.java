package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import java.util.List;
import java.util.Optional;

/** Acts on a guest's pages: on what DRAM holds of them, and on the frames that the nested page table maps them to. */
final class PageActs {
    private PageActs() {}

    /**
     * Inverts a bit of a page in DRAM: of the ciphertext, where the page is private.
     *
     * <p>The encryption has no integrity: the block that holds the bit decrypts to 16 other bytes, and no party of the host is told.
     * docs/reference/sev-firmware-api.md section 7.
     */
    @Describe("Inverts a bit of a page in DRAM: of the ciphertext, where the page is private.")
    record FlipBit(
            @Describe("byte whose bit is inverted") PageName page,
            @Describe("bit, 0 to 7") long bit) implements Act {

        /** Checks the bit. */
        FlipBit {
            if (bit < 0 || bit >= Byte.SIZE) {
                throw new IllegalArgumentException("act flip-bit bit is " + bit + ", expected 0 to 7");
            }
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            int old = host.read(page).u8(page.offset());
            host.write(page, Bytes.of(old ^ 1 << bit));
        }
    }

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
        public void perform(HostileHost host, HeldEvent event) {
            host.write(page, content);
        }
    }

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
        public void perform(HostileHost host, HeldEvent event) {
            host.save(as, host.read(page));
        }

        @Override
        public Optional<String> makes() {
            return Optional.of(as);
        }
    }

    /**
     * Writes a saved page back: old ciphertext of the same place, or ciphertext of another.
     *
     * <p>At its own address an old copy decrypts to what the guest had there: docs/reference/sev-firmware-api.md section 8, rows 1 and 16.
     * At another address it decrypts to noise.
     */
    @Describe("Writes a saved page back: old ciphertext of the same place, or ciphertext of another.")
    record ReplayPage(
            @Describe("name of the copy") String from,
            @Describe("page") PageName page) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            host.writePage(page, host.saved(from, Bytes.class));
        }

        @Override
        public List<String> uses() {
            return List.of(from);
        }
    }

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
            if (first == second) {
                throw new IllegalArgumentException("act swap-blocks exchanges block " + first + " with itself");
            }
            if (first < 0 || first >= BLOCKS || second < 0 || second >= BLOCKS) {
                throw new IllegalArgumentException(
                        "act swap-blocks " + first + " and " + second + ", expected numbers from 0 to " + (BLOCKS - 1));
            }
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
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

    /**
     * Exchanges the frames of two guest pages in the nested page table.
     *
     * <p>Each page keeps its frame's tweak and decrypts well, at the wrong guest address: section 8, row 3.
     */
    @Describe("Exchanges the frames of two guest pages in the nested page table.")
    record SwapPages(
            @Describe("page") PageName first,
            @Describe("other page") PageName second) implements Act {

        /** Checks that the pages are two. */
        SwapPages {
            requireTwo("swap-pages", first, second);
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            SystemPhysical one = host.frame(first);
            SystemPhysical other = host.frame(second);
            HostileHost.requireChange("the frame of " + first, host.start(first), host.start(second));
            host.pages().remap(host.address(first), other);
            host.pages().remap(host.address(second), one);
        }
    }

    /**
     * Maps a guest page to the frame of another guest page.
     *
     * <p>Both addresses show the same plaintext afterwards: section 8, row 3.
     */
    @Describe("Maps a guest page to the frame of another guest page.")
    record AliasPage(
            @Describe("page that is mapped elsewhere") PageName page,
            @Describe("page whose frame it gets") PageName to) implements Act {

        /** Checks that the pages are two. */
        AliasPage {
            requireTwo("alias-page", page, to);
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            HostileHost.requireChange("the frame of " + page, host.start(page), host.start(to));
            host.pages().remap(host.address(page), host.frame(to));
        }
    }

    /**
     * Maps a guest page to a frame of zeros that the guest has never written.
     *
     * <p>A page that a guest takes for missing or empty: the checks of OVMF decide what follows.
     */
    @Describe("Maps a guest page to a frame of zeros that the guest has never written.")
    record HidePage(@Describe("page") PageName page) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            var unused = host.frame(page);
            host.pages().remap(host.address(page), host.takeFrame());
        }
    }

    /**
     * Undoes swap-pages, alias-page or hide-page for a guest page.
     *
     * <p>A short redirection is hardest to notice.
     */
    @Describe("Undoes swap-pages, alias-page or hide-page for a guest page.")
    record RestorePage(@Describe("page") PageName page) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            SystemPhysical before = host.start(page);
            host.pages().restore(host.address(page));
            HostileHost.requireChange("the frame of " + page, before, host.start(page));
        }
    }

    /** With one page twice nothing would happen. */
    private static void requireTwo(String act, PageName one, PageName other) {
        if (one.equals(other)) {
            throw new IllegalArgumentException("act " + act + " has " + one + " twice, expected two pages");
        }
    }
}
