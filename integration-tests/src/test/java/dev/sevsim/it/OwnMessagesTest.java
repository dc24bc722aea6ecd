package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.cli.explain.ExplanationCatalogue;
import dev.sevsim.cli.explain.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain} has an entry for each line and refusal that the program prints. */
class OwnMessagesTest {
    /** More than 400 today: fewer than this means that the search misses some. */
    private static final int LEAST_MESSAGES = 350;

    private final ExplanationCatalogue catalogue = ExplanationCatalogue.standard();

    /** A message without an entry: add its text to a table of sevsim-cli's resources dev/sevsim/cli/explain. */
    @Test
    void explainsEachMessageOfTheSources() throws Exception {
        Map<String, String> messages = OwnMessages.all();
        List<String> unknown = new ArrayList<>();
        messages.forEach((message, file) -> {
            String line = message.replace(OwnMessages.GAP, "-7");
            if (catalogue.find(line).stream().noneMatch(part -> part.kind() == Part.Kind.MESSAGE)) {
                unknown.add(file + ": " + message);
            }
        });

        assertThat(messages).hasSizeGreaterThan(LEAST_MESSAGES);
        assertThat(unknown).isEmpty();
    }

    /** The lines of a launch's console and of a refused launch, as they are printed. */
    @Test
    void explainsWhatALaunchPrints(@TempDir Path image) {
        Sevsim refused = Sevsim.run("launch", "--policy", "0x41", "--seed", "7");
        Sevsim hidden = Sevsim.run("launch", "--kernel-hashes", "off", "--seed", "7", "--no-secrets");

        Sevsim.run("firmware", "export", "--out", image.toString());
        Sevsim nothing = Sevsim.run("launch", "--firmware", image + "/OVMF.fd", "--seed", "7");
        Sevsim locked = Sevsim.run("launch", "--encrypted-disk", "--seed", "7", "--no-secrets");
        Sevsim unlocked = Sevsim.run("launch", "--encrypted-disk");

        List<String> unknown = new ArrayList<>();
        for (String output : List.of(
                refused.err(),
                hidden.out(),
                hidden.err(),
                nothing.out(),
                nothing.err(),
                locked.out(),
                locked.err(),
                unlocked.out())) {
            output.lines()
                    .filter(line -> line.matches(
                            "(?:sevsim|OVMF|PlatformPei|SecretPei|SecretDxe|BlobVerifier|GRUB|BdsDxe|QemuKernel).*"))
                    .filter(line -> catalogue.find(line).stream().noneMatch(part -> part.kind() == Part.Kind.MESSAGE))
                    .forEach(unknown::add);
        }

        assertThat(refused.status()).isEqualTo(1);
        assertThat(nothing.status()).isEqualTo(7);
        assertThat(unknown).isEmpty();
    }
}
