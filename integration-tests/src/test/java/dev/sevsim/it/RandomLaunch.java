package dev.sevsim.it;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Random inputs of a launch, in files, under the option names that several tools share.
 *
 * @param firmware OVMF image
 * @param kernel empty for a launch of the image alone
 * @param initrd only with a kernel
 * @param commandLine only with a kernel
 * @param vcpus number of vCPUs; 0 for a launch without SEV-ES
 * @param model index into {@link #MODELS}
 * @param build firmware build
 * @param minor firmware API version, minor
 * @param keys TEK then TIK
 */
record RandomLaunch(
        Path firmware,
        Optional<Path> kernel,
        Optional<Path> initrd,
        Optional<String> commandLine,
        int vcpus,
        int model,
        int build,
        int minor,
        Path keys) {
    /** Name for sev-snp-measure; family, model and stepping for libvirt's tool. */
    static final List<List<String>> MODELS = List.of(
            List.of("EPYC", "23", "1", "2"),
            List.of("EPYC-v2", "23", "1", "2"),
            List.of("EPYC-Rome", "23", "49", "0"),
            List.of("EPYC-Rome-v2", "23", "49", "0"),
            List.of("EPYC-Milan", "25", "1", "1"),
            List.of("EPYC-Milan-v2", "25", "1", "1"),
            List.of("EPYC-Genoa", "25", "17", "0"));

    private static final int BODY = 12 << 10;
    private static final int MAX_VCPUS = 8;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz=,./-_ 0123456789\u00e4\u20ac";

    static RandomLaunch make(long seed, Path directory) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] image =
                Files.readAllBytes(Sevsim.vector(random.nextBoolean() ? "fw/synth-amdsev.fd" : "fw/synth-nomd.fd"));
        byte[] body = bytes(random, BODY);
        System.arraycopy(body, 0, image, 0, BODY);
        byte[] longer = new byte[image.length + 4096 * random.nextInt(4)];
        System.arraycopy(image, 0, longer, longer.length - image.length, image.length);
        boolean direct = random.nextInt(3) > 0;
        return new RandomLaunch(
                Files.write(directory.resolve("firmware.fd"), longer),
                direct ? Optional.of(file(directory, "kernel", random, 1)) : Optional.empty(),
                direct && random.nextBoolean() ? Optional.of(file(directory, "initrd", random, 0)) : Optional.empty(),
                direct && random.nextBoolean() ? Optional.of(text(random)) : Optional.empty(),
                random.nextInt(3) == 0 ? 0 : random.nextInt(1, MAX_VCPUS + 1),
                random.nextInt(MODELS.size()),
                random.nextInt(256),
                random.nextInt(256),
                Files.write(directory.resolve("tk.bin"), bytes(random, 32)));
    }

    boolean isEncrypted() {
        return vcpus > 0;
    }

    int policy() {
        return isEncrypted() ? 5 : 1;
    }

    /** Firmware and what is booted with it; {@code append} is what the tool calls the command line. */
    List<Object> files(String firmwareOption, String append) {
        List<Object> words = new ArrayList<>(List.of(firmwareOption, firmware));
        kernel.ifPresent(file -> words.addAll(List.of("--kernel", file)));
        initrd.ifPresent(file -> words.addAll(List.of("--initrd", file)));
        commandLine.ifPresent(text -> words.addAll(List.of(append, text)));
        return words;
    }

    /** Our own command on these inputs; {@code vmm} as {@code --vmm-type}. */
    List<Object> measure(String vmm, Object... more) {
        List<Object> words = new ArrayList<>(List.of("owner", "measure", "--json", "--policy", policy()));
        words.addAll(files("--firmware", "--append"));
        if (isEncrypted()) {
            words.addAll(
                    List.of("--vcpus", vcpus, "--vcpu-type", MODELS.get(model).get(0), "--vmm-type", vmm));
        }
        words.addAll(List.of(more));
        return words;
    }

    private static Path file(Path directory, String name, SplittableRandom random, int least) throws IOException {
        return Files.write(directory.resolve(name), bytes(random, random.nextInt(least, 5000)));
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] raw = new byte[length];
        random.nextBytes(raw);
        return raw;
    }

    /** Not blank at its ends, because a command line's ends are a matter of the shell. */
    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder("a");
        int length = random.nextInt(60);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.append("z").toString();
    }

    /** The nonce of every measurement made of these inputs. */
    Bytes nonce() {
        return Bytes.fromHex("101112131415161718191a1b1c1d1e1f");
    }
}
