package dev.sevsim.psp.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.psp.nv.NvStorage;
import java.io.IOException;
import java.util.Optional;

/**
 * The store of INIT_EX: memory of the host, which saves the content and supplies it again at the next INIT_EX.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1, INIT_EX.
 *
 * @param memory of the host
 * @param address of {@link #SIZE} bytes; may carry the C-bit
 */
public record HostNvArea(HostMemory memory, long address) implements NvStorage {
    @Override
    public Bytes read() throws IOException {
        requireLegal();
        return memory.read(address, SIZE);
    }

    @Override
    public void write(Bytes area) throws IOException {
        requireLegal();
        memory.write(address, area);
    }

    private void requireLegal() throws IOException {
        Optional<AddressFault> fault = memory.copyFault(address, SIZE);
        if (fault.isPresent()) {
            throw new IOException(fault.get().rule() + ": " + fault.get().found());
        }
    }
}
