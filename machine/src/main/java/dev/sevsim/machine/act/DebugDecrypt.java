package dev.sevsim.machine.act;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import java.util.List;
import java.util.Optional;

/**
 * Asks the firmware to decrypt a page of the guest into a page of the host: DBG_DECRYPT.
 *
 * <p>The firmware refuses it for a guest whose policy has NODBG.
 */
@Describe("Asks the firmware to decrypt a page of the guest into a page of the host: DBG_DECRYPT.")
record DebugDecrypt(
        @Describe("page") PageName page,

        @Describe("handle of the guest through whose key it is read, the attacked one without it")
        Optional<HostValue> handle)
        implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        CommandFields fields = new CommandFields()
                .at("src", host.start(page))
                .at("dst", host.takeFrame())
                .with("length", Page.SIZE);
        handle.ifPresent(value -> fields.with("handle", value.resolve(host)));
        var unused = host.command(CommandId.DBG_DECRYPT, fields);
    }

    @Override
    public List<String> uses() {
        return handle.flatMap(HostValue::guest).stream().toList();
    }
}
