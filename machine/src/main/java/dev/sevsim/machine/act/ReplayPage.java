package dev.sevsim.machine.act;

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
    public void perform(HostileHost host, Event event) {
        host.writePage(page, host.saved(from));
    }
}
