package dev.sevsim.kernel.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.kernel.LinuxKernel;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.machine.FakeFirmware;
import dev.sevsim.kernel.machine.KernelCpu;
import dev.sevsim.testkit.guest.FakeCpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** A whole guest on a thread of its own that halts when idle, and a caller that lets it go on for each operation. */
class GuestTasksTest {
    private static final Bytes AREA = Bytes.concat(
            Bytes.fromHex("42F5741EDD71664D963EEF4287FF173B2B000000"),
            Bytes.fromHex("E5696873F084734992EC06879CE3DA0B17000000"),
            Bytes.ofAscii("key"));
    private static final String NAME = "736869e5-84f0-4973-92ec-06879ce3da0b";

    private final KernelCpu cpu = new KernelCpu();
    private final GuestTasks tasks = new GuestTasks();
    private final Semaphore enter = new Semaphore(0);
    private final Semaphore left = new Semaphore(0);
    private volatile boolean off;

    private Thread start() {
        FakeFirmware firmware = new FakeFirmware(cpu, EmbeddedKernel.image(), EmbeddedKernel.initrd());
        firmware.publishSecrets(AREA);
        GuestPhysical entry = firmware.load(EmbeddedKernel.COMMAND_LINE);
        cpu.onHalt(() -> {
            left.release();
            enter.acquireUninterruptibly();
        });
        Thread guest = new Thread(
                () -> {
                    enter.acquireUninterruptibly();
                    try {
                        long unused = new LinuxKernel(tasks).run(cpu, entry, firmware.arguments());
                    } catch (FakeCpu.Stopped stopped) {
                        off = true;
                    }
                    left.release();
                },
                "guest");
        guest.setDaemon(true);
        guest.start();
        return guest;
    }

    private boolean untilIdle() {
        if (off) {
            return false;
        }
        enter.release();
        left.acquireUninterruptibly();
        return !off;
    }

    @Test
    void readsAndWipesASecretOfARunningGuest() throws IOException, InterruptedException {
        Thread guest = start();
        Path secret = GuestFiles.of(tasks, this::untilIdle).getPath("/sys/kernel/security/secrets/coco/" + NAME);

        assertThat(Files.readString(secret)).isEqualTo("key");
        Files.delete(secret);
        assertThat(Files.exists(secret)).isFalse();

        assertThat(cpu.guestView(FakeFirmware.AREA + 40, 3)).isEqualTo(Bytes.zeros(3));
        cpu.type("ls /sys/kernel/security/secrets/coco\npoweroff\n");
        assertThat(untilIdle()).isFalse();
        guest.join(10_000);
        assertThat(cpu.console()).contains("# ls /sys/kernel/security/secrets/coco\r\n~ # poweroff");
    }

    @Test
    void failsWhenTheGuestIsGone() throws InterruptedException {
        Thread guest = start();
        cpu.type("poweroff\n");
        assertThat(untilIdle()).isFalse();
        guest.join(10_000);

        assertThatThrownBy(
                        () -> Files.exists(GuestFiles.of(tasks, this::untilIdle).getPath("/")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the guest does not run any more");
    }
}
