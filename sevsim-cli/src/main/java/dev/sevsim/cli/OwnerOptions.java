package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.ExternalOwner;
import dev.sevsim.machine.option.Choices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The owner of a launch: its secrets, the keys of a given session, or the service that acts for it. */
@Topic.Of(Topic.OWNER)
final class OwnerOptions {
    @Option(
            names = "--secret",
            paramLabel = "GUID=@FILE|GUID=TEXT|GUID:FILE",
            description = "Secret to inject; repeatable (default: four samples; with --encrypted-disk, its passphrase);"
                    + " luks-key and other well-known names stand for their GUIDs.")
    private List<String> secrets = new ArrayList<>();

    @Option(
            names = "--attestation",
            paramLabel = "BY",
            completionCandidates = Choices.Attestations.class,
            description =
                    "Who checks the measurement for the owner: ${COMPLETION-CANDIDATES} (default: direct, the owner itself)."
                            + " A service in this process requires the policy bit NODBG and keeps an audit log in the trace.")
    private @Nullable String attestation;

    @Option(names = "--no-secrets", description = "Inject no secrets.")
    private boolean noSecrets;

    @Option(names = "--secret-table", description = "Ready-made content of the secret area, instead of --secret.")
    private @Nullable Path secretTable;

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Mixin
    ExpectOptions expected = new ExpectOptions();

    @Mixin
    private RemoteOwnerOptions remote = new RemoteOwnerOptions();

    /**
     * Checks what the options of an owner exclude beside those of a machine.
     *
     * @throws InputException for options that exclude each other
     */
    void check(MachineOptions machine) {
        boolean named = attestation != null || noSecrets || !secrets.isEmpty() || secretTable != null;
        if (remote.isNamed() && (named || machine.namesSession() || machine.hasEncryptedDisk())) {
            throw new InputException(
                    "--owner excludes --secret, --secret-table, --no-secrets, --attestation, --encrypted-disk, --dh-cert"
                            + " and --session: session and secrets come from the service");
        }
    }

    /** The service that acts as the owner; empty for an owner inside the machine. */
    Optional<ExternalOwner> external() {
        return remote.owner();
    }
}
