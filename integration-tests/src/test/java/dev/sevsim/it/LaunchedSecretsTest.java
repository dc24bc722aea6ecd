package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.io.file.InputException;
import dev.sevsim.junit.SevSimulator;
import dev.sevsim.junit.SevTest;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.machine.RunningGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/guest-kernel.md sections 5 and 6; the guests are really launched. */
@SevTest(seed = 31)
class LaunchedSecretsTest {
    private static final String DIRECTORY = "/sys/kernel/security/secrets/coco";
    private static final String MODULE_AGAIN = "rmmod efi_secret && modprobe efi_secret";
    private static final int LARGEST = 0xC00 - 40;

    private static String name(int number) {
        return "0000000%d-1111-2222-3333-444455556666".formatted(number);
    }

    private static SecretTable.Entry entry(int number, Bytes content) {
        return new SecretTable.Entry(Guid.of(name(number)), SecretBytes.of(content));
    }

    private static MachineSpec with(SecretTable.Entry... entries) {
        return builder(entries).build();
    }

    private static MachineSpec.Builder builder(SecretTable.Entry... entries) {
        return MachineSpec.builder()
                .owner(owner -> owner.secrets(Secrets.of(entries)))
                .seed(31);
    }

    private static List<String> names(RunningGuest launch) throws IOException {
        try (Stream<Path> files = Files.list(launch.files().getPath(DIRECTORY))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static Stream<List<Integer>> orders() {
        List<List<Integer>> orders = new ArrayList<>();
        for (int code = 0; code < 4 * 4 * 4 * 4; code++) {
            List<Integer> order = List.of(code / 64 + 1, code / 16 % 4 + 1, code / 4 % 4 + 1, code % 4 + 1);
            if (order.stream().distinct().count() == 4) {
                orders.add(order);
            }
        }
        assertThat(orders).hasSize(24);
        return orders.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("orders")
    void unlinksFourSecretsInAnyOrder(List<Integer> order, SevSimulator simulator) throws IOException {
        RunningGuest launch = simulator.start(with(
                entry(1, Bytes.ofAscii("one")),
                entry(2, Bytes.ofAscii("two two")),
                entry(3, Bytes.EMPTY),
                entry(4, Bytes.ofAscii("four four four four"))));
        List<String> left = new ArrayList<>(List.of(name(1), name(2), name(3), name(4)));
        assertThat(names(launch)).isEqualTo(left);

        for (int number : order) {
            Files.delete(launch.files().getPath(DIRECTORY, name(number)));
            left.remove(name(number));

            assertThat(names(launch)).isEqualTo(left);
            assertThat(launch.type(MODULE_AGAIN)).doesNotContain("rror");
            assertThat(names(launch)).isEqualTo(left);
        }
        assertThat(launch.type("dmesg | grep Created"))
                .contains("Created 4 entries", "Created 1 entries", "Created 0 entries");
    }

    @Test
    void keepsASecretThatFillsTheAreaToItsLastByte(SevSimulator simulator) throws IOException {
        byte[] content = new byte[LARGEST];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 7 + 1);
        }
        RunningGuest launch = simulator.start(with(entry(1, Bytes.copyOf(content))));
        Path file = launch.files().getPath(DIRECTORY, name(1));

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        Bytes before = launch.hostView(0x810000).orElseThrow();
        Files.delete(file);
        Bytes after = launch.hostView(0x810000).orElseThrow();

        assertThat(after.slice(0xC00 - 16, 0xC00))
                .as("the last block of the area")
                .isNotEqualTo(before.slice(0xC00 - 16, 0xC00));
        assertThat(after.slice(0xC00, 0x1000)).as("the kernel hashes behind it").isEqualTo(before.slice(0xC00, 0x1000));
        assertThat(launch.type(MODULE_AGAIN)).doesNotContain("rror");
        assertThat(names(launch)).isEmpty();
    }

    @Test
    void refusesASecretThatIsLargerThanTheArea(SevSimulator simulator) {
        assertThatThrownBy(() -> simulator.start(with(entry(1, Bytes.zeros(LARGEST + 1)))))
                .isInstanceOf(InputException.class);
    }

    @Test
    void keepsTheModuleWhileAFileIsOpen(SevSimulator simulator) throws IOException {
        RunningGuest launch = simulator.start(with(entry(1, Bytes.ofAscii("held"))));
        Path file = launch.files().getPath(DIRECTORY, name(1));

        try (SeekableByteChannel open = Files.newByteChannel(file)) {
            assertThat(launch.type("lsmod")).containsPattern("efi_secret +16384 +1");
            assertThat(launch.type("rmmod efi_secret")).contains("in use");
            Files.delete(file);
            ByteBuffer read = ByteBuffer.allocate(8);
            assertThat(open.read(read)).as("as many bytes as before").isEqualTo(4);
            assertThat(read.getInt(0)).as("all of them zero").isZero();
        }
        assertThat(launch.type("rmmod efi_secret")).doesNotContain("in use");
        assertThat(launch.type("lsmod")).doesNotContain("efi_secret");
    }

    @ParameterizedTest(name = "policy {0}")
    @ValueSource(ints = {0x1, 0x5})
    void showsTheSameFilesWithAndWithoutEncryptedState(int policy, SevSimulator simulator) throws IOException {
        Bytes secret = Bytes.ofAscii("the same in both kinds of guest");
        RunningGuest launch = simulator.start(builder(entry(1, secret))
                .guest(guest -> guest.policy(new GuestPolicy(policy)))
                .build());
        Path file = launch.files().getPath(DIRECTORY, name(1));

        assertThat(Files.readAllBytes(file)).isEqualTo(secret.toArray());
        assertThat(launch.findInHostMemory(SecretBytes.of(secret))).isEmpty();
        Files.delete(file);
        assertThat(names(launch)).isEmpty();
    }
}
