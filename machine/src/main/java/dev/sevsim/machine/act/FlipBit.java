package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;

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
    public void perform(HostileHost host, Event event) {
        int old = host.read(page).u8(page.offset());
        host.write(page, Bytes.of(old ^ 1 << bit));
    }
}
