package dev.sevsim.psp.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.psp.nv.NvStorage;
import java.io.IOException;
import java.util.Optional;

/**
 * The store of INIT_EX: memory of the host, who keeps what it finds there and brings it back.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1, INIT_EX.
 */
public final class HostNvArea implements NvStorage {
    private final HostMemory memory;
    private final long address;

    /** {@link #SIZE} bytes from {@code address} on, which may carry the C-bit. */
    public HostNvArea(HostMemory memory, long address) {
        this.memory = memory;
        this.address = address;
    }

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
