package dev.sevsim.machine.act;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import java.util.Map;

/**
 * Asks the firmware to decrypt a page of the guest into a page of the host: DBG_DECRYPT.
 *
 * <p>The firmware refuses it for a guest whose policy has NODBG.
 */
@Describe("Asks the firmware to decrypt a page of the guest into a page of the host: DBG_DECRYPT.")
record DebugDecrypt(@Describe("page") PageName page) implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        long from = host.frame(page).value();
        var unused = host.command(
                CommandId.DBG_DECRYPT,
                Map.of(
                        "src_paddr",
                        from - from % Page.SIZE,
                        "dst_paddr",
                        host.takeFrame().value(),
                        "length",
                        (long) Page.SIZE));
    }
}
