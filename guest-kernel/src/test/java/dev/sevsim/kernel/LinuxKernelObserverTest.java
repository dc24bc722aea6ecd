package dev.sevsim.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Guid;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.machine.FakeFirmware;
import dev.sevsim.kernel.machine.KernelCpu;
import dev.sevsim.kernel.nio.GuestTasks;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel tells the simulator's observer, whatever its console shows. */
class LinuxKernelObserverTest {
    private static final List<Guid> NAMES = List.of(
            Guid.of("00000001-0000-0000-0000-000000000000"),
            Guid.of("00000002-0000-0000-0000-000000000000"),
            Guid.of("00000003-0000-0000-0000-000000000000"),
            Guid.of("00000004-0000-0000-0000-000000000000"));

    private final List<String> events = new ArrayList<>();

    private final GuestObserver observer = new GuestObserver() {
        @Override
        public void kernelRuns(String loadOptions) {
            events.add("runs");
        }

        @Override
        public void secretsArrived(List<Guid> names) {
            events.add("shows " + names);
        }
    };

    private void boot(Era era, Bytes area, String typed) {
        KernelCpu cpu = new KernelCpu();
        FakeFirmware firmware = new FakeFirmware(cpu, EmbeddedKernel.image(era), EmbeddedKernel.initrd(era));
        firmware.secretPageOfType(0, 0);
        firmware.publishSecrets(area, FakeFirmware.AREA, 0xC00);
        GuestPhysical entry = firmware.load("console=ttyS0");
        cpu.type(typed + "poweroff\n");
        try {
            long unused = new LinuxKernel(new GuestTasks(), List.of(), observer).run(cpu, entry, firmware.arguments());
        } catch (FakeCpu.Stopped off) {
            return;
        }
        throw new AssertionError("the kernel returned to the firmware");
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void reportsTheSecretsOfALoadedModule(Era era) {
        boot(era, EraMatrix.FOUR, "modprobe " + era.module() + "\n");

        assertThat(events).containsExactly("runs", "shows " + NAMES);
    }

    @Test
    void reportsNoSecretsOfAModuleThatIsNotLoaded() {
        boot(Era.V2, EraMatrix.FOUR, "");

        assertThat(events).containsExactly("runs");
    }

    /** As after GRUB's wipe: the second entry has length 0, and the first one is not shown either. */
    @ParameterizedTest
    @EnumSource(Era.class)
    void reportsNoSecretsOfACorruptTable(Era era) {
        byte[] wiped = EraMatrix.FOUR.toArray();
        for (int i = 44; i < 68; i++) {
            wiped[i] = 0;
        }

        boot(era, Bytes.copyOf(wiped), "modprobe " + era.module() + "\n");

        assertThat(events).containsExactly("runs");
    }

    @Test
    void reportsThemAgainWhenTheModuleIsLoadedAgain() {
        boot(Era.FINAL, EraMatrix.FOUR, "rmmod efi_secret\nmodprobe efi_secret\n");

        assertThat(events).containsExactly("runs", "shows " + NAMES, "shows " + NAMES);
    }
}
