package dev.sevsim.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.FileSystem;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.RamDirectoryOperations;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.image.CpioBuilder;
import dev.sevsim.kernel.image.EmbeddedKernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class InitramfsTest {
    private final RamDirectoryOperations operations = new RamDirectoryOperations();
    private final FileSystem root = new FileSystem("rootfs", 2, KernelTime.fixed(Instant.EPOCH), operations);
    private final Initramfs initramfs = new Initramfs(root.root(), operations);
    private final SystemCalls calls = new SystemCalls(new MountNamespace(root), Credentials.ROOT);

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private void assertUnpacked() {
        assertThat(calls.list("/").orElseThrow())
                .containsExactlyInAnyOrder("dev", "etc", "init", "lib", "proc", "sys", "tmp");
        byte[] content = new byte[64];
        int descriptor = calls.open("/etc/hostname", EnumSet.of(OpenFlag.READ), 0);
        int count = calls.read(descriptor, content);
        assertThat(new String(content, 0, count, StandardCharsets.US_ASCII)).isEqualTo("sevsim\n");
        assertThat(Integer.toOctalString(calls.stat("/init").orElseThrow().mode()))
                .isEqualTo("100755");
    }

    @Test
    void unpacksAPlainArchive() {
        assertThat(initramfs.unpack(EmbeddedKernel.initrd().toArray())).isEmpty();
        assertUnpacked();
    }

    @Test
    void unpacksACompressedArchiveBehindAPlainOne() throws IOException {
        Bytes early = new CpioBuilder().directory("dev").build();
        Bytes both =
                Bytes.concat(early, Bytes.copyOf(gzip(EmbeddedKernel.initrd().toArray())));

        assertThat(initramfs.unpack(both.toArray())).isEmpty();
        assertUnpacked();
    }

    @Test
    void stopsAtWhatItCannotRead() {
        Bytes zstd = Bytes.fromHex("28b52ffd00000000");

        assertThat(initramfs.unpack(zstd.toArray())).hasValue("compression is not gzip");
        assertThat(initramfs.unpack(EmbeddedKernel.initrd().slice(0, 300).toArray()))
                .hasValue("broken cpio archive");
        assertThat(initramfs.unpack(new byte[] {0x1F, (byte) 0x8B, 8, 0})).hasValue("broken gzip data");
        assertThat(initramfs.unpack("0707010000000000000000ffffffff".getBytes(StandardCharsets.US_ASCII)))
                .hasValue("broken cpio archive");
    }

    @Test
    void survivesEveryTruncation() {
        byte[] whole = EmbeddedKernel.initrd().toArray();
        for (int length = 0; length < whole.length; length += 13) {
            FileSystem fresh = new FileSystem("rootfs", 2, KernelTime.fixed(Instant.EPOCH), operations);

            assertThat(new Initramfs(fresh.root(), operations).unpack(Arrays.copyOf(whole, length)))
                    .isNotNull();
        }
    }

    /** Behind zero bytes, where an archive may be: 6,000 levels exhausted the stack. */
    @Test
    void refusesCompressedDataInCompressedData() throws IOException {
        byte[] inner = gzip("not reached".getBytes(StandardCharsets.US_ASCII));
        byte[] padded = new byte[inner.length + 4];
        System.arraycopy(inner, 0, padded, 4, inner.length);

        assertThat(initramfs.unpack(gzip(inner))).hasValue("compressed twice");
        assertThat(initramfs.unpack(gzip(padded))).hasValue("compressed twice");
    }
}
