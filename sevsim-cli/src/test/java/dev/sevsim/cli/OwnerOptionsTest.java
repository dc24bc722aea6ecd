package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tik a | the keys of a session need --dh-cert and --session",
                "--dh-cert a --session b --tik c | --tik and --tek go together, --tek is missing",
                "--session b | --session needs the owner's certificate, give --dh-cert too",
                "--dh-cert a | --dh-cert needs the session that was made with it, give --session too",
                "--no-secrets --secret a=b | --secret, --secret-table and --no-secrets exclude each other",
                "--no-secrets --secret-table a | --secret, --secret-table and --no-secrets exclude each other",
                "--owner http://127.0.0.1:1 --no-secrets | --owner excludes --secret, --secret-table, --no-secrets",
                "--owner http://127.0.0.1:1 --encrypted-disk | --owner excludes --secret",
                "--image web | --image needs --owner",
                "--secret-table none | secret table none does not exist"
            })
    void refusesWhatExcludesEachOther(String options, String message) {
        CapturedRun run = CapturedRun.of((Object[]) ("launch " + options).split(" "));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("sevsim: " + message).hasLineCount(1);
    }
}
