package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordDissectorTest {
    @Test
    void showsABufferBeforeAndAfterTheCommand() {
        TraceEvent event = TraceEvent.builder("psp", "psp", "firmware.command")
                .with("command", "ACTIVATE")
                .withRaw(Bytes.fromHex("0100000064000000"))
                .build();
        TraceEvent start = TraceEvent.builder("psp", "psp", "firmware.command")
                .with("command", "LAUNCH_START")
                .with("out.HANDLE", 7L)
                .withRaw(Bytes.zeros(0x24))
                .build();

        assertThat(RecordDissector.of(event)).hasSize(1);
        List<Block> blocks = RecordDissector.of(start);
        assertThat(blocks).extracting(Block::title).containsExactly("LAUNCH_START", "LAUNCH_START →");
        assertThat(Dissected.of(blocks.get(0))).contains("0 0+4 HANDLE=0");
        assertThat(Dissected.of(blocks.get(1))).contains("0 0+4 HANDLE=7");
    }

    @Test
    void takesAnIoctlAndItsStructureApart() {
        TraceEvent event = TraceEvent.builder("vmm", "host", "kvm.ioctl")
                .with("ioctl", "KVM_MEMORY_ENCRYPT_OP")
                .with("command", "KVM_SEV_LAUNCH_UPDATE_DATA")
                .withRaw(Bytes.concat(Bytes.fromHex("03000000"), Bytes.zeros(20), Bytes.zeros(16)))
                .build();

        List<Block> blocks = RecordDissector.of(event);
        assertThat(blocks).extracting(Block::title).containsExactly("kvm_sev_cmd", "kvm_sev_launch_update_data");
        assertThat(Dissected.of(blocks.get(0))).contains("0 0+4 id=0x3 KVM_SEV_LAUNCH_UPDATE_DATA");
    }

    @Test
    void keepsBytesThatNothingExplains() {
        TraceEvent event = TraceEvent.builder("a", "b", "of another version")
                .withRaw(Bytes.of(1, 2))
                .build();

        assertThat(Dissected.of(RecordDissector.of(event).get(0))).containsExactly("0 0+2 …=0102");
    }
}
