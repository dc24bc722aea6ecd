package dev.sevsim.host.vmm.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.RunFixture;
import dev.sevsim.host.ScriptedGuest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Source of the expectations: docs/reference/kvm-host.md sections 3.4 and 4.3. */
class AtaChannelTest {
    @RegisterExtension
    private final RunFixture run = new RunFixture();

    /** READ SECTORS from sector 0 of the drive in the device register, then the status and the data. */
    private ScriptedGuest readSectors(int device, int count) {
        return run.guest
                .out(0x1F6, 1, device)
                .out(0x1F2, 1, count)
                .out(0x1F3, 1, 0)
                .out(0x1F4, 1, 0)
                .out(0x1F5, 1, 0)
                .out(0x1F7, 1, 0x20)
                .in(0x1F7, 1, 1)
                .in(0x1F0, 1, 512 * count);
    }

    /** Ends the script with IDENTIFY DEVICE and runs it: the answer, after the sectors that were read first. */
    private Bytes identify(Bytes sectors) {
        run.guest.out(0x1F7, 1, 0xEC).in(0x1F0, 2, 256);
        run.run("");
        assertThat(run.guest.entries().get(7).rax()).isEqualTo(0x58);
        assertThat(run.guest.entries().get(8).data()).isEqualTo(sectors);
        return run.guest.lastEntry().data();
    }

    @Test
    void readsTheDiskSectorBySector() {
        readSectors(0xE0, 1).out(0x1F3, 1, 1).out(0x1F7, 1, 0x20).in(0x1F7, 1, 1);

        Bytes identity = identify(Bytes.ofAscii("boot").paddedTo(512));

        assertThat(run.guest.entries().get(11).rax()).isEqualTo(0x51);
        assertThat(identity.asLittleEndian().getInt(120)).isEqualTo(1);
        assertThat(identity.slice(54, 60)).isEqualTo(Bytes.ofAscii("ESSVMI"));
    }

    @Test
    void readsTheSecondDiskThroughTheSameRegisters() {
        readSectors(0xF0, 2).out(0x1F6, 1, 0xE0).in(0x1F7, 1, 1).out(0x1F6, 1, 0xB0);

        Bytes identity = identify(Bytes.ofAscii("data").paddedTo(1024));

        assertThat(run.guest.entries().get(10).rax()).as("the first disk").isEqualTo(0x50);
        assertThat(identity.asLittleEndian().getInt(120)).isEqualTo(2);
    }
}
