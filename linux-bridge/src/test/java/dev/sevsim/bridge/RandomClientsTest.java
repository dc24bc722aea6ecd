package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random messages, answers and calls: 1500 rounds of each, and 100 000 with {@code -Dsevsim.stress=true}. */
class RandomClientsTest extends ServedClients {
    private static final int ROUNDS = Boolean.getBoolean("sevsim.stress") ? 100_000 : 1_500;

    /** Random messages of clients that mostly end up cut off; every so often a sound one has to be served. */
    @Test
    void servesSoundClientsBetweenRandomMessages() throws IOException {
        SplittableRandom random = new SplittableRandom(15);
        for (int round = 0; round < ROUNDS; round++) {
            try (TestClient client = TestClient.joined(host.socket(), random.nextInt(4))) {
                for (int message = random.nextInt(6); message > 0; message--) {
                    client.send(random.nextInt(30), noise(random, random.nextInt(40)));
                }
                if (random.nextBoolean()) {
                    client.raw(noise(random, random.nextInt(9)));
                }
            } catch (IOException e) {
                // The server has ended the connection already.
            }
            if (round % 100 == 0) {
                try (TestClient client = TestClient.joined(host.socket(), 50)) {
                    assertStatus(client);
                }
            }
        }
    }

    /** A client whose answers to questions are random: wrong kinds, lengths and content. */
    @Test
    void survivesRandomAnswers() throws IOException {
        SplittableRandom random = new SplittableRandom(17);
        int[] requests = Ioctl.byName().values().stream().mapToInt(n -> n).toArray();
        for (int round = 0; round < ROUNDS; round++) {
            try (TestClient client = TestClient.joined(host.socket(), 3)) {
                int fd = (int) (random.nextBoolean() ? client.openSev() : client.openKvm());
                int request = requests[random.nextInt(requests.length)];
                client.sendIoctl(fd, client.lastFile(), request, TestClient.BASE + random.nextInt(0x1000));
                answerAtRandom(client, random);
            }
            if (round % 100 == 0) {
                try (TestClient client = TestClient.joined(host.socket(), 50)) {
                    assertStatus(client);
                }
            }
        }
    }

    /** Answers until the result or the end. */
    private static void answerAtRandom(TestClient client, SplittableRandom random) {
        int[] kinds = {MessageType.DATA.code(), MessageType.NUMBER.code(), random.nextInt(30)};
        try {
            while (true) {
                ByteBuffer message = client.next();
                int type = message.get();
                if (type == MessageType.RESULT.code()) {
                    return;
                }
                int asked = type == MessageType.READ.code() ? message.getInt(message.position() + Long.BYTES) : 8;
                int length = random.nextInt(3) == 0 ? random.nextInt(100) : Math.min(asked, 1 << 16);
                client.send(kinds[random.nextInt(kinds.length)], noise(random, length));
            }
        } catch (IOException e) {
            // The server has ended the connection.
        }
    }

    /** Random ioctls of a client that answers questions. */
    @Test
    void answersRandomIoctls() throws IOException {
        SplittableRandom random = new SplittableRandom(16);
        int[] requests = Ioctl.byName().values().stream().mapToInt(n -> n).toArray();
        try (TestClient client = TestClient.joined(host.socket(), 3)) {
            client.openSev();
            client.openKvm();
            for (int round = 0; round < ROUNDS; round++) {
                long file = 1 + random.nextLong(client.lastFile() + 1);
                int request = random.nextInt(8) == 0 ? random.nextInt() : requests[random.nextInt(requests.length)];
                long argument = TestClient.BASE + random.nextInt(0x11000);
                client.write(TestClient.BASE + random.nextInt(0xFF00), Bytes.u64Le(random.nextLong(64)));
                assertThat(client.ioctl((int) (10 + file), file, request, argument))
                        .isGreaterThanOrEqualTo(-Errno.ENOTSUPP.code());
            }
        }
        assertThat(host.complaints()).isEmpty();
    }

    private static ByteBuffer noise(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return TestClient.buffer(length).put(bytes);
    }
}
