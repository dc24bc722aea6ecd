package dev.sevsim.it;

import dev.sevsim.kernel.image.EmbeddedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A guest with its owner's session and files, to be served and attested by real tools.
 *
 * @param directory folder of everything
 * @param owner the platform and the owner's session on it
 * @param firmware OVMF image
 * @param kernel kernel file
 * @param initrd initrd file
 */
record OwnedGuest(Path directory, OwnerSession owner, Path firmware, Path kernel, Path initrd) {
    /** The disk passphrase's GUID. */
    static final String SECRET_GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";

    /** Writes the files and makes a session with {@code policy}; skips the test where libvirt's tool is missing. */
    static OwnedGuest make(Path directory, String policy) throws IOException {
        InstalledFiles.requireProgram(LibvirtTool.NAME);
        return new OwnedGuest(
                directory,
                OwnerSession.make(directory, policy),
                Files.copy(Sevsim.vector("fw/synth-amdsev.fd"), directory.resolve("firmware.fd")),
                Files.write(directory.resolve("kernel"), EmbeddedKernel.image().toArray()),
                Files.write(directory.resolve("initrd"), EmbeddedKernel.initrd().toArray()));
    }

    /** Serves the guest with a monitor and its console on sockets in the folder. */
    ServingSevsim serve(Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "--qmp",
                "unix:" + directory.resolve("qmp.sock"),
                "--serial",
                "unix:" + directory.resolve("console.sock"),
                "--firmware",
                firmware));
        words.addAll(List.of(more));
        return owner.serve(words.toArray());
    }

    /** The tool's options that seal the content of {@code secret} into the two other files. */
    static Object[] sealing(Path secret, Path header, Path payload) {
        return new Object[] {
            "--inject-secret",
            SECRET_GUID + ":" + secret.getFileName(),
            "--secret-header",
            header,
            "--secret-payload",
            payload
        };
    }

    /** Its measured direct boot. */
    MeasuredBoot boot() {
        return new MeasuredBoot(kernel, initrd, "console=ttyS0 quiet");
    }

    LibvirtTool tool() {
        return new LibvirtTool(directory, owner);
    }

    /** A copy of a file with one bit changed. */
    Path altered(Path file, int offset) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[offset] ^= 1;
        return Files.write(directory.resolve("altered-" + offset + "-" + file.getFileName()), content);
    }
}
