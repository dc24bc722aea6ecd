package dev.sevsim.host.vmm.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.FwCfgDmaAccess;
import dev.sevsim.host.RunFixture;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Source of the expectations: docs/reference/kvm-host.md sections 3.4 and 4.3. */
class FwCfgTest {
    @RegisterExtension
    private final RunFixture run = new RunFixture();

    @Test
    void servesTheKernelByPortAndByDma() {
        Bytes access = new FwCfgDmaAccess(0x0014 << 16 | 8 | 2, 4, 0x2000).encode();
        run.guest
                .out(0x510, 2, 0x18)
                .in(0x511, 1, RunFixture.KERNEL.length())
                .out(0x510, 2, 0)
                .in(0x511, 1, 4)
                .out(0x514, 4, 0)
                .out(0x518, 4, 0x00100000)
                .in(0x514, 4, 1);
        run.host.memory.write(
                run.host.host.nestedPages(0).frameOf(new GuestPhysical(0x1000)).orElseThrow(), access);

        run.run("");

        assertThat(run.guest.entries().get(2).data()).isEqualTo(RunFixture.KERNEL);
        assertThat(run.guest.entries().get(4).data()).isEqualTo(Bytes.ofAscii("QEMU"));
        assertThat(run.vm.hostView(new GuestPhysical(0x2000)).orElseThrow().slice(0, 4))
                .isEqualTo(Bytes.u32Le(6));
        assertThat(run.vm.hostView(new GuestPhysical(0x1000)).orElseThrow().slice(0, 4))
                .isEqualTo(Bytes.zeros(4));
        assertThat(run.guest.lastEntry().rax()).isEqualTo(0x554d4551L);
    }

    @Test
    void listsTheMemoryMapInTheFileDirectory() {
        run.guest
                .out(0x510, 2, 0x19)
                .in(0x511, 1, 68)
                .out(0x510, 2, 0x20)
                .in(0x511, 1, 20)
                .out(0x510, 2, 5)
                .in(0x511, 1, 2);

        run.run("");

        Bytes directory = run.guest.entries().get(2).data();
        assertThat(directory.slice(0, 12)).isEqualTo(Bytes.fromHex("00000001 00000014 0020 0000"));
        assertThat(new String(directory.slice(12, 20).toArray(), StandardCharsets.US_ASCII))
                .isEqualTo("etc/e820");
        assertThat(run.guest.entries().get(4).data())
                .isEqualTo(Bytes.fromHex("0000000000000000 0000000100000000 01000000"));
        assertThat(run.guest.lastEntry().data()).isEqualTo(Bytes.of(2, 0));
    }
}
