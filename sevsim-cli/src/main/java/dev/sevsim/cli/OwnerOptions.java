package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.GuestDisks;
import dev.sevsim.machine.OwnerSpec;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.machine.option.SecretArguments;
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
    private static final int MAX_TABLE = 1 << 20;

    @Option(
            names = "--secret",
            paramLabel = "GUID=@FILE|GUID=TEXT|GUID:FILE",
            description = "Secret to inject; repeatable (default: four samples; with --encrypted-disk, its passphrase);"
                    + " luks-key and other well-known names stand for their GUIDs.")
    private List<String> secrets = new ArrayList<>();

    @Option(names = "--no-secrets", description = "Inject no secrets.")
    private boolean noSecrets;

    @Option(names = "--secret-table", description = "Ready-made content of the secret area, instead of --secret.")
    private @Nullable Path secretTable;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private ExpectOptions expected = new ExpectOptions();

    @Mixin
    private RemoteOwnerOptions remote = new RemoteOwnerOptions();

    /** The owner of a launch on this machine. */
    OwnerSpec.Builder owner(MachineOptions machine) {
        Optional<GivenSession> given = givenSession(machine);
        OwnerSpec.Builder owner = OwnerSpec.builder().expect(expected.copies());
        chosenSecrets(machine, given).ifPresent(owner::secrets);
        given.ifPresent(owner::session);
        remote.owner().ifPresent(owner::external);
        return owner;
    }

    private Optional<GivenSession> givenSession(MachineOptions machine) {
        if (!machine.namesSession() && !keys.isEmpty()) {
            throw new InputException("the keys of a session need --dh-cert and --session");
        }
        return machine.session(keys.isEmpty() ? Optional.empty() : Optional.of(keys.keys()));
    }

    /** The secrets that were named; empty for the samples. */
    private Optional<Secrets> chosenSecrets(MachineOptions machine, Optional<GivenSession> given) {
        int ways = (secrets.isEmpty() ? 0 : 1) + (secretTable == null ? 0 : 1) + (noSecrets ? 1 : 0);
        if (ways > 1) {
            throw new InputException("--secret, --secret-table and --no-secrets exclude each other");
        }
        boolean keysMissing = given.isPresent() && given.get().keys().isEmpty();
        if (keysMissing && (!secrets.isEmpty() || secretTable != null)) {
            throw new InputException("secrets for a given session need its keys, give --tik and --tek");
        }
        if (remote.isNamed() && (ways > 0 || given.isPresent() || machine.hasEncryptedDisk())) {
            throw new InputException(
                    "--owner excludes --secret, --secret-table, --no-secrets, --encrypted-disk, --dh-cert"
                            + " and --session: session and secrets come from the service");
        }
        if (noSecrets || keysMissing || remote.isNamed()) {
            return Optional.of(Secrets.NONE);
        }
        if (secretTable != null) {
            return Optional.of(
                    new Secrets(List.of(), Optional.of(InputFile.read("secret table", secretTable, MAX_TABLE))));
        }
        if (secrets.isEmpty()) {
            return Optional.empty();
        }
        Secrets named = new Secrets(SecretArguments.parse(secrets), Optional.empty());
        return Optional.of(machine.hasEncryptedDisk() ? GuestDisks.withPassphrase(named) : named);
    }
}
