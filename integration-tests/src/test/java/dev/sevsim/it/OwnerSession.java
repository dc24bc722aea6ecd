package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A platform and an owner's session on it, as files that this project's own commands made.
 *
 * @param state the platform's state directory
 * @param out its certificates, and the session under the name {@code vm}
 */
record OwnerSession(Path state, Path out) {
    /** Exports a fresh platform in {@code directory} and makes a session with {@code policy}. */
    static OwnerSession make(Path directory, String policy) {
        OwnerSession made = new OwnerSession(directory.resolve("state"), directory.resolve("out"));
        Sevsim.run("platform", "export", "--state", made.state, "--out", made.out)
                .requireSuccess();
        make(made.out, policy, made.out);
        return made;
    }

    /** Makes a session on the platform whose certificates lie in {@code certificates}. */
    static void make(Path certificates, String policy, Path out) {
        Sevsim.run(
                        "owner",
                        "session",
                        "--chain",
                        certificates.resolve("full.chain"),
                        "--policy",
                        policy,
                        "--name",
                        "vm",
                        "--out",
                        out)
                .requireSuccess();
    }

    Path tik() {
        return out.resolve("vm_tik.bin");
    }

    Path tek() {
        return out.resolve("vm_tek.bin");
    }

    /** Options of a launch on this platform with the session, whose owner holds the keys. */
    Object[] launchOptions() {
        return new Object[] {sessionOptions(), keyOptions()};
    }

    /** The transport keys as options. */
    Object[] keyOptions() {
        return new Object[] {"--tik", tik(), "--tek", tek()};
    }

    private Object[] sessionOptions() {
        return new Object[] {
            "--state", state, "--dh-cert", out.resolve("vm_godh.b64"), "--session", out.resolve("vm_session.b64")
        };
    }

    /** A host on this platform whose VM was launched with the session. */
    ServingSevsim serve(Object... more) {
        List<Object> words = new ArrayList<>(List.of(sessionOptions()));
        words.addAll(List.of(more));
        return new ServingSevsim(words.toArray());
    }

    /** Seals a secret for the launch that the monitor reports, and injects it. */
    void inject(QmpConversation qmp, String guid, String secret) throws IOException {
        Sevsim.run(
                        "owner",
                        "secret",
                        keyOptions(),
                        "--measurement",
                        qmp.measurement(),
                        "--secret",
                        guid + "=" + secret,
                        "--name",
                        "vm",
                        "--out",
                        out)
                .requireSuccess();
        String header = Files.readString(out.resolve("vm_secret_header.b64")).strip();
        String payload = Files.readString(out.resolve("vm_secret.b64")).strip();
        assertThat(qmp.inject(header, payload).toString()).isEqualTo("{\"return\":{}}");
    }
}
