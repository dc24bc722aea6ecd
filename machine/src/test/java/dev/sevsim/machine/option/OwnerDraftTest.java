package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.OwnerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerDraftTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        byte[] both = new byte[32];
        Arrays.fill(both, 0, 16, (byte) 1);
        Files.write(folder.resolve("cert"), new byte[2084]);
        Files.write(folder.resolve("session"), new byte[128]);
        Files.write(folder.resolve("tek"), Arrays.copyOf(both, 16));
        Files.write(folder.resolve("tik"), new byte[16]);
        Files.write(folder.resolve("both"), both);
        Files.write(folder.resolve("same"), new byte[32]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tik=tik | the keys of a session need --dh-cert and --session",
                "session=session | --session needs the owner's certificate, give --dh-cert too",
                "dh-cert=cert | --dh-cert needs the session that was made with it, give --session too",
                "dh-cert=cert session=session tik=tik | --tik and --tek go together, --tek is missing",
                "dh-cert=cert session=session tik=tik tk=both | --tk holds both keys, leave out --tik and --tek",
                "dh-cert=cert session=session tik=tik tek=tik | TIK and TEK are the same key",
                "dh-cert=cert session=session tk=same | TIK and TEK are the same key",
                "dh-cert=cert session=session secret=luks-key=x | secrets for a given session need its keys",
                "no-secrets=true secret=luks-key=x | --secret, --secret-table and --no-secrets exclude each other",
                "no-secrets=true secret-table=none | --secret, --secret-table and --no-secrets exclude each other",
                "expect-no-kernel=true expect-append=x | --expect-no-kernel excludes --expect-kernel"
            })
    void refusesWhatExcludesEachOther(String options, String message) {
        MachineDraft draft = draft(options);

        assertThatThrownBy(draft::build).isInstanceOf(InputException.class).hasMessageStartingWith(message);
    }

    @Test
    void readsTheKeysOfASession() {
        for (String keys : new String[] {"tik=tik tek=tek", "tk=both"}) {
            OwnerSpec owner =
                    draft("dh-cert=cert session=session " + keys).build().owner();

            assertThat(owner.session().orElseThrow().keys()).isPresent();
            assertThat(owner.secrets().isEmpty()).isFalse();
        }
        OwnerSpec without = draft("dh-cert=cert session=session").build().owner();
        assertThat(without.session().orElseThrow().keys()).isEmpty();
        assertThat(without.secrets().isEmpty()).isTrue();
    }

    @Test
    void addsThePassphraseOfAnEncryptedDisk() {
        String secret = "secret=e6f5a162-d67f-4750-a67c-5d065f2a9910=x";

        assertThat(draft(secret).build().owner().secrets().entries()).hasSize(1);
        assertThat(draft(secret + " encrypted-disk=true")
                        .build()
                        .owner()
                        .secrets()
                        .entries())
                .hasSize(2);
    }

    private MachineDraft draft(String options) {
        MachineDraft draft = new MachineDraft(folder);
        for (String option : options.split(" ", -1)) {
            String[] parts = option.split("=", 2);
            draft = draft.set(parts[0], parts[1]);
        }
        return draft;
    }
}
